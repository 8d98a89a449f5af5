// The targets of an explanation: which were tried, who was considered in each, and where everybody
// stood who could have had the lead.
#pragma once

#include "core/explain/explanation.hpp"
#include "core/explain/reading.hpp"
#include "core/route/decide.hpp"
#include "core/route/views.hpp"

namespace baton::explain {

// What targets are told from; borrows everything.
struct Scene {
    const route::Question& question;
    const route::How& how;
    const route::Decision& decision;
    const route::LeadView& view;
    const Eyes& eyes;  // lead and now
    bool lead_known = true;
};

// Fills `targets`, those that were not reached behind those that were, and `pick`.
void tell_targets(const Scene& scene, Explanation& explanation);

// How it looks from the place of `person`; after tell_targets().
[[nodiscard]] About tell_about(const Scene& scene, const Explanation& explanation,
                               team::PersonId person);

// "Monday 09:00", "Monday 2026-06-15 09:00" where that is more than six days away; by the
// workspace's clock.
[[nodiscard]] std::string moment_in_words(const team::Zone& zone, Instant at, Instant now);

}  // namespace baton::explain
