#include "deliver/crm_lines.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace baton::deliver {
namespace {

bool is_same(const workspace::CrmConnection& a, const workspace::CrmConnection& b) {
    return a.type == b.type && a.url == b.url && a.database == b.database && a.user == b.user &&
           a.password == b.password && a.token == b.token && a.client == b.client &&
           a.key_pem == b.key_pem;
}

const workspace::CrmConnection* find(const workspace::Policy& policy, std::string_view key) {
    const auto found = std::ranges::find(policy.crm, key, &workspace::CrmConnection::key);
    return found == policy.crm.end() ? nullptr : &*found;
}

}  // namespace

Result<CrmLine*> CrmLines::open(std::string_view workspace, std::string_view connection) {
    const SharedPolicy policy = doors_.policies.live(workspace);
    if (policy == nullptr) {
        return fail(DeliverError::NotDescribed,
                    fmt::format("workspace {} has no document in force", workspace));
    }
    const workspace::CrmConnection* as = find(*policy, connection);
    if (as == nullptr) return nullptr;
    const std::pair<std::string, std::string> key(workspace, connection);
    CrmLine& line = lines_[key];
    line.workspace = key.first;
    line.connection = key.second;
    if (line.policy == policy && line.connector != nullptr) return &line;
    if (line.connector == nullptr || !is_same(line.as, *as)) {
        if (auto made = make_connector(line, *as); !made) return std::unexpected(made.error());
    }
    line.as = *as;
    line.policy = policy;
    if (line.owners) line.book = crm::OwnerBook(*line.owners, *policy);
    return &line;
}

// Secrets are read from the environment here: a token that changes there counts from the next
// start on.
Result<void> CrmLines::make_connector(CrmLine& line, const workspace::CrmConnection& as) {
    line.connector.reset();
    line.owners.reset();
    line.owners_until = {};
    auto made = crm::make_connector(as, doors_.environment);
    if (!made) return std::unexpected(made.error());
    line.connector = *std::move(made);
    return {};
}

void CrmLines::with_owners(CrmLine& line, Instant now, Instant until,
                           std::move_only_function<void(const Outcome&)> done) {
    if (line.owners && now < line.owners_until) {
        Outcome known;
        known.kind = OutcomeKind::Sent;
        return done(known);
    }
    askers_[&line].push_back(std::move(done));
    if (line.asks_owners) return;
    line.asks_owners = true;
    auto answered = [this, &line, connector = line.connector](Result<crm::Owners> answer) {
        line.asks_owners = false;
        Outcome outcome;
        if (!answer) {
            outcome.message = answer.error().message;
        } else {
            outcome = answer->outcome;
            note_quota(line, answer->quota);
            if (outcome.kind == OutcomeKind::Sent && connector == line.connector) {
                note_owners(line, std::move(answer->owners), doors_.run.clock());
            }
        }
        for (auto& each : std::exchange(askers_[&line], {})) each(outcome);
    };
    run_steps<crm::Owners>(doors_.run, line.connector->owners(now), until, std::move(answered));
}

void CrmLines::note_owners(CrmLine& line, std::vector<crm::Owner> owners, Instant now) {
    line.book = crm::OwnerBook(owners, *line.policy);
    line.owners = std::move(owners);
    line.owners_until = now + kOwnersHold;
}

void CrmLines::note_quota(const CrmLine& line, const crm::Quota& quota) {
    CrmCounters& counters = doors_.counters.crm[{line.workspace, line.connection}];
    if (quota.used) counters.calls_used = quota.used;
    if (quota.limit) counters.calls_limit = quota.limit;
    if (!counters.calls_limit) counters.calls_limit = line.as.calls;
}

}  // namespace baton::deliver
