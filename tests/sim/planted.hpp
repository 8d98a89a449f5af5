// What some of the planted bugs do to what goes through a door (bugs.hpp says which).
#pragma once

#include <string>

#include "disk.hpp"

namespace baton::sim::planted {

// The fence that the delivery's lease has now, whoever holds it.
void mend_fence(store::Settle& settle, const Disk& disk);

// A document under which each open lead weighs as two, and one under which no turn is given back.
[[nodiscard]] std::string half_capacity(const std::string& document);
[[nodiscard]] std::string no_turns(const std::string& document);

}  // namespace baton::sim::planted
