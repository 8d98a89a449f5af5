#include "deliver/lead_story.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "core/event/codec.hpp"

namespace baton::deliver {

Result<event::Event> decode_row(const store::EventRow& row, const team::Names& names) {
    return event::decode({row.seq, row.at, row.kind, row.lead, row.body}, names);
}

Result<LeadStory> LeadStory::read(store::Store& store, std::string_view workspace,
                                  const store::LeadKey& lead, std::uint64_t seq,
                                  const team::Names& names) {
    const auto rows = store.read_lead_events(workspace, lead, 1, kMostEvents);
    if (!rows) return std::unexpected(rows.error());
    return of(*rows, seq, names);
}

Result<LeadStory> LeadStory::of(std::span<const store::EventRow> rows, std::uint64_t seq,
                                const team::Names& names) {
    std::vector<event::Event> events;
    for (const store::EventRow& row : rows) {
        if (row.seq > seq) break;
        auto event = decode_row(row, names);
        if (!event) return std::unexpected(event.error());
        events.push_back(std::move(*event));
    }
    return LeadStory(std::move(events));
}

const event::Event* LeadStory::decided() const {
    for (const event::Event& event : std::views::reverse(events_)) {
        if (event::decision_of(event) != nullptr) return &event;
    }
    return nullptr;
}

const event::Event* LeadStory::assigned() const {
    const event::Event* last = decided();
    return last != nullptr && event::decision_of(*last)->person ? last : nullptr;
}

std::optional<team::PersonId> LeadStory::holder() const {
    const event::Event* last = assigned();
    return last == nullptr ? std::nullopt : event::decision_of(*last)->person;
}

const event::Event* LeadStory::ruled() const {
    for (const event::Event& event : std::views::reverse(events_)) {
        const route::Decision* decision = event::decision_of(event);
        const bool by_rules =
            event.cause == event::Cause::Submitted || event.cause == event::Cause::Waiting;
        if (decision != nullptr && by_rules) return &event;
    }
    return decided();
}

std::size_t LeadStory::assignments() const {
    return static_cast<std::size_t>(std::ranges::count_if(events_, [](const event::Event& event) {
        const route::Decision* decision = event::decision_of(event);
        return decision != nullptr && decision->person.has_value();
    }));
}

const event::Event* LeadStory::acknowledged() const {
    for (const event::Event& event : std::views::reverse(events_)) {
        if (std::holds_alternative<event::Acknowledged>(event.body)) return &event;
        if (event::decision_of(event) != nullptr) return nullptr;
    }
    return nullptr;
}

const event::Closed* LeadStory::closed() const {
    for (const event::Event& event : std::views::reverse(events_)) {
        if (const auto* closed = std::get_if<event::Closed>(&event.body)) return closed;
    }
    return nullptr;
}

std::vector<team::PersonId> LeadStory::previous() const {
    std::vector<team::PersonId> people;
    for (const event::Event& event : events_) {
        const route::Decision* decision = event::decision_of(event);
        if (decision == nullptr || !decision->person) continue;
        if (std::ranges::find(people, *decision->person) == people.end()) {
            people.push_back(*decision->person);
        }
    }
    if (const auto now = holder()) std::erase(people, *now);
    return people;
}

}  // namespace baton::deliver
