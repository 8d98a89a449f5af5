#include "store/sqlite/lead_search.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "store/id_range.hpp"
#include "store/sqlite/identity_table.hpp"
#include "store/sqlite/lead_columns.hpp"
#include "store/sqlite/lead_table.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kScan{"SELECT " BATON_LEAD_COLUMNS
                    " FROM lead WHERE workspace = ?1 AND id < ?2 AND id >= ?3 "
                    "ORDER BY id DESC LIMIT ?4",
                    "searching leads"};
constexpr Sql kGet{"SELECT " BATON_LEAD_COLUMNS " FROM lead WHERE workspace = ?1 AND id = ?2",
                   "searching leads"};

// Places of the columns that are looked at before a row is taken.
enum Column : int {
    kReceivedAt = 2,
    kState = 4,
    kPerson = 5,
    kPool = 6,
    kRule = 7,
    kQueue = 8,
    kAccount = 9,
    kTier = 11,
    kSource = 12,
    kSearchText = 15,
};

class Matcher {
  public:
    explicit Matcher(const LeadFilter& filter) : filter_(filter) {
        for (const std::string_view word : split(filter.text, ' ')) {
            if (!word.empty()) words_.push_back(word);
        }
    }

    [[nodiscard]] bool matches(const Rows& rows) const {
        return is_one_of(filter_.states, rows.bytes(kState)) &&
               equals(filter_.person, rows.bytes(kPerson)) &&
               equals(filter_.pool, rows.bytes(kPool)) && equals(filter_.rule, rows.bytes(kRule)) &&
               equals(filter_.queue, rows.bytes(kQueue)) &&
               equals(filter_.account, rows.bytes(kAccount)) &&
               equals(filter_.tier, rows.bytes(kTier)) &&
               equals(filter_.source, rows.bytes(kSource)) &&
               is_in_time(Instant{rows.integer(kReceivedAt)}) && is_within(rows) && has_words(rows);
    }

  private:
    static bool equals(const std::optional<std::string>& wanted, std::string_view found) {
        return !wanted || *wanted == found;
    }
    static bool is_one_of(const std::vector<std::string>& wanted, std::string_view found) {
        return wanted.empty() || std::ranges::find(wanted, found) != wanted.end();
    }
    [[nodiscard]] bool is_within(const Rows& rows) const {
        if (!filter_.within) return true;
        const auto has = [](const std::vector<std::string>& some, std::string_view one) {
            return std::ranges::find(some, one) != some.end();
        };
        return has(filter_.within->people, rows.bytes(kPerson)) ||
               has(filter_.within->queues, rows.bytes(kQueue));
    }
    [[nodiscard]] bool is_in_time(Instant received_at) const {
        return (!filter_.received_from || received_at >= *filter_.received_from) &&
               (!filter_.received_to || received_at < *filter_.received_to);
    }
    [[nodiscard]] bool has_words(const Rows& rows) const {
        if (words_.empty()) return true;
        const std::string_view text = rows.bytes(kSearchText);
        return std::ranges::all_of(words_, [&](std::string_view word) {
            return text.find(word) != std::string_view::npos;
        });
    }

    const LeadFilter& filter_;
    std::vector<std::string_view> words_;
};

// Of `leads`, newest first.
LeadPage search_among(Connection& db, std::string_view workspace, const LeadQuery& query,
                      const std::vector<LeadKey>& leads, std::size_t limit) {
    LeadPage page;
    const Matcher matcher(query.filter);
    for (const LeadKey& id : leads) {
        if (query.before && id >= *query.before) continue;
        if (page.leads.size() == limit) {
            page.next = page.leads.back().id;
            break;
        }
        Rows rows = db.query(kGet, workspace, id);
        if (rows.next() && matcher.matches(rows)) page.leads.push_back(read_lead_row(rows));
    }
    return page;
}

}  // namespace

LeadPage search_leads(Connection& db, const HashIndex& identities, const Digest& salt,
                      std::string_view workspace, const LeadQuery& query) {
    const LeadFilter& filter = query.filter;
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMaxPage);
    if (filter.identity) {
        auto leads = read_leads_of_identity(db, identities, salt, workspace, *filter.identity);
        if (filter.among) {
            std::erase_if(leads, [&](const LeadKey& id) {
                return std::ranges::find(*filter.among, id) == filter.among->end();
            });
        }
        return search_among(db, workspace, query, leads, limit);
    }
    if (filter.among) return search_among(db, workspace, query, *filter.among, limit);
    LeadKey below = query.before.value_or(greatest_id());
    if (filter.received_to && filter.received_to->micros < Instant::never().micros - 1000) {
        below = std::min(below, first_id_of(filter.received_to->micros + 999));
    }
    const LeadKey from = first_id_of(filter.received_from.value_or(Instant{}).micros);

    LeadPage page;
    const Matcher matcher(filter);
    std::size_t scanned = 0;
    LeadKey last{};
    // One more than is looked at: only a row beyond tells that there is a next page.
    Rows rows = db.query(kScan, workspace, below, from, static_cast<std::int64_t>(kMaxScan + 1));
    while (rows.next()) {
        if (page.leads.size() == limit || scanned == kMaxScan) {
            page.next = last;
            break;
        }
        ++scanned;
        rows.read(last);
        if (matcher.matches(rows)) page.leads.push_back(read_lead_row(rows));
    }
    return page;
}

}  // namespace baton::store::sqlite
