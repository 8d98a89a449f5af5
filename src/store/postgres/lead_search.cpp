// Searching leads: the filter is part of the statement, whose unset parts are null. A page looks at
// kMaxScan rows at most, from where it begins downwards.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "store/id_range.hpp"
#include "store/limits.hpp"
#include "store/postgres/lead_columns.hpp"
#include "store/postgres/lead_read.hpp"

namespace baton::store::postgres {
namespace {

// $1 workspace, $2 below, $3 from, $4 how many to look at, $5 page and one more; then the filter.
#define BATON_LEAD_FILTER                                                                        \
    "($6::text[] IS NULL OR state = ANY ($6)) AND ($7::text IS NULL OR person = $7) "            \
    "AND ($8::text IS NULL OR pool = $8) AND ($9::text IS NULL OR rule = $9) "                   \
    "AND ($10::text IS NULL OR queue = $10) AND ($11::text IS NULL OR account = $11) "           \
    "AND ($12::text IS NULL OR tier = $12) AND ($13::text IS NULL OR source = $13) "             \
    "AND received_at >= $14 AND received_at < $15 "                                              \
    "AND NOT EXISTS (SELECT FROM unnest($16) AS w (word) WHERE position(word IN search_text) = " \
    "0) "                                                                                        \
    "AND ($17 OR person = ANY ($18) OR queue = ANY ($19)) AND ($20 OR id = ANY ($21))"

constexpr Sql kSearch{"SELECT * FROM (SELECT " BATON_LEAD_COLUMNS
                      " FROM lead WHERE workspace = $1 AND id < $2 AND id >= $3 "
                      "ORDER BY id DESC LIMIT $4) AS looked_at WHERE " BATON_LEAD_FILTER
                      " ORDER BY id DESC LIMIT $5",
                      "searching leads"};
constexpr Sql kSearchAmong{"SELECT * FROM (SELECT " BATON_LEAD_COLUMNS
                           " FROM lead WHERE workspace = $1 AND id = ANY ($21) AND id < $2 "
                           "AND id >= $3 ORDER BY id DESC LIMIT $4) AS looked_at "
                           "WHERE " BATON_LEAD_FILTER " ORDER BY id DESC LIMIT $5",
                           "searching leads"};
// The last row that was looked at, and the one after it.
constexpr Sql kBound{
    "SELECT id FROM lead WHERE workspace = $1 AND id < $2 AND id >= $3 "
    "ORDER BY id DESC OFFSET $4 - 1 LIMIT 2",
    "searching leads"};
constexpr Sql kSearchIdentity{
    "SELECT l.* FROM (SELECT DISTINCT lead FROM (SELECT lead FROM identity "
    "WHERE workspace = $1 AND identity = $22 ORDER BY n DESC LIMIT $4) AS latest) AS its "
    "CROSS JOIN LATERAL (SELECT " BATON_LEAD_COLUMNS
    " FROM lead WHERE workspace = $1 AND id = its.lead AND id < $2 AND id >= $3 LIMIT 1) AS l "
    "WHERE " BATON_LEAD_FILTER " ORDER BY l.id DESC LIMIT $5",
    "searching leads"};

struct Range {
    LeadKey below{};
    LeadKey from{};
};

Range range_of(const LeadQuery& query) {
    const LeadFilter& filter = query.filter;
    Range range{query.before.value_or(greatest_id()),
                first_id_of(filter.received_from.value_or(Instant{}).micros)};
    if (filter.received_to && filter.received_to->micros < Instant::never().micros - 1000) {
        range.below = std::min(range.below, first_id_of(filter.received_to->micros + 999));
    }
    return range;
}

Parameters parameters_of(std::string_view workspace, const LeadQuery& query, const Range& range,
                         std::size_t limit) {
    const LeadFilter& filter = query.filter;
    Parameters parameters(workspace, range.below, range.from, std::uint64_t{kMaxScan},
                          std::uint64_t{limit + 1});
    parameters.add_some(filter.states,
                        [](const std::string& state) { return std::string_view(state); });
    for (const auto* each : {&filter.person, &filter.pool, &filter.rule, &filter.queue,
                             &filter.account, &filter.tier, &filter.source}) {
        parameters.add(*each);
    }
    parameters.add(
        filter.received_from.value_or(Instant{std::numeric_limits<std::int64_t>::min()}));
    parameters.add(filter.received_to.value_or(Instant::never()));
    std::vector<Blob> words;
    for (const std::string_view word : split(filter.text, ' ')) {
        if (!word.empty()) words.push_back({word});
    }
    parameters.add_array(words);
    const LeadScope scope = filter.within.value_or(LeadScope{});
    const auto text = [](const std::string& name) { return std::string_view(name); };
    parameters.add(!filter.within.has_value());
    parameters.add_array(scope.people, text);
    parameters.add_array(scope.queues, text);
    parameters.add(!filter.among.has_value());
    parameters.add_array(filter.among.value_or(std::vector<LeadKey>{}));
    if (filter.identity) parameters.add(*filter.identity);
    return parameters;
}

// Where a page goes on that was cut off by how many rows it looked at.
Result<std::optional<LeadKey>> bound_of(ReaderPool& db, std::string_view workspace,
                                        const Range& range) {
    auto rows = db.query(kBound, workspace, range.below, range.from, std::uint64_t{kMaxScan});
    if (!rows) return std::unexpected(std::move(rows).error());
    if (rows->size() < 2 || !rows->next()) return std::nullopt;
    LeadKey last{};
    rows->read(last);
    return last;
}

}  // namespace

Result<LeadPage> search_leads(ReaderPool& db, std::string_view workspace, const LeadQuery& query) {
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMaxPage);
    const Range range = range_of(query);
    const bool by_identity = query.filter.identity.has_value();
    const bool is_among = query.filter.among.has_value();
    const Sql& sql = by_identity ? kSearchIdentity : is_among ? kSearchAmong : kSearch;
    auto rows = db.run(sql, parameters_of(workspace, query, range, limit));
    if (!rows) return std::unexpected(std::move(rows).error());
    LeadPage page;
    while (rows->next()) {
        if (page.leads.size() == limit) {
            page.next = page.leads.back().id;
            return page;
        }
        read_lead_row(*rows, 0, page.leads.emplace_back());
    }
    if (by_identity || is_among) return page;
    auto bound = bound_of(db, workspace, range);
    if (!bound) return std::unexpected(std::move(bound).error());
    page.next = *bound;
    return page;
}

}  // namespace baton::store::postgres
