#include "core/route/turns.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.hpp"

namespace baton::route {
namespace {

__extension__ using Wide = unsigned __int128;

// a/b <=> c/d for positive b and d, without the products that could overflow: whole parts first,
// then the remainders turned over (a continued fraction).
int compare_any_fractions(Credit a, Credit b, Credit c, Credit d) {
    const auto floor_divide = [](Credit n, Credit m) {
        const Credit q = n / m;
        return n % m < 0 ? q - 1 : q;
    };
    bool turned = false;
    for (;;) {
        const Credit x = floor_divide(a, b);
        const Credit y = floor_divide(c, d);
        if (x != y) return (x < y) != turned ? -1 : 1;
        const Credit left = a - x * b;
        const Credit right = c - y * d;
        if (left == 0 || right == 0) {
            if (left == right) return 0;
            return (left == 0) != turned ? -1 : 1;
        }
        a = b;
        b = left;
        c = d;
        d = right;
        turned = !turned;
    }
}

// a/b <=> c/d for positive b and d of at most one lead.
int compare_fractions(Credit a, Credit b, Credit c, Credit d) {
    // As far as the products surely fit, they are asked: nearly always.
    constexpr Credit kMost = Credit{1} << (126 - kCreditBits);
    const bool fits =
        a < kMost && a > -kMost && c < kMost && c > -kMost && b <= kOneLead && d <= kOneLead;
    if (!fits) return compare_any_fractions(a, b, c, d);
    const Credit left = a * d;
    const Credit right = c * b;
    return left == right ? 0 : (left < right ? -1 : 1);
}

bool equal_weights(const Draw& draw) {
    std::int64_t first = 0;
    for (std::size_t i = 0; i < draw.weights.size(); ++i) {
        if (!draw.sharing[i]) continue;
        if (first == 0) first = draw.weights[i];
        if (draw.weights[i] != first) return false;
    }
    return true;
}

}  // namespace

bool waited_longer(std::span<const Seat> seats, std::size_t a, std::size_t b) {
    return seats[a].last_turn != seats[b].last_turn ? seats[a].last_turn < seats[b].last_turn
                                                    : a < b;
}

std::int64_t fixed_weight(double weight) {
    constexpr double kUnit = 1 << 20;
    constexpr std::int64_t kMost = std::int64_t{1} << 50;
    if (!std::isfinite(weight) || weight <= 0) return 0;
    if (weight * kUnit >= static_cast<double>(kMost)) return kMost;
    return std::max<std::int64_t>(1, std::llround(weight * kUnit));
}

std::vector<Credit> shares_of(std::span<const std::int64_t> weights,
                              const std::vector<bool>& sharing) {
    BATON_CHECK(weights.size() == sharing.size());
    std::vector<Credit> shares(weights.size(), 0);
    Wide total = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (sharing[i]) total += static_cast<Wide>(weights[i]);
    }
    if (total == 0) return shares;

    struct Remainder {
        Wide rest;
        std::size_t seat;
    };
    std::vector<Remainder> remainders;
    remainders.reserve(weights.size());
    Credit given = 0;
    std::int64_t divided = -1;  // the weight that was divided last: most are like the one before
    Wide share = 0;
    Wide rest = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!sharing[i]) continue;
        if (weights[i] != divided) {
            const Wide scaled = static_cast<Wide>(weights[i]) << kCreditBits;
            share = scaled / total;
            rest = scaled - share * total;
            divided = weights[i];
        }
        shares[i] = static_cast<Credit>(share);
        given += shares[i];
        if (rest != 0) remainders.push_back({rest, i});
    }
    const auto left = static_cast<std::size_t>(kOneLead - given);
    BATON_CHECK(left <= remainders.size());
    const auto comes_before = [](const Remainder& a, const Remainder& b) {
        return a.rest != b.rest ? a.rest > b.rest : a.seat < b.seat;
    };
    // With equal weights they are in order already.
    if (!std::ranges::is_sorted(remainders, comes_before)) {
        std::ranges::sort(remainders, comes_before);
    }
    for (std::size_t i = 0; i < left; ++i) ++shares[remainders[i].seat];
    return shares;
}

