// Where a lead works: a made-up company on a domain that can belong to nobody (.example, .test), in
// a real place.
#pragma once

#include <string>
#include <string_view>

#include "demo/dice.hpp"

namespace baton::demo {

struct Place {
    std::string_view country;  // as people write it
    std::string_view state;    // may be empty
    std::string_view city;
    std::string_view postal_code;  // may be empty
    std::string_view language;     // BCP 47; empty where the form would not say
    std::string_view
        phone;  // the part before the last two digits, of a range set aside for fiction
    std::string_view legal_form;  // as companies there end
    std::size_t weight;
};

struct Company {
    std::string name;
    std::string domain;
    std::string_view industry;  // may be empty
    Place place;
};

// One of a few thousand; some of them are accounts of the sample company.
[[nodiscard]] Company company(Dice& dice);

}  // namespace baton::demo
