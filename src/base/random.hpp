// Where random bytes come from. The operating system's are read in one file of app/; tests bring
// their own, so that a failing run can be had again.
#pragma once

#include <cstdint>
#include <span>

namespace baton {

class Random {
  public:
    virtual ~Random() = default;
    // Any thread. Needs to be unpredictable where it makes secrets.
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace baton
