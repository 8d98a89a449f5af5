#include "store/postgres/append_write.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "store/check_append.hpp"
#include "store/error.hpp"
#include "store/limits.hpp"
#include "store/postgres/identities.hpp"

namespace baton::store::postgres {
namespace {

constexpr std::size_t kSmallWrite = 256;

constexpr Sql kAppend{
    "SELECT * FROM baton_append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,"
    "$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,"
    "$42,$43,$44,$45,$46,$47,$48,$49,$50,$51,$52,$53,$54,$55,$56,$57,$58,$59,$60,$61)",
    "appending"};
constexpr Sql kErase{
    "WITH gone AS (DELETE FROM crm_lead WHERE workspace = $1 AND lead = $2) "
    "SELECT baton_erase($1, $2, $3)",
    "erasing a lead"};

// In order of keys; the first that equals the one before it.
std::optional<Blob> find_twice(std::span<const IdempotencyRow> rows) {
    std::vector<std::string_view> keys;
    keys.reserve(rows.size());
    for (const IdempotencyRow& row : rows) keys.emplace_back(row.key);
    std::ranges::sort(keys);
    const auto twice = std::ranges::adjacent_find(keys);
    if (twice == keys.end()) return std::nullopt;
    return Blob{*twice};
}

void add_events(Parameters& to, const std::vector<EventRow>& events) {
    to.add_array(events, [](const EventRow& row) { return row.at; });
    to.add_array(events, [](const EventRow& row) { return std::string_view(row.kind); });
    to.add_array(events, [](const EventRow& row) { return row.lead; });
    to.add_array(events, [](const EventRow& row) { return Blob{row.body}; });
    to.add_array(events, [](const EventRow& row) { return row.hash; });
}

void add_keys(Parameters& to, const std::vector<IdempotencyRow>& keys) {
    using Row = IdempotencyRow;
    to.add_array(keys, [](const Row& row) { return Blob{row.key}; });
    to.add_array(keys, [](const Row& row) { return row.at; });
    to.add_array(keys, [](const Row& row) { return row.body_hash; });
    to.add_array(keys, [](const Row& row) { return row.status; });
    to.add_array(keys, [](const Row& row) { return row.lead; });
    to.add_array(keys, [](const Row& row) { return Blob{row.response}; });
    to.add(std::int64_t{kIdempotencyKept.micros});
    to.add(find_twice(keys));
}

using Leads = std::vector<const LeadRow*>;

void add_states(Parameters& to, const Leads& leads) {
    to.add_array(leads, [](const LeadRow* row) { return row->id; });
    to.add_array(leads, [](const LeadRow* row) { return row->updated_at; });
    for (const auto field :
         {&LeadRow::state, &LeadRow::person, &LeadRow::pool, &LeadRow::rule, &LeadRow::queue,
          &LeadRow::account, &LeadRow::territory, &LeadRow::tier, &LeadRow::source}) {
        to.add_array(leads, [field](const LeadRow* row) { return std::string_view(row->*field); });
    }
    to.add_array(leads, [](const LeadRow* row) { return row->score; });
}

void add_contents(Parameters& to, const Leads& leads) {
    std::vector<std::string> identities;
    for (const LeadRow* row : leads)
        identities.push_back(pack_identities(row->content->identities));
    to.add_array(leads, [](const LeadRow* row) { return row->received_at; });
    to.add_array(leads, [](const LeadRow* row) { return row->revision; });
    to.add_array(leads, [](const LeadRow* row) { return Blob{row->content->search_text}; });
    to.add_array(leads, [](const LeadRow* row) { return row->content->salt; });
    to.add_array(identities, [](const std::string& bytes) { return Blob{bytes}; });
    to.add_array(leads, [](const LeadRow* row) { return Blob{row->content->body}; });
}

struct Identity {
    std::uint64_t identity = 0;
    LeadKey lead{};
    std::optional<std::string_view> owner;
    std::optional<Instant> at;
};

// Those of the leads' contents, then those with owners, in the order in which they are to count. A
// lead's own identity needs no row where an owner's names it anyway.
void add_identities(Parameters& to, const Leads& leads, const std::vector<IdentityRow>& owners) {
    std::vector<std::pair<LeadKey, std::uint64_t>> owned;
    for (const IdentityRow& row : owners) owned.emplace_back(row.lead, row.identity);
    std::ranges::sort(owned);
    std::vector<Identity> rows;
    for (const LeadRow* lead : leads) {
        const auto& all = lead->content->identities;
        for (auto it = all.begin(); it != all.end(); ++it) {
            if (std::find(all.begin(), it, *it) != it) continue;
            if (std::ranges::binary_search(owned, std::pair(lead->id, *it))) continue;
            rows.push_back({.identity = *it, .lead = lead->id, .owner = {}, .at = {}});
        }
    }
    for (const IdentityRow& row : owners) {
        rows.push_back(
            {.identity = row.identity, .lead = row.lead, .owner = row.owner, .at = row.at});
    }
    to.add_array(rows, [](const Identity& row) { return row.identity; });
    to.add_array(rows, [](const Identity& row) { return row.lead; });
    to.add_array(rows, [](const Identity& row) { return row.owner; });
    to.add_array(rows, [](const Identity& row) { return row.at; });
}

void add_document(Parameters& to, const std::optional<Document>& publish) {
    static const std::vector<DocumentFile> kNoFiles;
    if (publish) {
        const DocumentVersion& about = publish->about;
        to.add(about.version);
        to.add(about.sha256);
        to.add(Blob{about.note});
        to.add(Blob{about.actor});
        to.add(about.at);
        to.add(Blob{publish->text});
    } else {
        to.add(std::optional<std::int64_t>());
        for (int i = 0; i < 3; ++i) to.add(std::optional<Blob>());
        to.add(std::optional<Instant>());
        to.add(std::optional<Blob>());
    }
    const std::vector<DocumentFile>& files = publish ? publish->files : kNoFiles;
    to.add_array(files, [](const DocumentFile& file) { return std::string_view(file.name); });
    to.add_array(files, [](const DocumentFile& file) { return sha256(file.bytes); });
    to.add_array(files, [](const DocumentFile& file) { return Blob{file.bytes}; });
}

Result<AppendOutcome> read_outcome(Rows& rows) {
    std::int32_t outcome = 0;
    Head head;
    std::string key;
    if (rows.next()) rows.read(outcome, head.seq, head.hash, key);
    switch (outcome) {
        case 0:
            return Appended{head};
        case 1:
            return Conflict{head};
        default:
            return KeyTaken{std::move(key)};
    }
}

}  // namespace

Write<AppendOutcome> append_write(const Append& append, const std::string& channel) {
    Leads with_content;
    Leads without;
    for (const LeadRow& lead : append.leads) {
        (lead.content ? with_content : without).push_back(&lead);
    }
    Parameters parameters(append.workspace, append.after.seq, append.after.hash,
                          append.next_deadline, channel);
    add_events(parameters, append.events);
    add_keys(parameters, append.keys);
    add_states(parameters, with_content);
    add_contents(parameters, with_content);
    add_states(parameters, without);
    add_identities(parameters, with_content, append.identities);
    add_document(parameters, append.publish);
    return {.sql = &kAppend,
            .parameters = std::move(parameters),
            .workspace = append.workspace,
            .bytes = bytes_in(append),
            .read = read_outcome};
}

Write<void> erase_write(const std::string& workspace, const LeadKey& id, Instant at) {
    return {.sql = &kErase,
            .parameters = Parameters(workspace, id, at),
            .workspace = workspace,
            .bytes = kSmallWrite,
            .read = [workspace, id](Rows& rows) -> Result<void> {
                bool was_there = false;
                if (rows.next()) rows.read(was_there);
                if (was_there) return {};
                return fail(StoreError::NotFound, fmt::format("there is no lead {} in workspace {}",
                                                              format_uuid(id), workspace));
            }};
}

}  // namespace baton::store::postgres
