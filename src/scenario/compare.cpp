#include "scenario/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <thread>
#include <utility>

namespace baton::scenario {
namespace {

// Leads between two looks at how far the other side is.
constexpr std::size_t kWindow = 128;
// One side is so many windows before the other at most: so long it remembers its decisions.
constexpr std::size_t kApart = Replay::kRemembered / kWindow - 1;

std::string pool_name(std::uint32_t pool, const workspace::Policy& policy) {
    return policy.names.pools.name(team::PoolId{pool});
}

bool goes_elsewhere(const Replay& from, const Replay& to, std::size_t lead) {
    const Going& a = from.fates()[lead].going;
    const Going& b = to.fates()[lead].going;
    if (a.state != b.state || a.to != b.to) return true;
    if (a.state != desk::LeadState::Rejected) return false;
    return from.words()[a.word] != to.words()[b.word];
}

// As they came: whoever waited may have moved on meanwhile. What two reject they may reject for
// different reasons.
bool may_go_elsewhere(const Replay& from, const Replay& to, std::size_t lead) {
    const Going& a = from.came_to(lead);
    const Going& b = to.came_to(lead);
    return a.state != b.state || a.to != b.to || a.state == desk::LeadState::Rejected;
}

// Lets both sides have the same leads, window by window, each on a thread of its own. Of a window
// that both have had each side explains what went elsewhere.
class Race {
  public:
    Race(Replay& from, Replay& to, std::size_t leads) : sides_{&from, &to}, leads_(leads) {}

    void run(const std::function<void(std::size_t)>& watch) {
        std::jthread second([this] { side(1, [](std::size_t) {}); });
        side(0, watch);
    }

  private:
    template <class Watch>
    void side(std::size_t number, const Watch& watch) {
        Replay& own = *sides_[number];
        const std::size_t windows = (leads_ + kWindow - 1) / kWindow;
        std::size_t explained = 0;
        for (std::size_t window = 0; window < windows; ++window) {
            if (window >= kApart) explain(number, explained, window - kApart);
            own.run(window * kWindow, end_of(window));
            had_[number].store(window + 1, std::memory_order_release);
            had_[number].notify_one();
            watch(end_of(window));
        }
        explain(number, explained, windows);
        own.finish();
    }

    // The windows from `explained` to `upto`; waits for the other side where it has not had them.
    void explain(std::size_t number, std::size_t& explained, std::size_t upto) {
        const std::atomic<std::size_t>& other = had_[1 - number];
        for (; explained < upto; ++explained) {
            for (std::size_t had = 0; (had = other.load(std::memory_order_acquire)) <= explained;) {
                other.wait(had, std::memory_order_acquire);
            }
            sides_[number]->explain(explained * kWindow, end_of(explained),
                                    [this](std::size_t lead) {
                                        return may_go_elsewhere(*sides_[0], *sides_[1], lead);
                                    });
        }
    }
    [[nodiscard]] std::size_t end_of(std::size_t window) const {
        return std::min(leads_, (window + 1) * kWindow);
    }

    std::array<Replay*, 2> sides_;
    std::size_t leads_;
    std::array<std::atomic<std::size_t>, 2> had_{};  // windows
};

// Counts what the two sides made of the leads.
class Counter {
  public:
    Counter(const Past& past, Comparison& out)
        : out_(out), from_(*out.sides[0]), to_(*out.sides[1]), leads_(past.leads().size()) {
        const auto people = to_.policy().names.people.all().size();
        people_.resize(people);
        for (std::size_t side = 0; side < 2; ++side) {
            for (const std::string& ladder : out.sides[side]->ladders()) {
                const auto& ladders = out.sides[side]->policy().ladders;
                const auto found = ladders.find(ladder);
                within_[side].push_back(found == ladders.end() ? std::nullopt
                                                               : found->second.respond_within);
            }
        }
    }

    void run() {
        for (std::size_t lead = 0; lead < leads_; ++lead) one(lead);
        for (std::uint32_t i = 0; i < people_.size(); ++i) {
            if (people_[i].leads == Both{}) continue;
            people_[i].name = to_.policy().names.people.name(team::PersonId{i});
            out_.people.push_back(std::move(people_[i]));
        }
        std::ranges::sort(out_.people, {}, &PlaceRow::name);
        for (auto& [name, row] : places_) {
            row.name = name;
            out_.places.push_back(std::move(row));
        }
        for (const auto& [rules, count] : rules_) out_.rules.push_back({rules, count});
        std::ranges::stable_sort(out_.rules, std::ranges::greater{}, &RuleRow::leads);
        for (const auto& [tiers, count] : tiers_) out_.tiers.push_back({tiers, count});
        for (std::size_t side = 0; side < 2; ++side) {
            if (out_.score.scored[side] == 0) continue;
            out_.score.mean[side] = sums_[side] / static_cast<double>(out_.score.scored[side]);
        }
    }

  private:
    void one(std::size_t lead) {
        const std::array<const Fate*, 2> fates{&from_.fates()[lead], &to_.fates()[lead]};
        const bool moves = goes_elsewhere(from_, to_, lead);
        for (std::size_t side = 0; side < 2; ++side) {
            PlaceRow& row = place(fates[side]->going, *out_.sides[side]);
            ++row.leads[side];
            if (moves) ++row.moved[side];
        }
        const bool same_rule = from_.rules()[fates[0]->rule] == to_.rules()[fates[1]->rule];
        if (moves) {
            out_.moved.push_back(static_cast<std::uint32_t>(lead));
            ++rules_[{rule_of(*fates[0], from_), rule_of(*fates[1], to_)}];
        } else if (!same_rule) {
            ++out_.other_rule;
        }
        score(fates);
        sla(fates);
    }

