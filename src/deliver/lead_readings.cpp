#include "deliver/lead_readings.hpp"

#include <set>
#include <utility>

namespace baton::deliver {

LeadReadings::LeadReadings(store::Store& store, std::span<const store::DeliveryRow> rows)
    : store_(store) {
    std::map<std::string_view, std::set<store::LeadKey>> wanted;
    for (const store::DeliveryRow& row : rows) {
        if (row.lead) wanted[row.workspace].insert(*row.lead);
    }
    for (const auto& [workspace, leads] : wanted) {
        of_workspaces_.emplace(workspace, read(workspace, {leads.begin(), leads.end()}));
    }
}

Result<LeadReadings::Readings> LeadReadings::read(std::string_view workspace,
                                                  const std::vector<store::LeadKey>& leads) const {
    auto rows = store_.leads(workspace, leads);
    if (!rows) return std::unexpected(std::move(rows).error());
    auto events = store_.read_events_of(workspace, leads, kEventsOfEach);
    if (!events) return std::unexpected(std::move(events).error());
    Readings readings;
    for (std::size_t i = 0; i < leads.size(); ++i) {
        readings.emplace(leads[i], Reading{std::move((*rows)[i]), std::move((*events)[i])});
    }
    return readings;
}

Result<const LeadReadings::Reading*> LeadReadings::find(const store::DeliveryRow& row) const {
    const Result<Readings>& readings = of_workspaces_.find(row.workspace)->second;
    if (!readings) return std::unexpected(readings.error());
    return &readings->find(*row.lead)->second;
}

Result<const store::LeadRow*> LeadReadings::lead(const store::DeliveryRow& row) const {
    const auto found = find(row);
    if (!found) return std::unexpected(found.error());
    return (*found)->lead ? &*(*found)->lead : nullptr;
}

Result<LeadStory> LeadReadings::story(const store::DeliveryRow& row, std::uint64_t seq,
                                      const team::Names& names) const {
    const auto found = find(row);
    if (!found) return std::unexpected(found.error());
    if ((*found)->events.size() >= kEventsOfEach) {
        return LeadStory::read(store_, row.workspace, *row.lead, seq, names);
    }
    return LeadStory::of((*found)->events, seq, names);
}

}  // namespace baton::deliver
