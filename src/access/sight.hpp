// Sight: whose leads a caller sees and acts on. Made from a reach and a person for one request, or
// for as long as a stream looks on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/role.hpp"
#include "core/workspace/policy.hpp"

namespace baton::access {

struct Sight {
    bool all = false;                      // everything; the rest is empty then
    std::vector<std::string> people = {};  // keys, in the document's order
    std::vector<std::string> queues = {};  // that one of them may claim from

    [[nodiscard]] bool sees_person(std::string_view person) const;
    // A lead that `person` holds, or that waits in `queue`; either may be empty.
    [[nodiscard]] bool sees_lead(std::string_view person, std::string_view queue) const;

    friend bool operator==(const Sight&, const Sight&) = default;
};

// `person`: the caller's key in the document; one that is not there sees nothing unless all. Team:
// with everybody who has them as manager, directly or through others. People who are no longer
// active count too: their leads are the team's to look after.
[[nodiscard]] Sight sight_of(const workspace::Policy& policy, Reach reach, std::string_view person);

}  // namespace baton::access
