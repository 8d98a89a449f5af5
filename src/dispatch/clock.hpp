// The clock as dispatch is given it. The real one is read in one file of app/; tests and simulation
// bring their own.
#pragma once

#include "base/instant.hpp"

namespace baton::dispatch {

class Clock {
  public:
    virtual ~Clock() = default;
    // Any thread.
    [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace baton::dispatch
