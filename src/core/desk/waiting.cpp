// Leads that wait are tried again when somebody may have become free: who waits longest first, and
// of those for whom nobody can be free not one (waiting_room.hpp). And when time alone may free
// somebody.
#include <algorithm>
#include <vector>

#include "core/desk/desk.hpp"
#include "core/route/ways.hpp"

namespace baton::desk {
namespace {

// How many one command tries, so that no command waits long behind them; the rest stays due at
// once.
constexpr std::size_t kRetriesAtOnce = 1024;

const lead::Lead kForgotten;

}  // namespace

using event::Cause;
using route::Decision;
using route::Outcome;

void Desk::somebody_may_be_free() {
    retry_all_ = true;
    retry_after_.reset();
}

// Which lines somebody is free for. What is given out frees nobody, so that a line that is shut
// stays so while leads are tried; one that was open is looked at again after each that was given.
class Desk::OpenLines {
  public:
    OpenLines(Desk& desk, Instant now) : desk_(desk), now_(now) {}

    bool operator()(std::uint32_t line) {
        const route::Ways* ways = desk_.state_.waiting().ways(line);
        if (ways == nullptr || desk_.setting_.asks_in_vain) return true;
        if (line >= looked_at_.size()) looked_at_.resize(line + 1, kNever);
        if (looked_at_[line] == given_) return true;
        looked_at_[line] = given_;
        return route::is_open(desk_.question(kForgotten, now_, std::nullopt, {}), *ways);
    }
    void somebody_got_one() { ++given_; }

  private:
    static constexpr std::uint32_t kNever = 0xFFFF'FFFF;

    Desk& desk_;
    Instant now_;
    std::uint32_t given_ = 0;
    std::vector<std::uint32_t> looked_at_;  // by line: how many had been given when it was open
};

void Desk::retry_waiting(const Facts& facts, Instant now) {
    if (!retry_all_ && !retry_after_) return;
    OpenLines is_open(*this, now);
    RollCall roll(state_.waiting(), retry_after_);
    std::optional<Waiting> last;
    for (std::size_t tried = 0; tried < kRetriesAtOnce; ++tried) {
        const auto next = roll.next(is_open);
        if (!next) break;
        last = next;
        if (retry(*next, facts, now)) is_open.somebody_got_one();
    }
    // What was given out here freed nobody: the pass stands as it was begun.
    retry_all_ = false;
    retry_after_ = last && roll.next(is_open) ? last : std::nullopt;
}

bool Desk::retry(const Waiting& waiting, const Facts& facts, Instant now) {
    const LeadId& id = waiting.lead;
    const OpenLead& lead = *state_.find(id);
    const auto found = facts.lead(id);
    const lead::Lead& content = found ? *found : kForgotten;
    Decision decision = decide_waiting(lead, content, now);
    // A held lead whose pool is gone is unrouted from now on; else nothing has changed.
    const bool asks_pool = asks_its_pool(lead);
    const bool pool_is_gone = lead.state == LeadState::Held && !asks_pool;
    if (decision.outcome == Outcome::Unrouted && !pool_is_gone) {
        // What is not known of a lead must not be taken for what it says: whoever asks may get to
        // read it the next time.
        if (found) learn_ways(waiting, lead, content, now);
        return false;
    }
    event::Decided decided;
    decided.decision = std::move(decision);
    happen(Cause::Waiting, id, std::move(decided), now);
    return true;
}

void Desk::learn_ways(const Waiting& waiting, const OpenLead& lead, const lead::Lead& content,
                      Instant now) {
    if (state_.waiting().knows_ways_of(waiting.lead)) return;
    const route::Question asked = question(content, now, lead.owner, lead.barred);
    const auto ways = asks_its_pool(lead)
                          ? route::ways_of(asked, route::HeldIn{*lead.pool, lead.rule,
                                                                lead.otherwise, lead.target})
                          : route::ways_of(asked, route::FromTheTop{});
    if (ways) state_.can_come_to(waiting, *ways);
}

// The first moment that has not been attended to. Asked for by whoever comes first, so that what is
// decided does not hang on whether somebody looked when the next deadline is.
Instant Desk::wake() {
    if (!wake_) wake_ = next_wake(std::max(state_.last_at(), woken_until_.value_or(Instant{})));
    return *wake_;
}

// The first moment after `after` at which time alone may make somebody eligible.
Instant Desk::next_wake(Instant after) const {
    const workspace::Policy& policy = *state_.policy();
    Instant next = Instant::never();
    const auto consider = [&](Instant at) {
        if (at > after) next = std::min(next, at);
    };
    const auto consider_periods = [&](const team::Capacity& capacity) {
        for (const team::Period period : team::kPeriods) {
            if (capacity.per[static_cast<std::size_t>(period)]) {
                consider(team::period_end(period, *policy.zone, after));
            }
        }
    };
    for (std::uint32_t i = 0; i < policy.people.size(); ++i) {
        const auto& person = policy.people[i];
        if (!person || !person->active) continue;
        for (const route::Absence& absence : state_.standing().people[i].absences) {
            if (absence.until != Instant::never()) consider(absence.until);
        }
        if (person->schedule != nullptr &&
            !team::is_working(*person->schedule, *person->zone, after)) {
            consider(team::next_working(*person->schedule, *person->zone, after));
        } else if (person->schedule != nullptr) {
            const Instant end = team::end_of_work(*person->schedule, *person->zone, after);
            if (end != Instant::never()) {
                consider(team::next_working(*person->schedule, *person->zone, end));
            }
        }
        consider_periods(person->capacity);
    }
    for (const auto& pool : policy.pools) {
        if (pool) consider_periods(pool->capacity);
    }
    // Midnight sets `person.today` and `person.week` back, which a `where` may ask for.
    consider(team::period_end(team::Period::Day, *policy.zone, after));
    if (policy.uses_now) {
        constexpr std::int64_t kMinute = 60;
        consider(Instant::from_seconds((after.to_seconds() / kMinute + 1) * kMinute));
    }
    return next;
}

}  // namespace baton::desk
