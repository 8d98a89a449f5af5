// Draws: what a pool's turns come to, remembered. A turn mostly has the same people in it as the
// one before it in the same pool, and then their weights and shares are the same too. Whoever
// decides much keeps one; it changes nothing but the time that a decision takes. One thread at a
// time.
#pragma once

#include <vector>

#include "core/route/decision.hpp"
#include "core/route/turns.hpp"
#include "core/workspace/policy.hpp"

namespace baton::route {

// The draw that a recorded turn stands for, under the pool as the document has it: what pick and
// the desk's bookkeeping both work from.
[[nodiscard]] Draw draw_of(const workspace::Policy& policy, const workspace::Pool& pool,
                           const Turn& turn);

struct Drawn {
    Draw draw;
    std::vector<Credit> shares;
    TurnRule rule;
};
[[nodiscard]] Drawn drawn(const workspace::Policy& policy, const workspace::Pool& pool,
                          const Turn& turn);

class Draws {
  public:
    // As drawn(), from memory where it can be. What it gives stands until the pool is asked about
    // again. O(members).
    [[nodiscard]] const Drawn& of(const workspace::Policy& policy, const workspace::Pool& pool,
                                  const Turn& turn);
    // The document that was asked about may be gone.
    void forget() { known_.clear(); }

  private:
    struct Known {
        Turn turn;
        Drawn drawn;
    };
    const workspace::Policy* policy_ = nullptr;  // which all that is known holds for
    std::vector<Known> known_;                   // by PoolId; a turn without members: nothing yet
};

}  // namespace baton::route
