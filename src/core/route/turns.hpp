// Whose turn it is in a pool. Round robin is the chairman assignment problem (R. Tijdeman, "The
// chairman assignment problem", Discrete Mathematics 32, 1980): with fixed weights and everyone
// eligible, after k leads |n_i - k*w_i/sum(w)| < 1 for every member, at every k.
//
// Credits are 128-bit integers in units of 2^-56 of a lead. Each lead gives every sharer its share
// (together exactly one lead) and takes one lead from whoever gets it. Pure; a seat is a member's
// place.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace baton::route {

__extension__ using Credit = __int128;
inline constexpr int kCreditBits = 56;
inline constexpr Credit kOneLead = Credit{1} << kCreditBits;

// One member's standing in one pool's rotation.
struct Seat {
    Credit credit = 0;
    std::uint64_t last_turn = 0;  // the pool's count of leads at their last one; 0: never had one
    std::uint64_t given = 0;      // leads had through this pool, less those given back

    friend bool operator==(const Seat&, const Seat&) = default;
};

// Weights as integers with 20 binary places; anything that is not a positive finite number counts
// 0. At most 2^50, so that sums over a pool stay far inside 128 bits.
[[nodiscard]] std::int64_t fixed_weight(double weight);

// The share of each sharer in one lead: w_i / sum(w), rounded to integers by largest remainder
// (ties: listed order) so that they add up to exactly one lead. Who does not share has 0. Needs
// weights.size() == sharing.size(). O(n log n).
[[nodiscard]] std::vector<Credit> shares_of(std::span<const std::int64_t> weights,
                                            const std::vector<bool>& sharing);

// Who shares in a lead and who may be picked for it, by seat.
struct Draw {
    std::vector<bool> eligible;         // may get the lead
    std::vector<bool> sharing;          // gain their share (a superset where a pool catches up)
    std::vector<std::int64_t> weights;  // fixed_weight of each
};

// How the seats of a draw are compared: follows from who shares and who is eligible.
struct TurnRule {
    bool equal = false;    // all who share weigh the same
    bool by_wait = false;  // nobody to share with, or nobody else to pick: the longest wait
    Credit scale = 1;      // 2m-2, m being how many share: 1/scale is exactly one lead
    Credit due_from = 0;   // the credit, with this lead's share, from which somebody is due

    [[nodiscard]] static TurnRule of(const Draw& draw);
};

// Sets the weights of a draw right for the case that nobody eligible weighs anything: then they
// share alike. Who weighs nothing does not share as long as somebody eligible does.
void settle_weights(Draw& draw);

// The seat whose turn it is, among draw.eligible; nothing when nobody is. `shares` is
// shares_of(draw). Due are those whose credit with this lead's share is at least 1/(2m-2), m being
// how many share; of them the earliest deadline, or with equal weights the longest wait; if none is
// due, the earliest deadline of all.
[[nodiscard]] std::optional<std::size_t> pick_turn(std::span<const Seat> seats, const Draw& draw,
                                                   std::span<const Credit> shares);

// The same where `rule`, which must be TurnRule::of(draw), is known already.
[[nodiscard]] std::optional<std::size_t> pick_turn(std::span<const Seat> seats, const Draw& draw,
                                                   std::span<const Credit> shares,
                                                   const TurnRule& rule);

// Everybody eligible in the order in which the lead would be offered to them: first whom pick_turn
// picks, then whom it prefers of the rest at this same draw. For explaining; O(n log n).
[[nodiscard]] std::vector<std::size_t> turn_order(std::span<const Seat> seats, const Draw& draw,
                                                  std::span<const Credit> shares);

// Whether seat `a` has waited longer than `b`: never first, then by last turn, then listed order.
[[nodiscard]] bool waited_longer(std::span<const Seat> seats, std::size_t a, std::size_t b);

}  // namespace baton::route
