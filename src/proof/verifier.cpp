#include "proof/verifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "core/desk/snapshot.hpp"
#include "core/desk/state_after.hpp"
#include "core/event/codec.hpp"
#include "core/match/rule_index.hpp"
#include "dispatch/fact.hpp"
#include "proof/follows.hpp"

namespace baton::proof {
namespace {

// So many events are read at once, and examined with the rows of their leads.
constexpr std::size_t kRead = 4096;
constexpr std::size_t kSlice = 256;

event::Logged logged(const store::EventRow& row) {
    return {row.seq, row.at, row.kind, row.lead, row.body};
}

}  // namespace

Verifier::Verifier(store::Archive& archive, const std::string& workspace,
                   const dispatch::Tables& tables, const VerifyOptions& options)
    : archive_(archive),
      workspace_(workspace),
      tables_(tables),
      options_(options),
      offsets_(tables.zones),
      tables_version_(tables.version()),
      desk_({&offsets_, tables_version_,
             [this](std::uint64_t version, const team::Names& known) {
                 return compile(version, known);
             }}),
      said_(archive, workspace, desk_) {}

std::shared_ptr<const workspace::Policy> Verifier::compile(std::uint64_t version,
                                                           const team::Names& known) {
    if (compiled_.second != nullptr && compiled_.first == version) return compiled_.second;
    const auto document = archive_.document(workspace_, version);
    if (!document || !*document) return nullptr;
    compiled_ = {version,
                 dispatch::compile((*document)->text, (*document)->files, tables_, &known).policy};
    return compiled_.second;
}

const team::Names& Verifier::names() const {
    static const team::Names kNone;
    const auto& policy = desk_.state().policy();
    return policy ? policy->names : kNone;
}

bool Verifier::wrong(std::string what) {
    Problem& problem = verified_.problem.emplace();
    if (row_ != nullptr) {
        problem.seq = row_->seq;
        problem.at = row_->at;
        problem.kind = row_->kind;
        problem.lead = row_->lead;
    }
    problem.what = std::move(what);
    return false;
}

Result<Verified> Verifier::run() {
    const auto last = archive_.head(workspace_);
    if (!last) return std::unexpected(last.error());
    auto snapshots = archive_.snapshots(workspace_);
    if (!snapshots) return std::unexpected(std::move(snapshots).error());
    snapshots_ = std::move(*snapshots);
    std::ranges::reverse(snapshots_);
    for (;;) {
        const auto rows = archive_.events(workspace_, verified_.head.seq + 1, kRead);
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) break;
        const std::span<const store::EventRow> all(*rows);
        for (std::size_t from = 0; from < all.size(); from += kSlice) {
            const auto sound = read_slice(all.subspan(from, std::min(kSlice, all.size() - from)));
            if (!sound) return std::unexpected(sound.error());
            if (!*sound) return std::move(verified_);
            if (options_.progress) options_.progress(verified_.head.seq, last->seq);
        }
    }
    row_ = nullptr;
    if (const auto ended = check_end(); !ended) return std::unexpected(ended.error());
    verified_.state = to_hex(bytes_of(sha256(desk::encode_snapshot(desk_.state()))));
    return std::move(verified_);
}

Result<bool> Verifier::read_slice(std::span<const store::EventRow> rows) {
    if (auto fetched = said_.fetch(rows); !fetched) return std::unexpected(fetched.error());
    for (const store::EventRow& row : rows) {
        row_ = &row;
        if (!check_chain(row)) return false;
        const auto sound = check_event(row);
        if (said_.trouble()) return std::unexpected(*said_.trouble());
        if (!sound || !*sound) return sound;
        verified_.head = {row.seq, row.hash};
        if (options_.noted && options_.noted->seq == row.seq && options_.noted->hash != row.hash) {
            return wrong("it is not the event that was noted down under this number");
        }
        const auto kept = check_snapshot();
        if (!kept || !*kept) return kept;
    }
    return true;
}

bool Verifier::check_chain(const store::EventRow& row) {
    const std::uint64_t expected = verified_.head.seq + 1;
    if (row.seq != expected) {
        return wrong(
            row.seq == expected + 1
                ? fmt::format("event {} is missing before it", expected)
                : fmt::format("events {} to {} are missing before it", expected, row.seq - 1));
    }
    if (event::chain(verified_.head.hash, logged(row)) == row.hash) return true;
    (void)wrong(
        "its hash does not follow from it and the hash before: the event, its hash or its place "
        "was changed");
    add_difference(row);
    return false;
}

