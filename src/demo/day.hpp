// A believable day of leads for the sample company: made-up people of made-up companies, who come
// when people come, write as people write, and sometimes come back. For `baton demo` and for
// measuring. Pure: the same seed gives the same leads, byte for byte, everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/instant.hpp"

namespace baton::demo {

struct DemoLead {
    std::string key;   // unique within a seed: serves as Idempotency-Key
    std::string body;  // a JSON object of lead fields, as POST /v1/leads takes it
};

// The n-th lead that `seed` has; under 10 µs. About one in twenty-five comes from somebody who sent
// one of the 200 before it.
[[nodiscard]] DemoLead lead(std::uint64_t seed, std::uint64_t n);

// When the leads of a day come: `count` times from midnight, ascending, few at night and most
// around eleven and three o'clock.
[[nodiscard]] std::vector<Duration> day(std::uint64_t seed, std::size_t count);

}  // namespace baton::demo
