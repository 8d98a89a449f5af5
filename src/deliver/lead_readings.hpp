// LeadReadings: what the store says of the leads that several deliveries are about: their rows and
// events, in two reads a workspace, however many they are. As of the moment it is made; the store
// and the rows outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "deliver/lead_story.hpp"
#include "store/store.hpp"

namespace baton::deliver {

class LeadReadings {
  public:
    LeadReadings(store::Store& store, std::span<const store::DeliveryRow> rows);

    // The lead of one of these rows, which has to name one; null: there is none. An error where it
    // could not be read.
    [[nodiscard]] Result<const store::LeadRow*> lead(const store::DeliveryRow& row) const;
    // What the log says of that lead, up to and with `seq`. Reads once more where that is much.
    [[nodiscard]] Result<LeadStory> story(const store::DeliveryRow& row, std::uint64_t seq,
                                          const team::Names& names) const;

    // More events of a lead are read by themselves.
    static constexpr std::size_t kEventsOfEach = 32;

  private:
    struct Reading {
        std::optional<store::LeadRow> lead;
        std::vector<store::EventRow> events;
    };
    using Readings = std::map<store::LeadKey, Reading>;

    [[nodiscard]] Result<Readings> read(std::string_view workspace,
                                        const std::vector<store::LeadKey>& leads) const;
    [[nodiscard]] Result<const Reading*> find(const store::DeliveryRow& row) const;

    store::Store& store_;
    std::map<std::string_view, Result<Readings>> of_workspaces_;
};

}  // namespace baton::deliver
