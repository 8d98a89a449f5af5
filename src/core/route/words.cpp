#include "core/route/words.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace baton::route {
namespace {

std::string time_in(const team::Zone& zone, Instant at) {
    return format_time(Instant::from_seconds(at.to_seconds()), zone.offset_at(at));
}

std::string capacity_words(std::string_view what, const Exclusion& exclusion) {
    return fmt::format("at capacity ({} {} of {})", what, exclusion.have, exclusion.limit);
}

std::string gate_words(const Exclusion& exclusion, const workspace::Policy& policy) {
    switch (exclusion.gate) {
        case Gate::Inactive:
            return "not active";
        case Gate::OutOfOffice:
            if (exclusion.until == Instant::never() || exclusion.until == Instant{}) {
                return "out of office";
            }
            return "out of office until " + time_in(*policy.zone, exclusion.until);
        case Gate::Paused:
            return "paused";
        case Gate::OpenCapacity:
            return capacity_words("open", exclusion);
        case Gate::HourCapacity:
            return capacity_words("hour", exclusion);
        case Gate::DayCapacity:
            return capacity_words("day", exclusion);
        case Gate::WeekCapacity:
            return capacity_words("week", exclusion);
        case Gate::MonthCapacity:
            return capacity_words("month", exclusion);
        case Gate::PoolCapacity:
            return capacity_words("pool", exclusion);
        case Gate::OutsideHours:
            return "outside working hours";
        case Gate::Where:
            return "where is not met";
        case Gate::HasHad:
            return "has had the lead";
        case Gate::NoOwner:
            return "no owner";
    }
    return "";
}

std::string_view target_words(TargetKind kind) {
    switch (kind) {
        case TargetKind::Person:
            return "person";
        case TargetKind::Pool:
            return "pool";
        case TargetKind::AccountOwner:
            return "account owner";
        case TargetKind::TerritoryOwner:
            return "territory owner";
        case TargetKind::LeadOwner:
            return "lead owner";
        case TargetKind::Queue:
            return "queue";
        case TargetKind::Reject:
            return "reject";
    }
    return "";
}

std::string trial_words(const Trial& trial, const workspace::Policy& policy) {
    constexpr std::size_t kNamed = 8;
    std::string words = target_in_words(trial, policy);
    std::size_t named = 0;
    for (const Exclusion& exclusion : trial.excluded) {
        if (named == kNamed) {
            words += fmt::format(" and {} more", trial.excluded.size() - kNamed);
            break;
        }
        words += named++ == 0 ? ": " : ", ";
        words += in_words(exclusion, policy);
    }
    return words;
}

}  // namespace

std::string in_words(const Exclusion& exclusion, const workspace::Policy& policy) {
    const std::string gate = gate_words(exclusion, policy);
    if (!exclusion.person) return gate;
    const std::string& person = policy.names.people.name(*exclusion.person);
    const bool verbless = exclusion.gate == Gate::HasHad || exclusion.gate == Gate::Where;
    return fmt::format("{}{}{}", person, verbless ? ": " : " is ", gate);
}

std::string target_in_words(const Trial& trial, const workspace::Policy& policy) {
    std::string words(target_words(trial.kind));
    if (trial.pool) {
        if (trial.kind != TargetKind::Pool) words += ", pool";
        words += fmt::format(" \"{}\"", policy.names.pools.name(*trial.pool));
    }
    return trial.otherwise ? "otherwise " + words : words;
}

std::string ending_in_words(const Decision& decision, const workspace::Policy& policy) {
    switch (decision.outcome) {
        case Outcome::Assigned: {
            const std::string& person = policy.names.people.name(*decision.person);
            if (!decision.turn) return fmt::format("goes to {}", person);
            const workspace::Pool* pool = policy.pool(decision.turn->pool);
            const bool turns = pool != nullptr && pool->pick == workspace::PickKind::RoundRobin;
            return turns ? fmt::format("goes to {}, whose turn it is", person)
                         : fmt::format("goes to {}, who ranks first", person);
        }
        case Outcome::Held:
            return fmt::format("held until somebody in pool \"{}\" is free",
                               policy.names.pools.name(*decision.pool));
        case Outcome::Unrouted:
            return "nobody is eligible: it waits unrouted";
        case Outcome::Queued:
            return fmt::format("waits in queue \"{}\"", policy.names.queues.name(*decision.queue));
        case Outcome::Rejected:
            return fmt::format("rejected: {}", decision.rejected);
    }
    return "";
}

std::string account_in_words(const Findings& findings) {
    if (findings.account.empty()) return "";
    std::string words = fmt::format("account {}", findings.account);
    if (!findings.account_by) return words;
    switch (*findings.account_by) {
        case team::AccountBy::Domain:
            return words + " by domain";
        case team::AccountBy::Name:
            words += " by name";
            break;
    }
    if (findings.account_reason && findings.account_confidence) {
        words += fmt::format(" ({}, {:.0f} % sure)", team::in_words(*findings.account_reason),
                             *findings.account_confidence * 100);
    }
    return words;
}

std::string gates_in_words(const Decision& decision, const workspace::Policy& policy) {
    std::string words;
    for (const Trial& trial : decision.trials) {
        for (const Exclusion& exclusion : trial.excluded) {
            if (!words.empty()) words += ", ";
            words += in_words(exclusion, policy);
        }
    }
    return words;
}

std::string explain(const Decision& decision, const workspace::Policy& policy) {
    std::string text = decision.rule.empty() ? std::string("No rule matched")
                                             : fmt::format("Rule \"{}\" matched", decision.rule);
    if (const std::string account = account_in_words(decision.findings); !account.empty()) {
        text += "; " + account;
    }
    for (const Trial& trial : decision.trials) {
        if (!trial.excluded.empty() || trial.pool || trial.otherwise) {
            text += "; " + trial_words(trial, policy);
        }
    }
    return text + "; " + ending_in_words(decision, policy) + ".";
}

std::vector<std::string> because(const Findings& findings, const workspace::Policy& policy) {
    std::vector<std::string> reasons;
    for (const std::uint32_t line : findings.score_lines) {
        if (line < policy.score.size()) reasons.push_back(policy.score[line].because);
    }
    return reasons;
}

}  // namespace baton::route