    PlaceRow& place(const Going& going, const Replay& side) {
        if (going.state == desk::LeadState::Assigned) return people_[going.to];
        if (going.state == desk::LeadState::Queued) return places_[in_words(going, side)];
        return places_[std::string(desk::to_word(going.state))];
    }

    void score(const std::array<const Fate*, 2>& fates) {
        std::array<std::string_view, 2> tiers;
        for (std::size_t side = 0; side < 2; ++side) {
            if (fates[side]->has_score) {
                ++out_.score.scored[side];
                sums_[side] += fates[side]->score;
            }
            if (fates[side]->tier != kNobody) {
                tiers[side] = out_.sides[side]->words()[fates[side]->tier];
            }
        }
        const bool same_score = fates[0]->has_score == fates[1]->has_score &&
                                !(fates[0]->score < fates[1]->score) &&
                                !(fates[0]->score > fates[1]->score);
        if (!same_score) ++out_.score.differ;
        if (tiers[0] != tiers[1]) ++tiers_[{std::string(tiers[0]), std::string(tiers[1])}];
    }

    void sla(const std::array<const Fate*, 2>& fates) {
        std::array<bool, 2> measured{};
        std::array<bool, 2> in_time{};
        for (std::size_t side = 0; side < 2; ++side) {
            const Fate& fate = *fates[side];
            SlaRow& row = out_.sla[side];
            if (fate.has_waited || fate.going.state == desk::LeadState::Held ||
                fate.going.state == desk::LeadState::Unrouted) {
                ++row.waited;
                row.longest_wait = std::max(row.longest_wait, fate.waited);
            }
            if (fate.sla == kNobody) continue;
            const auto& within = within_[side][fate.sla];
            if (!within) continue;
            measured[side] = true;
            ++row.measured;
            if (fate.response < Duration{}) {
                ++row.unanswered;
            } else {
                in_time[side] = fate.response <= *within;
                ++(in_time[side] ? row.in_time : row.late);
            }
        }
        if (!measured[0] || !measured[1]) return;
        if (in_time[0] && !in_time[1]) ++out_.later;
        if (!in_time[0] && in_time[1]) ++out_.sooner;
    }

    Comparison& out_;
    const Replay& from_;
    const Replay& to_;
    std::size_t leads_;
    std::vector<PlaceRow> people_;  // by PersonId
    std::map<std::string, PlaceRow> places_;
    std::map<std::array<std::string, 2>, std::uint64_t> rules_;
    std::map<std::array<std::string, 2>, std::uint64_t> tiers_;
    std::array<double, 2> sums_{};
    std::array<std::vector<std::optional<Duration>>, 2> within_;
};

}  // namespace

std::string in_words(const Going& going, const Replay& side) {
    const workspace::Policy& policy = side.policy();
    switch (going.state) {
        case desk::LeadState::Assigned:
            return policy.names.people.name(team::PersonId{going.to});
        case desk::LeadState::Queued:
            return "queue " + policy.names.queues.name(team::QueueId{going.to});
        case desk::LeadState::Held:
            return going.to == kNobody ? "held" : "held by pool " + pool_name(going.to, policy);
        case desk::LeadState::Rejected:
            return "rejected (" + side.words()[going.word] + ")";
        case desk::LeadState::Unrouted:
        case desk::LeadState::Acknowledged:
        case desk::LeadState::Contacted:
        case desk::LeadState::Won:
        case desk::LeadState::Lost:
        case desk::LeadState::Disqualified:
            break;
    }
    return "unrouted";
}

std::string rule_of(const Fate& fate, const Replay& side) {
    const std::string& rule = side.rules()[fate.rule];
    return rule.empty() ? "otherwise" : rule;
}

std::string_view tier_of(const Fate& fate, const Replay& side) {
    return fate.tier == kNobody ? std::string_view() : std::string_view(side.words()[fate.tier]);
}

std::string reason_of(std::size_t lead, const Replay& side) {
    const std::string_view known = side.reason(lead);
    if (!known.empty()) return std::string(known);
    const Fate& fate = side.fates()[lead];
    if (fate.merged != kNobody) {
        return "The same person had an open lead, which is with " + in_words(fate.going, side) +
               ".";
    }
    return "It goes to " + in_words(fate.going, side) + ".";
}

Result<Comparison> compare(const Past& past, std::shared_ptr<const workspace::Policy> from,
                           std::shared_ptr<const workspace::Policy> to, const team::Zones& zones,
                           const std::function<void(std::size_t)>& watch) {
    Comparison out;
    out.sides = {std::make_unique<Replay>(0, past, std::move(from), zones),
                 std::make_unique<Replay>(1, past, std::move(to), zones)};
    for (const auto& side : out.sides) {
        if (auto begun = side->begin(); !begun) return std::unexpected(begun.error());
    }
    Race(*out.sides[0], *out.sides[1], past.leads().size()).run(watch);
    Counter(past, out).run();
    return out;
}

}  // namespace baton::scenario
