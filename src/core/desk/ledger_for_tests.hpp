// The slow model's books: everything that is known of people, pools and leads, as plain lists that
// grow by an event at a time. Whatever is asked is counted anew from the lists.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "core/desk/company_spec_for_tests.hpp"
#include "core/desk/open_lead.hpp"
#include "core/event/event.hpp"
#include "core/team/capacity.hpp"

namespace baton::desk::testing {

using route::Credit;
inline constexpr Credit kWhole = Credit{1} << 56;  // one lead

// wᵢ/Σw of each sharer in units of 2⁻⁵⁶, by largest remainder. Weights in 64ths.
inline std::vector<Credit> split_one(const std::vector<Credit>& weights) {
    Credit sum = 0;
    for (const Credit w : weights) sum += w;
    std::vector<Credit> shares(weights.size(), 0);
    if (sum == 0) return shares;
    Credit left = kWhole;
    for (std::size_t i = 0; i < weights.size(); ++i) left -= shares[i] = weights[i] * kWhole / sum;
    std::vector<bool> rounded_up(weights.size(), false);
    for (; left > 0; --left) {
        std::optional<std::size_t> best;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (weights[i] == 0 || rounded_up[i]) continue;
            if (!best || weights[i] * kWhole % sum > weights[*best] * kWhole % sum) best = i;
        }
        rounded_up[*best] = true;
        ++shares[*best];
    }
    return shares;
}

// Who shares with what weight: who weighs nothing only when nobody eligible weighs anything.
struct Sharing {
    std::vector<bool> eligible;
    std::vector<Credit> weights;  // 0: does not share
};
inline Sharing sharing_of(std::vector<bool> eligible, const std::vector<bool>& shares,
                          const std::vector<double>& weights) {
    Sharing out{std::move(eligible), std::vector<Credit>(weights.size(), 0)};
    bool any = false;
    for (std::size_t i = 0; i < weights.size(); ++i)
        any = any || (out.eligible[i] && weights[i] > 0);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (any) {
            out.weights[i] = shares[i] && weights[i] > 0 ? static_cast<Credit>(weights[i] * 64) : 0;
            out.eligible[i] = out.eligible[i] && weights[i] > 0;
        } else {
            out.weights[i] = out.eligible[i] ? 1 : 0;
        }
    }
    return out;
}

struct LedgerLead {
    std::optional<int> holder;
    std::optional<int> pool;  // through which the holder got it, or which holds it
    route::Outcome outcome = route::Outcome::Unrouted;
    bool answered = false;  // acknowledged or contacted
    std::vector<int> history;
    std::vector<int> barred;
    std::optional<int> owner;
    std::string rule;
    bool otherwise = false;
    std::uint32_t target = 0;
    std::string sla;
    std::uint64_t version = 0;  // the document when it was assigned
    Instant assigned_at;
    Instant touched;
    std::uint32_t steps_done = 0;
    std::optional<std::size_t> assignment;
    std::optional<std::size_t> turn;
};

struct Assignment {
    Instant at;
    int person = 0;
    std::optional<int> pool;
    bool undone = false;
    std::array<Instant, 4> periods{};  // the hour, day, week and month of it
};

struct LedgerTurn {
    int pool = 0;
    int person = 0;
    std::uint64_t number = 0;
    Credit share = 0;
    bool rotates = false;
    bool undone = false;
};

struct Absent {
    Instant from;
    Instant until;
};

class Ledger {
  public:
    using Specs = std::vector<CompanySpec>;  // by version, from 1

    // Borrows both; the specs may grow, and hold a version before its event is added.
    Ledger(const Specs& specs, const team::Zone& zone) : specs_(specs), zone_(zone) {}

    void add(const event::Event& event) {
        now = event.at;
        std::visit([&](const auto& body) { book(body, event); }, event.body);
        if (!event.lead) return;
        const auto it = leads.find(*event.lead);
        if (it != leads.end()) it->second.touched = event.at;
    }

    const CompanySpec& spec() const { return specs_[static_cast<std::size_t>(version - 1)]; }
    const CompanySpec& spec(std::uint64_t of) const {
        return specs_[static_cast<std::size_t>(of - 1)];
    }

