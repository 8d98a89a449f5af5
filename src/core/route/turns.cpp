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
int compare_fractions(Credit a, Credit b, Credit c, Credit d) {
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

bool equal_weights(const Draw& draw) {
    std::int64_t first = 0;
    for (std::size_t i = 0; i < draw.weights.size(); ++i) {
        if (!draw.sharing[i]) continue;
        if (first == 0) first = draw.weights[i];
        if (draw.weights[i] != first) return false;
    }
    return true;
}

// Waited longer: an earlier last turn (0 is never), then the earlier seat.
bool waited_longer(std::span<const Seat> seats, std::size_t a, std::size_t b) {
    return seats[a].last_turn != seats[b].last_turn ? seats[a].last_turn < seats[b].last_turn
                                                    : a < b;
}

}  // namespace

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
    std::ranges::sort(remainders, [](const Remainder& a, const Remainder& b) {
        return a.rest != b.rest ? a.rest > b.rest : a.seat < b.seat;
    });
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

std::optional<std::size_t> longest_wait(std::span<const Seat> seats,
                                        const std::vector<bool>& candidates) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (candidates[i] && (!best || waited_longer(seats, i, *best))) best = i;
    }
    return best;
}

std::optional<std::size_t> pick_turn(std::span<const Seat> seats, const Draw& draw,
                                     std::span<const Credit> shares) {
    const std::size_t n = draw.eligible.size();
    BATON_CHECK(seats.size() >= n && shares.size() == n);
    const auto m = static_cast<Credit>(std::ranges::count(draw.sharing, true));
    const auto eligible = std::ranges::count(draw.eligible, true);
    if (eligible == 0) return std::nullopt;
    if (eligible == 1 || m <= 1) return longest_wait(seats, draw.eligible);

    // All credits below are multiplied by 2m-2, so that 1/(2m-2) is exactly one lead.
    const Credit scale = 2 * m - 2;
    const auto scaled_credit = [&](std::size_t i) { return (seats[i].credit + shares[i]) * scale; };
    std::vector<bool> due(n, false);
    for (std::size_t i = 0; i < n; ++i) due[i] = draw.eligible[i] && scaled_credit(i) >= kOneLead;
    const bool any_due = std::ranges::find(due, true) != due.end();
    if (any_due && equal_weights(draw)) return longest_wait(seats, due);

    const std::vector<bool>& candidates = any_due ? due : draw.eligible;
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < n; ++i) {
        if (!candidates[i]) continue;
        if (!best) {
            best = i;
            continue;
        }
        const Credit room = scale * kOneLead - kOneLead;  // 1 - 1/(2m-2)
        const int order = compare_fractions(room - scaled_credit(i), shares[i],
                                            room - scaled_credit(*best), shares[*best]);
        if (order < 0 || (order == 0 && waited_longer(seats, i, *best))) best = i;
    }
    return best;
}

}  // namespace baton::route
