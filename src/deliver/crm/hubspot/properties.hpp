// What a lead's records say in HubSpot: Baton's words → HubSpot's properties, all of them texts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "deliver/crm/hubspot/portal.hpp"

namespace baton::deliver::crm::hubspot {

using Properties = std::vector<std::pair<std::string, std::string>>;

// The record as it is made; without owner, our own properties and stage. Texts are cut to what
// HubSpot takes, empty ones left out.
[[nodiscard]] Properties properties_of(RecordKind kind, const LeadNow& lead);

// Closes an open deal or lead, or gives a new one its stage. Nothing where the pipeline has no such
// stage.
[[nodiscard]] Properties stage_of_deal(const LeadNow& lead, const Pipelines& pipelines,
                                       std::string_view pipeline, Instant now, bool is_new);
[[nodiscard]] Properties stage_of_lead(const LeadNow& lead, const Pipelines& pipelines,
                                       std::string_view pipeline);

}  // namespace baton::deliver::crm::hubspot
