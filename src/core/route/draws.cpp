#include "core/route/draws.hpp"

namespace baton::route {

Draw draw_of(const workspace::Policy& policy, const workspace::Pool& pool, const Turn& turn) {
    Draw draw{turn.eligible, turn.sharing.empty() ? turn.eligible : turn.sharing, {}};
    draw.weights.reserve(pool.members.size());
    for (std::size_t i = 0; i < pool.members.size(); ++i) {
        double weight = 1;
        if (!turn.weights.empty()) {
            weight = turn.weights[i];
        } else if (pool.members[i].weight) {
            weight = *pool.members[i].weight;
        } else if (const workspace::Person* person = policy.person(pool.members[i].person)) {
            weight = person->weight.value_or(1);
        }
        draw.weights.push_back(fixed_weight(weight));
    }
    settle_weights(draw);
    return draw;
}

Drawn drawn(const workspace::Policy& policy, const workspace::Pool& pool, const Turn& turn) {
    Drawn drawn{draw_of(policy, pool, turn), {}, {}};
    drawn.shares = shares_of(drawn.draw.weights, drawn.draw.sharing);
    drawn.rule = TurnRule::of(drawn.draw);
    return drawn;
}

const Drawn& Draws::of(const workspace::Policy& policy, const workspace::Pool& pool,
                       const Turn& turn) {
    if (policy_ != &policy) {
        forget();
        policy_ = &policy;
    }
    if (known_.size() <= turn.pool.index()) known_.resize(turn.pool.index() + 1);
    Known& known = known_[turn.pool.index()];
    if (known.turn.eligible.empty() || known.turn != turn) {
        known.drawn = drawn(policy, pool, turn);
        known.turn = turn;
    }
    return known.drawn;
}

}  // namespace baton::route
