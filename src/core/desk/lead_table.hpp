// The open leads by their ids. Each lies still until it is erased, and its place goes to the next
// one that comes, while it is at hand: of leads that come and go nothing wanders through the
// memory. Whoever notes the place with the id finds the lead again without a look-up.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "core/desk/open_lead.hpp"

namespace baton::desk {

class LeadTable {
  public:
    using Entry = std::pair<LeadId, OpenLead>;

  private:
    using Places = boost::unordered_flat_map<LeadId, Entry*, LeadIdHash, LeadIdEqual>;

  public:
    // Goes through the leads, in no order.
    class Iterator {
      public:
        explicit Iterator(Places::const_iterator at) : at_(at) {}
        const Entry& operator*() const { return *at_->second; }
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        friend bool operator==(const Iterator&, const Iterator&) = default;

      private:
        Places::const_iterator at_;
    };
    [[nodiscard]] Iterator begin() const { return Iterator(places_.begin()); }
    [[nodiscard]] Iterator end() const { return Iterator(places_.end()); }

    [[nodiscard]] std::size_t size() const { return places_.size(); }
    [[nodiscard]] const OpenLead* find(const LeadId& id) const {
        const auto it = places_.find(id);
        return it == places_.end() ? nullptr : &it->second->second;
    }
    // Needs it to be there.
    [[nodiscard]] Entry& at(const LeadId& id) { return *places_.find(id)->second; }
    // The lead whose place was noted; null: it is over.
    [[nodiscard]] static const OpenLead* find_at(const Entry* place, const LeadId& id) {
        return LeadIdEqual()(place->first, id) ? &place->second : nullptr;
    }

    // The place of this lead, and whether it is new: then whatever lies there is to be overwritten.
    [[nodiscard]] std::pair<Entry*, bool> place_of(const LeadId& id) {
        const auto [it, is_new] = places_.try_emplace(id, nullptr);
        if (is_new) {
            it->second = take_place();
            it->second->first = id;
        }
        return {it->second, is_new};
    }
    // Needs it to be there.
    void erase(const LeadId& id) {
        const auto it = places_.find(id);
        it->second->first = kNobody;
        free_.push_back(it->second);
        places_.erase(it);
    }
    void reserve(std::size_t leads) { places_.reserve(leads); }

    // Has a place, or a lead that find() gave, brought near, for who will ask for it soon. Changes
    // nothing, and does no harm where the lead is over meanwhile: its place stays.
    template <class Thing>
    static void fetch(const Thing* thing) {
        constexpr std::size_t kLine = 64;
        const auto* bytes = reinterpret_cast<const char*>(thing);
        for (std::size_t at = 0; at < sizeof(Thing); at += kLine) __builtin_prefetch(bytes + at);
    }

    LeadTable() = default;
    LeadTable(const LeadTable&) = delete;
    LeadTable& operator=(const LeadTable&) = delete;
    LeadTable(LeadTable&&) = default;
    LeadTable& operator=(LeadTable&&) = default;
    ~LeadTable() = default;

  private:
    static constexpr LeadId kNobody{};  // in a place that is free

    Entry* take_place() {
        if (free_.empty()) return &entries_.emplace_back();
        Entry* entry = free_.back();
        free_.pop_back();
        return entry;
    }

    Places places_;
    std::deque<Entry> entries_;  // those of free_ too
    std::vector<Entry*> free_;
};

}  // namespace baton::desk
