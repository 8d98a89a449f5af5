// What waits for its time, the nearest first, however much of it there is. A heap of everything
// would be walked through from top to bottom for each thing that comes up; so only the hour that is
// under way is in order, and what comes later lies in a heap of its own hour, as it came.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "base/instant.hpp"

namespace baton {

// `Item` has a member `at` and is ordered by it before all else; equal items come up one after the
// other. push() and pop() are O(log of what falls into one hour). One thread at a time.
template <class Item>
class Agenda {
  public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    // The nearest. Needs one. Stands until something changes.
    [[nodiscard]] const Item& first() const { return is_first_new() ? new_.front() : near_.back(); }
    // About the one that will come up `places` after the first, for who wants to be prepared: the
    // nearest are in it unless they came only lately. Null: nothing is known.
    [[nodiscard]] const Item* ahead(std::size_t places) const {
        return places < near_.size() ? &near_[near_.size() - 1 - places] : nullptr;
    }

    void push(const Item& item) {
        const std::int64_t hour = hour_of(item.at);
        if (hour < hour_ || size_ == 0) begin_earlier(hour);
        ++size_;
        if (hour <= hour_) {
            new_.push_back(item);
            std::ranges::push_heap(new_, std::greater{});
        } else {
            later_of(hour).push_back(item);
        }
    }

    // Takes the nearest out. Needs one.
    Item pop() {
        if (!is_first_new()) {
            const Item item = near_.back();
            near_.pop_back();
            taken();
            return item;
        }
        std::ranges::pop_heap(new_, std::greater{});
        const Item item = new_.back();
        new_.pop_back();
        taken();
        return item;
    }

    // Calls `each` with everything, in no order.
    template <class Each>
    void each(const Each& each) const {
        for (const Item& item : near_) each(item);
        for (const Item& item : new_) each(item);
        for (const auto& [hour, items] : later_) {
            for (const Item& item : items) each(item);
        }
    }

    void clear() { *this = {}; }

    Agenda() = default;
    Agenda(const Agenda&) = delete;
    Agenda& operator=(const Agenda&) = delete;
    Agenda(Agenda&&) noexcept = default;
    Agenda& operator=(Agenda&&) noexcept = default;
    ~Agenda() = default;

  private:
    static std::int64_t hour_of(Instant at) {
        constexpr std::int64_t kHour = 3'600'000'000;
        return at.micros / kHour - (at.micros % kHour < 0 ? 1 : 0);
    }

    [[nodiscard]] bool is_first_new() const {
        return near_.empty() || (!new_.empty() && new_.front() < near_.back());
    }

    // Most comes into the hour into which the one before it came.
    std::vector<Item>& later_of(std::int64_t hour) {
        if (last_ == nullptr || last_hour_ != hour) {
            last_ = &later_[hour];
            last_hour_ = hour;
        }
        return *last_;
    }

    // Where hardly anything is in order yet, it may as well wait for its own hour.
    void begin_earlier(std::int64_t hour) {
        constexpr std::size_t kFew = 8;
        if (near_.size() + new_.size() > kFew) return;
        if (size_ > 0 && hour_of(first().at) <= hour) return;
        hour_ = hour;
        for (std::vector<Item>* items : {&near_, &new_}) {
            for (const Item& item : *items) later_of(hour_of(item.at)).push_back(item);
            items->clear();
        }
    }

    void taken() {
        --size_;
        if (!near_.empty() || !new_.empty() || size_ == 0) return;
        const auto next = later_.begin();
        hour_ = next->first;
        near_ = std::move(next->second);
        if (last_hour_ == hour_) last_ = nullptr;
        later_.erase(next);
        std::ranges::sort(near_, std::greater{});
    }

    std::size_t size_ = 0;
    std::int64_t hour_ = 0;   // under way: nothing in later_ comes as early
    std::vector<Item> near_;  // of this hour or before, the nearest last
    std::vector<Item> new_;   // the same, a heap: what came since it began
    std::map<std::int64_t, std::vector<Item>> later_;
    std::vector<Item>* last_ = nullptr;  // the one of last_hour_ in later_, if known
    std::int64_t last_hour_ = 0;
};

}  // namespace baton
