// WaitingRows: deliveries that are leased and wait for a place among those under way, by channel.
// Leased many at once, so that a quick channel does not wait for a lease after each few messages. A
// value; one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "deliver/lanes.hpp"
#include "store/delivery.hpp"

namespace baton::deliver {

class WaitingRows {
  public:
    void add(store::DeliveryRow row) {
        Lanes::Key key(row.workspace, row.channel);
        rows_[std::move(key)].push_back(std::move(row));
        ++size_;
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t of(const Lanes::Key& key) const {
        const auto found = rows_.find(key);
        return found == rows_.end() ? 0 : found->second.size();
    }

    // At most `most`, the oldest of each channel first and the channels in turn: of each as many as
    // `room` says of its key.
    template <class Room>
    [[nodiscard]] std::vector<store::DeliveryRow> take(std::size_t most, Room room) {
        std::vector<store::DeliveryRow> taken;
        auto at = rows_.upper_bound(last_);
        for (std::size_t left = rows_.size(); left > 0 && taken.size() < most; --left) {
            if (at == rows_.end()) at = rows_.begin();
            const std::size_t count = std::min(room(at->first), most - taken.size());
            if (count > 0) last_ = at->first;
            at = take_from(at, count, taken);
        }
        return taken;
    }
    // Of each channel the oldest as long as `goes` holds of its key and the row.
    template <class Goes>
    [[nodiscard]] std::vector<store::DeliveryRow> take_while(Goes goes) {
        std::vector<store::DeliveryRow> taken;
        for (auto at = rows_.begin(); at != rows_.end();) {
            const std::deque<store::DeliveryRow>& rows = at->second;
            const auto end = std::ranges::find_if_not(
                rows, [&](const store::DeliveryRow& row) { return goes(at->first, row); });
            at = take_from(at, static_cast<std::size_t>(end - rows.begin()), taken);
        }
        return taken;
    }
    // When the first lease ends.
    [[nodiscard]] std::optional<Instant> first_end() const {
        std::optional<Instant> first;
        for (const auto& [key, rows] : rows_) {
            if (!first || rows.front().next_at < *first) first = rows.front().next_at;
        }
        return first;
    }

  private:
    using Map = std::map<Lanes::Key, std::deque<store::DeliveryRow>>;  // none is empty

    // The first `count` of a channel; gives the channel after it.
    Map::iterator take_from(Map::iterator at, std::size_t count,
                            std::vector<store::DeliveryRow>& taken) {
        std::deque<store::DeliveryRow>& rows = at->second;
        count = std::min(count, rows.size());
        const auto end = rows.begin() + static_cast<std::ptrdiff_t>(count);
        std::move(rows.begin(), end, std::back_inserter(taken));
        rows.erase(rows.begin(), end);
        size_ -= count;
        return rows.empty() ? rows_.erase(at) : std::next(at);
    }

    Map rows_;
    Lanes::Key last_;  // whose turn it was last
    std::size_t size_ = 0;
};

}  // namespace baton::deliver
