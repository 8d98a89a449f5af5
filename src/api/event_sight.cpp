#include "api/event_sight.hpp"

#include <algorithm>

#include "api/limits.hpp"

namespace baton::api {
namespace {

// Where a lead stands after a decision.
void note_holder(const event::Event& event, const team::Names& names, Concerned& holder) {
    const route::Decision* decision = event::decision_of(event);
    if (decision == nullptr) return;
    holder = {};
    if (decision->person) holder.people.push_back(names.people.name(*decision->person));
    if (decision->queue) holder.queues.push_back(names.queues.name(*decision->queue));
}

void add(Concerned& all, const Concerned& more) {
    all.people.insert(all.people.end(), more.people.begin(), more.people.end());
    all.queues.insert(all.queues.end(), more.queues.begin(), more.queues.end());
}

Result<Concerned> holders(store::Store& store, std::string_view workspace, EventLog& log,
                          const team::Names& names, const store::EventRow& row) {
    Concerned holder;
    Concerned all;
    std::uint64_t from = 0;
    for (std::size_t read = 0; read < kMaxHistory;) {
        const auto rows = store.read_lead_events(workspace, *row.lead, from, kMaxHistory - read);
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) break;
        for (const store::EventRow& each : *rows) {
            if (each.seq > row.seq) return all;
            if (each.seq == row.seq) add(all, holder);
            const auto event = log.decode(each);
            if (event) note_holder(*event, names, holder);
            if (each.seq == row.seq) add(all, holder);
        }
        read += rows->size();
        from = rows->back().seq + 1;
    }
    return all;
}

}  // namespace

Result<Concerned> concerned_by(store::Store& store, std::string_view workspace, EventLog& log,
                               const team::Names& names, const store::EventRow& row) {
    if (row.lead) return holders(store, workspace, log, names, row);
    const auto event = log.decode(row);
    if (!event) return Concerned{};  // of a newer version: who it is about cannot be told
    if (const auto* change = std::get_if<event::Availability>(&event->body)) {
        return Concerned{.people = {names.people.name(change->person)}};
    }
    if (const auto* figures = std::get_if<event::Figures>(&event->body)) {
        return Concerned{.people = {names.people.name(figures->person)}};
    }
    return Concerned{.all = std::holds_alternative<event::Published>(event->body)};
}

bool may_hear(const access::Sight& sight, const Concerned& concerned) {
    return sight.all || concerned.all ||
           std::ranges::any_of(concerned.people,
                               [&](const auto& person) { return sight.sees_person(person); }) ||
           std::ranges::any_of(concerned.queues,
                               [&](const auto& queue) { return sight.sees_lead("", queue); });
}

}  // namespace baton::api
