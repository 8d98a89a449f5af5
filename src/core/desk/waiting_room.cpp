#include "core/desk/waiting_room.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace baton::desk {

std::vector<Waiting> WaitingRoom::all() const {
    std::vector<Waiting> waiting;
    waiting.reserve(size_);
    for (const Numbered& line : lines_) {
        waiting.insert(waiting.end(), line.leads.begin(), line.leads.end());
    }
    std::ranges::sort(waiting);
    return waiting;
}

void WaitingRoom::enter(const Waiting& waiting) {
    if (lines_[kMixed].leads.insert(waiting).second) ++size_;
}

void WaitingRoom::leave(const Waiting& waiting) {
    std::uint32_t number = kMixed;
    if (const auto place = places_.find(waiting.lead); place != places_.end()) {
        number = place->second;
        places_.erase(place);
    }
    size_ -= lines_[number].leads.erase(waiting);
    if (number != kMixed && lines_[number].leads.empty()) abandon(number);
}

void WaitingRoom::line_up(const Waiting& waiting, const route::Ways& ways) {
    leave(waiting);
    const std::uint32_t number = number_of(ways);
    lines_[number].leads.insert(waiting);
    places_[waiting.lead] = number;
    ++size_;
}

void WaitingRoom::mix() {
    for (const auto& [ways, number] : numbers_) lines_[kMixed].leads.merge(lines_[number].leads);
    lines_.resize(1);
    numbers_.clear();
    free_.clear();
    places_.clear();
}

std::uint32_t WaitingRoom::number_of(const route::Ways& ways) {
    const auto [known, is_new] = numbers_.try_emplace(ways, 0);
    if (!is_new) return known->second;
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(lines_.size()));
        lines_.emplace_back();
    }
    known->second = free_.back();
    free_.pop_back();
    lines_[known->second].ways = &known->first;
    return known->second;
}

void WaitingRoom::abandon(std::uint32_t number) {
    numbers_.erase(*lines_[number].ways);
    lines_[number].ways = nullptr;
    free_.push_back(number);
}

RollCall::RollCall(const WaitingRoom& room, const std::optional<Waiting>& after) : room_(room) {
    for (std::uint32_t number = 0; number < room.lines(); ++number) {
        const WaitingRoom::Line& line = room.line(number);
        push({after ? line.upper_bound(*after) : line.begin(), number});
    }
}

void RollCall::push(Caller caller) {
    if (caller.at == room_.line(caller.line).end()) return;
    callers_.push_back(caller);
    std::ranges::push_heap(callers_, is_later);
}

RollCall::Caller RollCall::pop() {
    std::ranges::pop_heap(callers_, is_later);
    const Caller caller = callers_.back();
    callers_.pop_back();
    return caller;
}

}  // namespace baton::desk