void Verifier::add_difference(const store::EventRow& row) {
    const auto event = event::decode(logged(row), names());
    if (!event) return;
    const std::string what = std::exchange(verified_.problem, std::nullopt)->what;
    const bool sound = follows(*event, desk_.state()) && check_decision(*event, row);
    if (sound || !verified_.problem) {
        (void)wrong(what);
    } else {
        verified_.problem->what = what;
    }
}

Result<bool> Verifier::check_event(const store::EventRow& row) {
    const auto event = event::decode(logged(row), names());
    if (!event) {
        const bool newer = event.error().code == static_cast<int>(event::EventError::Newer) ||
                           event.error().code == static_cast<int>(event::EventError::UnknownKind);
        return wrong(newer ? "a newer version of Baton wrote it; verify it with that one (" +
                                 event.error().message + ")"
                           : "it cannot be read: " + event.error().message);
    }
    const auto vouched = check_content(*event);
    if (!vouched || !*vouched) return vouched;
    if (const auto next = follows(*event, desk_.state()); !next) {
        return wrong("it does not follow: " + next.error().message);
    }
    if (!check_document(*event) || !check_decision(*event, row)) return false;
    desk_.apply(*event);
    return check_row_of_ended(*event);
}

bool Verifier::check_document(const event::Event& event) {
    const auto* published = std::get_if<event::Published>(&event.body);
    if (published == nullptr) return true;
    if (!desk_.can_apply(event)) {
        return wrong(fmt::format(
            "version {} of the document is missing, or cannot be read any more", event.version));
    }
    if (to_hex(bytes_of(compiled_.second->document_hash)) == published->document_hash) return true;
    return wrong(
        fmt::format("version {} of the document is not the one that was published", event.version));
}

// What a lead's row holds of the revision that an event vouches for.
Result<bool> Verifier::check_content(const event::Event& event) {
    const auto* received = std::get_if<event::Received>(&event.body);
    const auto* revised = std::get_if<event::Revised>(&event.body);
    if ((received == nullptr && revised == nullptr) || !event.lead) return true;
    if (said_.row(*event.lead) == nullptr) return wrong("the lead's row is missing");
    if (said_.is_erased(*event.lead)) return true;
    const std::uint32_t revision = received != nullptr ? received->revision : revised->revision;
    const std::string& fact = received != nullptr ? received->fact : revised->fact;
    const auto content = said_.content(*event.lead, revision);
    if (!content) return std::unexpected(content.error());
    if (!*content) {
        return wrong(fmt::format("revision {} of what the lead said is missing", revision));
    }
    if (dispatch::fact_hash((*content)->salt, (*content)->body) != fact) {
        return wrong(
            fmt::format("what the lead's row holds as its revision {} is not what the "
                        "event vouches for: the row was changed",
                        revision));
    }
    ++verified_.contents;
    return true;
}

// Has the desk decide again what was decided, and compares.
bool Verifier::check_decision(const event::Event& event, const store::EventRow& row) {
    const route::Decision* was = event::decision_of(event);
    if (was == nullptr) return true;
    if (said_.is_erased(*event.lead)) {
        ++verified_.erased;
        return true;
    }
    const auto content = said_.lead(*event.lead);
    if (content == nullptr) return wrong("what the lead said is not there, and was not erased");
    auto again = desk_.decide_again(event, *content);
    if (again && *again == *was) {
        ++verified_.decisions;
        return true;
    }
    if (event.tables != tables_version_) {
        // Tables change; decisions that were made stay.
        ++verified_.other_tables;
        return true;
    }
    (void)wrong(
        "it does not follow: decided again from what was before it, it comes out otherwise");
    if (!again) return false;
    event::Event derived = event;
    if (auto* received = std::get_if<event::Received>(&derived.body)) {
        received->decision = *std::move(again);
    } else {
        std::get<event::Decided>(derived.body).decision = *std::move(again);
    }
    verified_.problem->logged = row.body;
    verified_.problem->derived = event::encode(derived, names());
    return false;
}

// ---- What the store keeps beside the log -------------------------------------------------------