    std::int64_t open_of_person(int person) const {
        std::int64_t n = 0;
        for (const auto& [id, lead] : leads) n += lead.holder == person ? 1 : 0;
        return n;
    }
    std::int64_t open_of_pool(int pool) const {
        std::int64_t n = 0;
        for (const auto& [id, lead] : leads) n += lead.holder && lead.pool == pool ? 1 : 0;
        return n;
    }
    // Assigned in the hour, day, week or month that `when` lies in, less what was given back.
    std::int64_t given(std::optional<int> person, std::optional<int> pool, team::Period period,
                       Instant when) const {
        const Instant start = team::period_start(period, zone_, when);
        std::int64_t n = 0;
        for (const Assignment& a : assignments) {
            if (a.undone || (person && a.person != *person) || (pool && a.pool != pool)) continue;
            n += a.periods[static_cast<std::size_t>(period)] == start ? 1 : 0;
        }
        return n;
    }
    Credit credit(int pool, int person) const {
        const auto it = credits.find({pool, person});
        return it == credits.end() ? 0 : it->second;
    }
    std::uint64_t last_turn(int pool, int person) const {
        std::uint64_t last = 0;
        for (const LedgerTurn& turn : turns) {
            if (!turn.undone && turn.pool == pool && turn.person == person) last = turn.number;
        }
        return last;
    }
    std::uint64_t had_turns(int pool, int person) const {
        std::uint64_t n = 0;
        for (const LedgerTurn& turn : turns) {
            n += !turn.undone && turn.pool == pool && turn.person == person ? 1 : 0;
        }
        return n;
    }
    std::uint64_t turns_of(int pool) const {
        std::uint64_t n = 0;
        for (const LedgerTurn& turn : turns) n += turn.pool == pool ? 1 : 0;
        return n;
    }
    bool is_out(int person, Instant when) const {
        const auto it = absences.find(person);
        if (it == absences.end()) return false;
        return std::ranges::any_of(
            it->second, [&](const Absent& a) { return a.from <= when && when < a.until; });
    }
    // The weights by which a pool's members share, without those that an expression gives.
    std::vector<double> listed_weights(int pool) const {
        std::vector<double> weights;
        for (const SpecMember& m : spec().pools[static_cast<std::size_t>(pool)].members) {
            const auto& person = spec().people[static_cast<std::size_t>(m.person)];
            weights.push_back(m.weight ? *m.weight : person.weight.value_or(1));
        }
        return weights;
    }

    std::uint64_t version = 0;
    Instant now;
    std::map<LeadId, LedgerLead> leads;  // open ones
    std::set<LeadId> ended;
    std::vector<Assignment> assignments;
    std::vector<LedgerTurn> turns;
    std::map<std::pair<int, int>, Credit> credits;  // by pool and person
    std::map<int, std::vector<Absent>> absences;
    std::set<int> paused;
    std::map<int, double> deals;
    std::map<int, std::int64_t> won, lost;
    // The largest credit or debt that ever was: in pools that catch up, and in others.
    Credit worst_catching_up = 0;
    Credit worst = 0;

  private:
    void book(const event::Published&, const event::Event& event) { version = event.version; }
    void book(const event::Received& body, const event::Event& event) {
        LedgerLead lead;
        if (body.decision.findings.owner) lead.owner = number(*body.decision.findings.owner);
        settle(lead, body.decision, event);
        keep(*event.lead, std::move(lead), body.decision);
    }
    void book(const event::Revised&, const event::Event&) {}
    void book(const event::Decided& body, const event::Event& event) {
        LedgerLead lead = leads.at(*event.lead);
        if (event.cause == event::Cause::Silence) lead.barred = lead.history;
        if (event.cause == event::Cause::Hand) {
            lead.barred.clear();
            if (lead.holder) lead.barred.push_back(*lead.holder);
        }
        if (body.gives_back) undo(lead);
        settle(lead, body.decision, event);
        keep(*event.lead, std::move(lead), body.decision);
    }
    void book(const event::Acknowledged&, const event::Event& event) {
        leads.at(*event.lead).answered = true;
    }
    void book(const event::Contacted&, const event::Event& event) {
        leads.at(*event.lead).answered = true;
    }
    void book(const event::Closed& body, const event::Event& event) {
        LedgerLead& lead = leads.at(*event.lead);
        if (lead.holder && body.as == event::Closing::Won) ++won[*lead.holder];
        if (lead.holder && body.as == event::Closing::Lost) ++lost[*lead.holder];
        if (body.gives_back) undo(lead);
        leads.erase(*event.lead);
        ended.insert(*event.lead);
    }
    void book(const event::Escalated& body, const event::Event& event) {
        leads.at(*event.lead).steps_done = body.step;
    }
    void book(const event::Alerted& body, const event::Event& event) {
        leads.at(*event.lead).steps_done = body.step;
    }
    void book(const event::Availability& body, const event::Event& event) {
        const int person = number(body.person);
        switch (body.change) {
            case event::AvailabilityChange::Out:
                absences[person].push_back({body.from, body.until});
                break;
            case event::AvailabilityChange::Back:
                std::erase_if(absences[person],
                              [&](const Absent& a) { return a.from <= event.at; });
                break;
            case event::AvailabilityChange::Paused:
                paused.insert(person);
                break;
            case event::AvailabilityChange::Resumed:
                paused.erase(person);
                break;
        }
    }
    void book(const event::Figures& body, const event::Event&) {
        const int person = number(body.person);
        if (body.deals) deals[person] = *body.deals;
        if (body.won) won[person] = *body.won;
        if (body.lost) lost[person] = *body.lost;
    }

