// Makes version 7 ids that only grow: of two that one sequence made, the later is the greater, also
// within a microsecond and when the clock goes back (RFC 9562, section 6.2: rand_a holds the
// microsecond and a counter). Pure but for remembering the last one. Any thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/instant.hpp"
#include "base/uuid.hpp"

namespace baton {

class UuidSequence {
  public:
    struct Made {
        Uuid id{};
        // `now`, or the id's own millisecond where that lies after it: so the id always carries the
        // millisecond of this instant.
        Instant at;
    };
    // Of `random`, 62 bits go into the id. `now` from 1970 on; a time before counts as that.
    [[nodiscard]] Made next(Instant now, const UuidRandom& random);

  private:
    std::atomic<std::uint64_t> last_{0};  // the millisecond, and 12 bits below it
};

}  // namespace baton