bool Verifier::check_row_of_ended(const event::Event& event) {
    const route::Decision* decision = event::decision_of(event);
    std::optional<desk::LeadState> ended;
    if (decision != nullptr && decision->outcome == route::Outcome::Rejected) {
        ended = desk::LeadState::Rejected;
    } else if (const auto* closed = std::get_if<event::Closed>(&event.body)) {
        ended = desk::state_after(closed->as);
    }
    if (!ended || !event.lead) return true;
    const store::LeadRow* row = said_.row(*event.lead);
    if (row == nullptr) return wrong("the lead's row is missing");
    if (row->state == to_word(*ended)) return true;
    return wrong(fmt::format("the lead's row says that it is {}, and here it became {}", row->state,
                             to_word(*ended)));
}

Result<bool> Verifier::check_snapshot() {
    if (snapshots_.empty() || snapshots_.back().seq > verified_.head.seq) return true;
    const store::Head at = snapshots_.back();
    snapshots_.pop_back();
    const auto kept = archive_.snapshot(workspace_, at.seq);
    if (!kept) return std::unexpected(kept.error());
    if (!*kept || (*kept)->at != at || at != verified_.head) {
        return wrong(fmt::format("the snapshot after event {} is not of this log", at.seq));
    }
    const std::string bytes = desk::encode_snapshot(desk_.state());
    if ((*kept)->bytes != bytes) {
        // Perhaps an older version wrote it, in other bytes.
        const auto state = desk::decode_snapshot(
            (*kept)->bytes, [this](auto version, auto& known) { return compile(version, known); });
        if (!state || desk::encode_snapshot(*state) != bytes) {
            return wrong(
                fmt::format("the snapshot after event {} is not the state that the log "
                            "leads to{}",
                            at.seq, state ? "" : ": " + state.error().message));
        }
    }
    ++verified_.snapshots;
    return true;
}

Result<bool> Verifier::check_end() {
    const auto head = archive_.head(workspace_);
    if (!head) return std::unexpected(head.error());
    if (*head != verified_.head) {
        return wrong(head->seq > verified_.head.seq
                         ? fmt::format("the log ends at event {}, and the workspace's head is "
                                       "event {}: the events after it are missing",
                                       verified_.head.seq, head->seq)
                         : fmt::format("the log ends at event {}, and the workspace's head is "
                                       "event {} with another hash",
                                       verified_.head.seq, head->seq));
    }
    if (options_.noted && options_.noted->seq > head->seq) {
        return wrong(
            fmt::format("the log ends at event {}, and event {} was noted down: the "
                        "events after it are missing",
                        head->seq, options_.noted->seq));
    }
    if (!snapshots_.empty()) {
        return wrong(fmt::format("there is a snapshot after event {}, which the log does not have",
                                 snapshots_.front().seq));
    }
    return check_open_rows();
}

Result<bool> Verifier::check_open_rows() {
    std::vector<desk::LeadId> ids;
    for (const auto& [id, lead] : desk_.state().leads()) ids.push_back(id);
    std::ranges::sort(ids);
    for (std::size_t from = 0; from < ids.size(); from += kSlice) {
        std::vector<store::EventRow> asked;
        for (std::size_t i = from; i < std::min(from + kSlice, ids.size()); ++i) {
            asked.emplace_back().lead = ids[i];
        }
        if (auto fetched = said_.fetch(asked); !fetched) return std::unexpected(fetched.error());
        for (const store::EventRow& each : asked) {
            if (!check_open_row(*each.lead)) return false;
        }
    }
    return true;
}

bool Verifier::check_open_row(const desk::LeadId& id) {
    const desk::OpenLead& lead = *desk_.state().find(id);
    const store::LeadRow* row = said_.row(id);
    const auto differs = [&](std::string_view what, std::string_view kept, std::string_view is) {
        (void)wrong(
            fmt::format("the row of lead {} says that its {} is \"{}\", and the log says "
                        "\"{}\"",
                        format_uuid(id), what, kept, is));
        verified_.problem->lead = id;
        return false;
    };
    if (row == nullptr) {
        (void)wrong(fmt::format("the row of lead {} is missing", format_uuid(id)));
        verified_.problem->lead = id;
        return false;
    }
    if (row->state != to_word(lead.state)) return differs("state", row->state, to_word(lead.state));
    const std::string person = lead.person ? names().people.name(*lead.person) : "";
    if (row->person != person) return differs("person", row->person, person);
    const std::string queue = lead.queue ? names().queues.name(*lead.queue) : "";
    if (row->queue != queue) return differs("queue", row->queue, queue);
    return true;
}

Result<Verified> verify(store::Archive& archive, const std::string& workspace,
                        const dispatch::Tables& tables, const VerifyOptions& options) {
    return Verifier(archive, workspace, tables, options).run();
}

}  // namespace baton::proof
