#include "dispatch/retrace.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/explain/recorded.hpp"
#include "core/explain/scribe.hpp"
#include "dispatch/fact.hpp"

namespace baton::dispatch {

std::string_view to_word(Replay replay) {
    switch (replay) {
        case Replay::Same:
            return "same";
        case Replay::Erased:
            return "erased";
        case Replay::Differs:
            return "differs";
    }
    return "";
}

Retracer::Retracer(std::string workspace, store::Store& store, desk::Setting setting)
    : workspace_(std::move(workspace)), store_(store), setting_(std::move(setting)) {}

Result<void> Retracer::go_to(std::uint64_t seq) {
    const bool goes_on =
        warm_ && warm_->head.seq <= seq && seq - warm_->head.seq <= store::kSnapshotReach;
    if (goes_on) return catch_up(workspace_, store_, warm_->desk, warm_->head, seq);
    auto warmed = warm_at(workspace_, store_, setting_, seq);
    if (!warmed) return std::unexpected(std::move(warmed.error()));
    warm_.emplace(*std::move(warmed));
    return {};
}

// What the lead said in the revision that was decided on; nothing where it was erased, or is not
// what the log vouches for.
Result<std::optional<lead::Lead>> Retracer::content_for(const event::Event& event) {
    const auto* received = std::get_if<event::Received>(&event.body);
    const desk::OpenLead* open = before().find(*event.lead);
    const std::uint32_t revision = received != nullptr ? received->revision
                                   : open != nullptr   ? open->revision
                                                       : 1;
    const auto content = store_.lead_revision(workspace_, *event.lead, revision);
    if (!content) return std::unexpected(content.error());
    if (!*content || (*content)->body.empty()) return std::optional<lead::Lead>();
    const bool vouched =
        received == nullptr || fact_hash((*content)->salt, (*content)->body) == received->fact;
    if (!vouched) return std::optional<lead::Lead>();
    auto lead = lead::decode((*content)->body, before().policy()->schema);
    if (!lead) return std::unexpected(lead.error());
    return std::optional(*std::move(lead));
}

Result<Retraced> Retracer::retrace(const event::Event& event, std::optional<desk::PersonId> about) {
    if (const auto there = go_to(event.seq - 1); !there) return std::unexpected(there.error());
    auto content = content_for(event);
    if (!content) return std::unexpected(std::move(content.error()));
    const workspace::Policy& policy = *before().policy();
    if (about && about->index() >= policy.names.people.size()) about.reset();
    Retraced retraced;
    if (!*content) {
        retraced.replay = Replay::Erased;
        retraced.explanation = explain::recorded(event, before(), setting_.zones, about);
        explain::tell_event(retraced.explanation, event, policy);
        return retraced;
    }
    explain::Scribe scribe({.about = about});
    warm_->desk.watch(&scribe);
    const auto again = warm_->desk.decide_again(event, **content);
    warm_->desk.watch(nullptr);
    auto told = scribe.take();
    const bool same = again && *again == *event::decision_of(event);
    if (same && told) {
        retraced.explanation = *std::move(told);
    } else {
        retraced.explanation = explain::recorded(event, before(), setting_.zones, about);
    }
    explain::tell_event(retraced.explanation, event, policy);
    if (!same) {
        retraced.replay = Replay::Differs;
        retraced.explanation.note += fmt::format(
            "{}Decided again today, it comes out differently (tables then: {}; now: {}).",
            retraced.explanation.note.empty() ? "" : " ", event.tables, setting_.tables);
    }
    return retraced;
}

}  // namespace baton::dispatch