    template <class Id>
    static int number(Id id) {
        return static_cast<int>(id.value);
    }

    void undo(const LedgerLead& lead) {
        if (lead.assignment) assignments[*lead.assignment].undone = true;
        if (!lead.turn) return;
        LedgerTurn& turn = turns[*lead.turn];
        turn.undone = true;
        if (turn.rotates) change(turn.pool, turn.person, kWhole - turn.share);
    }
    void change(int pool, int person, Credit by) {
        Credit& credit = credits[{pool, person}];
        credit += by;
        const bool catches_up = spec().pools[static_cast<std::size_t>(pool)].catch_up;
        Credit& most = catches_up ? worst_catching_up : worst;
        most = std::max(most, credit < 0 ? -credit : credit);
    }

    void settle(LedgerLead& lead, const route::Decision& decision, const event::Event& event) {
        const bool waits = decision.outcome == route::Outcome::Held ||
                           decision.outcome == route::Outcome::Unrouted;
        if (!waits) lead.barred.clear();
        lead.outcome = decision.outcome;
        lead.answered = false;
        lead.rule = decision.rule;
        lead.otherwise = decision.otherwise;
        lead.target = decision.target;
        lead.sla = decision.sla;
        lead.steps_done = 0;
        lead.holder.reset();
        lead.pool.reset();
        lead.assignment.reset();
        lead.turn.reset();
        if (decision.pool) lead.pool = number(*decision.pool);
        if (decision.outcome != route::Outcome::Assigned) return;
        const int person = number(*decision.person);
        lead.holder = person;
        lead.history.push_back(person);
        lead.version = version;
        lead.assigned_at = event.at;
        lead.assignment = assignments.size();
        Assignment& made = assignments.emplace_back(Assignment{event.at, person, lead.pool});
        for (const team::Period period : team::kPeriods) {
            made.periods[static_cast<std::size_t>(period)] =
                team::period_start(period, zone_, event.at);
        }
        if (decision.turn) take_turn(lead, *decision.turn, person);
    }
    void take_turn(LedgerLead& lead, const route::Turn& turn, int person) {
        const int pool = number(turn.pool);
        const SpecPool& about = spec().pools[static_cast<std::size_t>(pool)];
        LedgerTurn taken{.pool = pool, .person = person, .number = turns_of(pool) + 1};
        if (about.pick == SpecPick::Turns) {
            const auto weights = turn.weights.empty() ? listed_weights(pool) : turn.weights;
            const Sharing who = sharing_of(
                turn.eligible, turn.sharing.empty() ? turn.eligible : turn.sharing, weights);
            const auto shares = split_one(who.weights);
            for (std::size_t i = 0; i < shares.size(); ++i) {
                const bool own = about.members[i].person == person;
                if (own) taken.share = shares[i];
                change(pool, about.members[i].person, shares[i] - (own ? kWhole : Credit{0}));
            }
            taken.rotates = true;
        }
        lead.turn = turns.size();
        turns.push_back(taken);
    }
    void keep(const LeadId& id, LedgerLead lead, const route::Decision& decision) {
        if (decision.outcome == route::Outcome::Rejected) {
            leads.erase(id);
            ended.insert(id);
        } else {
            leads[id] = std::move(lead);
        }
    }

    const Specs& specs_;
    const team::Zone& zone_;
};

}  // namespace baton::desk::testing