void settle_weights(Draw& draw) {
    bool anybody_weighs = false;
    for (std::size_t i = 0; i < draw.eligible.size(); ++i) {
        if (draw.eligible[i] && draw.weights[i] > 0) anybody_weighs = true;
    }
    for (std::size_t i = 0; i < draw.eligible.size(); ++i) {
        if (anybody_weighs) {
            draw.sharing[i] = draw.sharing[i] && draw.weights[i] > 0;
            draw.eligible[i] = draw.eligible[i] && draw.weights[i] > 0;
        } else {
            draw.sharing[i] = draw.eligible[i];
            draw.weights[i] = draw.eligible[i] ? fixed_weight(1) : 0;
        }
    }
}

TurnRule TurnRule::of(const Draw& draw) {
    TurnRule rule;
    const auto m = static_cast<Credit>(std::ranges::count(draw.sharing, true));
    rule.equal = equal_weights(draw);
    rule.by_wait = m <= 1 || std::ranges::count(draw.eligible, true) == 1;
    // All credits are multiplied by 2m-2, so that 1/(2m-2) is exactly one lead.
    rule.scale = rule.by_wait ? 1 : 2 * m - 2;
    rule.due_from = (kOneLead + rule.scale - 1) / rule.scale;
    return rule;
}

namespace {

// Who of those eligible comes before whom at this draw. Lasts no longer than what it is given.
class TurnOrder {
  public:
    TurnOrder(std::span<const Seat> seats, const Draw& draw, std::span<const Credit> shares,
              const TurnRule& rule)
        : seats_(seats), shares_(shares), weights_(draw.weights), rule_(rule) {}

    [[nodiscard]] bool is_due(std::size_t seat) const {
        return rule_.by_wait || credit(seat) >= rule_.due_from;
    }

    bool operator()(std::size_t a, std::size_t b) const {
        const bool due = is_due(a);
        return due == is_due(b) ? of_alike(a, b, due) : due;
    }
    // Of two who are both due, or both not.
    [[nodiscard]] bool of_alike(std::size_t a, std::size_t b, bool due) const {
        if (rule_.by_wait || (due && rule_.equal)) return waited_longer(seats_, a, b);
        if (rule_.equal) {
            const Credit left = credit(a);
            const Credit right = credit(b);
            return left != right ? left > right : waited_longer(seats_, a, b);
        }
        const Credit room = rule_.scale * kOneLead - kOneLead;  // 1 - 1/(2m-2)
        // By the weights themselves: shares are rounded, and would decide what is a tie.
        const int order = compare_fractions(room - credit(a) * rule_.scale, weights_[a],
                                            room - credit(b) * rule_.scale, weights_[b]);
        return order != 0 ? order < 0 : waited_longer(seats_, a, b);
    }

  private:
    [[nodiscard]] Credit credit(std::size_t seat) const {
        return seats_[seat].credit + shares_[seat];
    }

    std::span<const Seat> seats_;
    std::span<const Credit> shares_;
    std::span<const std::int64_t> weights_;
    TurnRule rule_;
};

}  // namespace

std::optional<std::size_t> pick_turn(std::span<const Seat> seats, const Draw& draw,
                                     std::span<const Credit> shares) {
    return pick_turn(seats, draw, shares, TurnRule::of(draw));
}

std::optional<std::size_t> pick_turn(std::span<const Seat> seats, const Draw& draw,
                                     std::span<const Credit> shares, const TurnRule& rule) {
    const std::size_t n = draw.eligible.size();
    BATON_CHECK(seats.size() >= n && shares.size() == n);
    const TurnOrder order(seats, draw, shares, rule);
    std::optional<std::size_t> best;
    bool best_is_due = false;
    for (std::size_t i = 0; i < n; ++i) {
        if (!draw.eligible[i]) continue;
        const bool due = order.is_due(i);
        const bool before = !best || (due == best_is_due ? order.of_alike(i, *best, due) : due);
        if (!before) continue;
        best = i;
        best_is_due = due;
    }
    return best;
}

std::vector<std::size_t> turn_order(std::span<const Seat> seats, const Draw& draw,
                                    std::span<const Credit> shares) {
    BATON_CHECK(seats.size() >= draw.eligible.size() && shares.size() == draw.eligible.size());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < draw.eligible.size(); ++i) {
        if (draw.eligible[i]) order.push_back(i);
    }
    std::ranges::sort(order, TurnOrder(seats, draw, shares, TurnRule::of(draw)));
    return order;
}

}  // namespace baton::route
