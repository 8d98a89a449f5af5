// The leads that wait, in lines: those of a line can come to the same people through the same
// pools, so that where nobody of these is free, nobody in the line needs to be asked about. A lead
// stands in the first line until its ways are known. Which line it stands in never decides who gets
// it: all lines together are in the order of their waiting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/instant.hpp"
#include "core/desk/open_lead.hpp"
#include "core/route/ways.hpp"

namespace baton::desk {

struct Waiting {
    Instant since;
    LeadId lead{};
    friend auto operator<=>(const Waiting&, const Waiting&) = default;
};

class WaitingRoom {
  public:
    using Line = std::set<Waiting>;
    static constexpr std::uint32_t kMixed = 0;  // whose ways are not known

    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    // Everybody, who waits longest first.
    [[nodiscard]] std::vector<Waiting> all() const;
    [[nodiscard]] std::size_t lines() const { return lines_.size(); }
    [[nodiscard]] const Line& line(std::uint32_t number) const { return lines_[number].leads; }
    // Null of the mixed line.
    [[nodiscard]] const route::Ways* ways(std::uint32_t number) const {
        return lines_[number].ways;
    }

    [[nodiscard]] bool knows_ways_of(const LeadId& lead) const { return places_.contains(lead); }

    void enter(const Waiting& waiting);
    void leave(const Waiting& waiting);
    // Sends a lead that waits to where those with the same ways stand.
    void line_up(const Waiting& waiting, const route::Ways& ways);
    // Nobody's ways are known any more.
    void mix();
    void clear() { *this = {}; }

    WaitingRoom() = default;
    WaitingRoom(const WaitingRoom&) = delete;
    WaitingRoom& operator=(const WaitingRoom&) = delete;
    WaitingRoom(WaitingRoom&&) = default;
    WaitingRoom& operator=(WaitingRoom&&) = default;
    ~WaitingRoom() = default;

  private:
    struct Numbered {
        const route::Ways* ways = nullptr;  // a key of numbers_; null where nobody stands here
        Line leads;
    };

    [[nodiscard]] std::uint32_t number_of(const route::Ways& ways);
    void abandon(std::uint32_t number);

    std::size_t size_ = 0;
    std::deque<Numbered> lines_ = std::deque<Numbered>(1);  // stay where they are
    std::map<route::Ways, std::uint32_t> numbers_;
    std::vector<std::uint32_t> free_;  // numbers of lines in which nobody stands any more
    std::unordered_map<LeadId, std::uint32_t, LeadIdHash> places_;  // not of the mixed line
};

// Goes through the lines in the order of waiting, without those that are shut. While it goes, leads
// may leave, and may move behind the one that it gave last, but nobody may enter.
class RollCall {
  public:
    // Begins behind `after`, else with the first.
    RollCall(const WaitingRoom& room, const std::optional<Waiting>& after);

    // The next one whose line is not shut; nothing when there is none. A line that is shut is not
    // asked about again. `is_open` is told the line's number.
    template <class IsOpen>
    [[nodiscard]] std::optional<Waiting> next(IsOpen&& is_open) {
        while (!callers_.empty()) {
            const Caller caller = pop();
            if (!is_open(caller.line)) continue;
            const Waiting waiting = *caller.at;
            push({std::next(caller.at), caller.line});
            return waiting;
        }
        return std::nullopt;
    }

  private:
    struct Caller {
        WaitingRoom::Line::const_iterator at;
        std::uint32_t line = 0;
    };
    [[nodiscard]] static bool is_later(const Caller& a, const Caller& b) { return *a.at > *b.at; }
    void push(Caller caller);
    [[nodiscard]] Caller pop();

    const WaitingRoom& room_;
    std::vector<Caller> callers_;  // a heap, who waits longest on top
};

}  // namespace baton::desk
