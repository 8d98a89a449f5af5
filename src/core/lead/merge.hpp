// Two submissions of one person as one lead.
#pragma once

#include "core/lead/lead.hpp"

namespace baton::lead {

// What `newer` says stands; where it says nothing, `older` does. Signals are taken name by name.
[[nodiscard]] Lead merged(const Lead& older, const Lead& newer);

}  // namespace baton::lead
