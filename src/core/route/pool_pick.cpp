#include "core/route/pool_pick.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::route {
namespace {

using workspace::PickKind;
using workspace::Pool;

std::optional<double> number_for(const Question& question, const LeadView& lead, const Pool& pool,
                                 PersonId person, const expr::Program& program) {
    const PersonView view(question.policy, question.standing, question.calendar, &pool, person);
    const std::array values{expr::Value::record(&lead),
                            expr::Value::timestamp(question.now.to_seconds()),
                            expr::Value::record(&view)};
    return program.number({values, question.zones}, question.arena);
}

// The figures by which a pool ranks its eligible members: the larger the better, whichever way the
// document asks; nothing ranks below any number, ties go to the longest wait.
class Ranking {
  public:
    Ranking(const Question& question, const LeadView& lead, const Pool& pool,
            const std::vector<bool>& eligible, std::span<const Seat> seats)
        : seats_(seats), numbers_(eligible.size()) {
        for (std::size_t i = 0; i < eligible.size(); ++i) {
            if (!eligible[i]) continue;
            auto number = number_for(question, lead, pool, pool.members[i].person, *pool.order);
            if (number && pool.pick == PickKind::Lowest) number = -*number;
            numbers_[i] = number;
        }
    }

    bool operator()(std::size_t a, std::size_t b) const {
        if (numbers_[a] != numbers_[b]) return numbers_[a] > numbers_[b];
        return waited_longer(seats_, a, b);
    }

  private:
    std::span<const Seat> seats_;
    std::vector<std::optional<double>> numbers_;
};

std::optional<std::size_t> pick_turn(std::span<const Seat> seats, const Drawn& drawn) {
    return pick_turn(seats, drawn.draw, drawn.shares, drawn.rule);
}

std::optional<std::size_t> pick_by_number(const Question& question, const LeadView& lead,
                                          const Pool& pool, const std::vector<bool>& eligible,
                                          std::span<const Seat> seats) {
    const Ranking ranks_before(question, lead, pool, eligible, seats);
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < eligible.size(); ++i) {
        if (eligible[i] && (!best || ranks_before(i, *best))) best = i;
    }
    return best;
}

}  // namespace

std::optional<double> figure_of(const Question& question, const LeadView& lead, const Pool& pool,
                                PersonId person) {
    return number_for(question, lead, pool, person, *pool.order);
}

std::vector<std::size_t> order_of(const Question& question, const LeadView& lead, const Pool& pool,
                                  const Turn& turn) {
    const std::span<const Seat> seats = question.standing.pools[turn.pool.index()].seats;
    if (pool.pick == PickKind::RoundRobin) {
        const Draw draw = draw_of(question.policy, pool, turn);
        return turn_order(seats, draw, shares_of(draw.weights, draw.sharing));
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < turn.eligible.size(); ++i) {
        if (turn.eligible[i]) order.push_back(i);
    }
    std::ranges::sort(order, Ranking(question, lead, pool, turn.eligible, seats));
    return order;
}

PoolPick pick_from_pool(const Question& question, const LeadView& lead, PoolId id,
                        const workspace::Condition& where, GateRules rules) {
    const Pool& pool = *question.policy.pool(id);
    PoolPick pick;
    if (rules.capacity) {
        if (auto full = pool_gate(question, id)) {
            pick.excluded.push_back(std::move(*full));
            return pick;
        }
    }
    Turn turn{id, std::vector<bool>(pool.members.size(), false), {}, {}};
    for (std::size_t i = 0; i < pool.members.size(); ++i) {
        const PersonId person = pool.members[i].person;
        auto gate = first_gate(question, lead, person, &pool, where, rules);
        if (!gate) {
            turn.eligible[i] = true;
            ++pick.eligible;
            continue;
        }
        const bool missed = pool.catch_up && is_missed_turn(gate->gate) &&
                            std::ranges::find(question.had, person) == question.had.end() &&
                            where_holds(question, lead, person, &pool, where);
        if (missed) {
            if (turn.sharing.empty()) turn.sharing.resize(pool.members.size(), false);
            turn.sharing[i] = true;
        }
        pick.excluded.push_back(std::move(*gate));
    }
    if (pick.eligible == 0) return pick;
    for (std::size_t i = 0; i < turn.sharing.size(); ++i) {
        if (turn.eligible[i]) turn.sharing[i] = true;
    }
    if (pool.weight) {
        for (const workspace::Member& member : pool.members) {
            turn.weights.push_back(
                number_for(question, lead, pool, member.person, *pool.weight).value_or(0));
        }
    }
    const std::span<const Seat> seats = question.standing.pools[id.index()].seats;
    std::optional<std::size_t> seat;
    if (pool.pick == PickKind::RoundRobin) {
        seat = question.draws != nullptr
                   ? pick_turn(seats, question.draws->of(question.policy, pool, turn))
                   : pick_turn(seats, drawn(question.policy, pool, turn));
    } else {
        seat = pick_by_number(question, lead, pool, turn.eligible, seats);
    }
    if (!seat) return pick;
    pick.person = pool.members[*seat].person;
    pick.turn = std::move(turn);
    return pick;
}

}  // namespace baton::route
