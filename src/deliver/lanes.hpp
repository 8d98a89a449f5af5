// Lanes: what the courier remembers of each channel of each workspace: how it fares, what is under
// way and how many rows wait. Only the courier's thread looks at it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/instant.hpp"
#include "deliver/circuit.hpp"
#include "deliver/crm_channel.hpp"

namespace baton::deliver {

inline constexpr std::size_t kMostInFlightOfChannel = 8;
// So many are leased ahead of their places.
inline constexpr std::size_t kMostLeasedOfChannel = 64;
// Leads that a CRM is to have go out many at a time.
inline constexpr std::size_t kMostRowsOfCrm = 400;

struct Lane {
    Circuit circuit;
    std::size_t most = kMostLeasedOfChannel;  // that may be leased
    std::size_t in_flight = 0;
    std::size_t asked = kMostLeasedOfChannel;  // how many the last lease might take
    bool left_some = false;                    // it may have left some that were due
    std::size_t outstanding = 0;               // rows pending or leased, as far as is known
};

class Lanes {
  public:
    using Key = std::pair<std::string, std::string>;  // workspace, channel
    using Map = std::map<Key, Lane>;

    [[nodiscard]] Lane& at(std::string_view workspace, std::string_view channel) {
        const auto [entry, is_new] = lanes_.try_emplace(Key(workspace, channel));
        if (is_new && !crm_connection(channel).empty()) entry->second.most = kMostRowsOfCrm;
        return entry->second;
    }
    [[nodiscard]] Map& all() { return lanes_; }
    [[nodiscard]] const Map& all() const { return lanes_; }

    // What changes a lane's rows and its circuit goes through here, so that the sums over all of
    // them cost nothing, however many workspaces there are.
    void add(Lane& lane, std::size_t rows) {
        lane.outstanding += rows;
        outstanding_ += rows;
    }
    void take(Lane& lane, std::size_t rows) {
        rows = std::min(rows, lane.outstanding);
        lane.outstanding -= rows;
        outstanding_ -= rows;
    }
    void succeeded(Lane& lane) {
        lane.circuit.succeeded();
        failing_.erase(&lane);
    }
    void failed(Lane& lane, Instant now, std::uint64_t dice, std::optional<Duration> asked) {
        lane.circuit.failed(now, dice, asked);
        failing_.insert(&lane);
    }

    [[nodiscard]] std::size_t outstanding() const { return outstanding_; }
    // Lanes that nothing may go over now.
    [[nodiscard]] std::size_t resting(Instant now) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            failing_, [now](const Lane* lane) { return lane->circuit.room(now, 1) == 0; }));
    }

  private:
    Map lanes_;  // its nodes stay where they are
    std::set<const Lane*> failing_;
    std::size_t outstanding_ = 0;
};

}  // namespace baton::deliver
