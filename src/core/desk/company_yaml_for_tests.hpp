// The workspace document of a company that stands as plain numbers.
#pragma once

#include <fmt/format.h>

#include <string>

#include "core/desk/company_spec_for_tests.hpp"

namespace baton::desk::testing {

inline std::string capacity_yaml(const SpecCapacity& capacity) {
    static constexpr std::array<const char*, 4> kPeriods{"hour", "day", "week", "month"};
    std::string out;
    const auto add = [&](const char* key, int value) {
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", key, value);
    };
    if (capacity.open) add("open", *capacity.open);
    for (std::size_t i = 0; i < kPeriods.size(); ++i) {
        if (capacity.per[i]) add(kPeriods[i], *capacity.per[i]);
    }
    return "{ " + out + " }";
}

inline std::string person_yaml(const CompanySpec& spec, const SpecPerson& person) {
    const auto key_of = [&](int i) { return spec.people[static_cast<std::size_t>(i)].key; };
    std::string out =
        fmt::format("{{ name: {0}, email: {0}@acme.test, level: {1}", person.key, person.level);
    if (!person.active) out += ", active: false";
    if (person.weight) out += fmt::format(", weight: {}", *person.weight);
    if (person.capacity.any()) out += ", capacity: " + capacity_yaml(person.capacity);
    if (!person.schedule.empty()) out += ", schedule: " + person.schedule;
    if (!person.zone.empty()) out += ", timezone: " + person.zone;
    if (person.manager >= 0) out += ", manager: " + key_of(person.manager);
    if (person.backup >= 0) out += ", backup: " + key_of(person.backup);
    return out + " }";
}

inline std::string pool_yaml(const CompanySpec& spec, const SpecPool& pool) {
    static constexpr std::array<const char*, 6> kPicks{"round_robin",
                                                       "{ highest: \"person.level\" }",
                                                       "{ lowest: \"person.open\" }",
                                                       "least_loaded",
                                                       "top_performer",
                                                       "{ highest: \"person.deals\" }"};
    static constexpr std::array<const char*, 3> kWeights{"", "person.level - 2.0",
                                                         "person.weight * (4.0 - person.open)"};
    static constexpr std::array<const char*, 3> kNone{"next", "hold", "assign"};
    std::string members;
    for (const SpecMember& member : pool.members) {
        const std::string& key = spec.people[static_cast<std::size_t>(member.person)].key;
        members += members.empty() ? "" : ", ";
        members +=
            member.weight ? fmt::format("{{ person: {}, weight: {} }}", key, *member.weight) : key;
    }
    std::string out = fmt::format("{{ members: [{}], pick: {}, when_none: {}", members,
                                  kPicks[static_cast<std::size_t>(pool.pick)],
                                  kNone[static_cast<std::size_t>(pool.when_none)]);
    if (pool.weight != SpecWeight::None) {
        out += fmt::format(", weight: \"{}\"", kWeights[static_cast<std::size_t>(pool.weight)]);
    }
    if (pool.hours) out += ", availability: schedule";
    if (pool.catch_up) out += ", catch_up: true";
    if (pool.capacity.any()) out += ", capacity: " + capacity_yaml(pool.capacity);
    std::string back;
    const auto add = [&](bool given, const char* word) {
        if (given) back += fmt::format("{}{}", back.empty() ? "" : ", ", word);
    };
    add(pool.reassigned, "reassigned");
    add(pool.passed, "passed");
    add(pool.silent, "silent");
    add(pool.disqualified, "disqualified");
    return out + ", give_back: [" + back + "] }";
}

inline std::string target_yaml(const CompanySpec& spec, const SpecTarget& target) {
    const auto i = static_cast<std::size_t>(target.index);
    const std::string where =
        target.level ? fmt::format(", where: \"person.level >= {}\"", *target.level) : "";
    switch (target.to) {
        case SpecTo::Person:
            return fmt::format("{{ person: {}{} }}", spec.people[i].key, where);
        case SpecTo::Pool:
            return fmt::format("{{ pool: {}{} }}", spec.pools[i].key, where);
        case SpecTo::LeadOwner:
            return "{ owner: lead }";
        case SpecTo::TerritoryOwner:
            return "{ owner: territory }";
        case SpecTo::Queue:
            return fmt::format("{{ queue: q{} }}", target.index);
        case SpecTo::Reject:
            return "{ reject: competitor }";
    }
    return "";
}

inline std::string targets_yaml(const CompanySpec& spec, const std::vector<SpecTarget>& targets) {
    std::string out;
    for (const SpecTarget& target : targets) {
        out += (out.empty() ? "" : ", ") + target_yaml(spec, target);
    }
    return "[ " + out + " ]";
}

inline std::string step_yaml(const CompanySpec& spec, const SpecStep& step) {
    std::string out = fmt::format("{{ after: {}m", step.minutes);
    std::string told;
    const auto add = [&](bool is, const std::string& who) {
        if (is) told += (told.empty() ? "" : ", ") + who;
    };
    add(step.manager, "manager");
    add(step.backup, "backup");
    add(step.assignee, "assignee");
    if (step.pool >= 0) {
        add(true, "{ pool: " + spec.pools[static_cast<std::size_t>(step.pool)].key + " }");
    }
    if (!told.empty()) out += ", notify: [" + told + "]";
    const auto to = static_cast<std::size_t>(step.to);
    if (step.move == SpecMove::Backup) out += ", reassign: backup";
    if (step.move == SpecMove::Next) out += ", reassign: next";
    if (step.move == SpecMove::Person) {
        out += ", reassign: { person: " + spec.people[to].key + " }";
    }
    if (step.move == SpecMove::Pool) out += ", reassign: { pool: " + spec.pools[to].key + " }";
    return out + " }";
}

inline std::string when_yaml(const SpecRule& rule) {
    switch (rule.when) {
        case SpecWhen::Always:
            return "true";
        case SpecWhen::Employees:
            return fmt::format("lead.employees >= {}", rule.value);
        case SpecWhen::Source:
            return fmt::format("lead.source == 's{}'", rule.value);
        case SpecWhen::HasOwner:
            return "has(lead.owner)";
    }
    return "";
}

inline std::string to_yaml(const CompanySpec& spec) {
    std::string out = "workspace: acme\ntimezone: " + spec.zone + "\n";
    out +=
        "schedules:\n"
        "  office: { hours: \"Mon-Fri 09:00-17:00\", holidays: [2026-01-01, 2027-01-01] }\n"
        "  night: { hours: \"Mon-Sun 22:00-06:00\" }\n"
        "  odd: { hours: \"Sat,Sun 01:30-03:30; Mon 00:00-24:00\" }\n";
    out += "people:\n";
    for (const SpecPerson& person : spec.people) {
        if (person.present) {
            out += fmt::format("  {}: {}\n", person.key, person_yaml(spec, person));
        }
    }
    out += "pools:\n";
    for (const SpecPool& pool : spec.pools) {
        out += fmt::format("  {}: {}\n", pool.key, pool_yaml(spec, pool));
    }
    out +=
        fmt::format("queues: {{ q0: {{ open_to: pool0, notify: true }}, q1: {{ open_to: {} }} }}\n",
                    spec.pools.back().key);
    out += fmt::format("territories: {{ ny: {{ states: [US-NY], owner: {{ pool: {} }} }} }}\n",
                       spec.pools[static_cast<std::size_t>(spec.territory_pool)].key);
    out += "sla:\n";
    for (std::size_t i = 0; i < spec.ladders.size(); ++i) {
        std::string steps;
        for (const SpecStep& step : spec.ladders[i].steps) {
            steps += (steps.empty() ? "" : ", ") + step_yaml(spec, step);
        }
        out += fmt::format("  sla{}: {{ respond_within: 7m, acknowledge: [ {} ]{} }}\n", i, steps,
                           spec.ladders[i].working_time ? ", clock: schedule" : "");
    }
    out += "rules:\n";
    for (const SpecRule& rule : spec.rules) {
        out += fmt::format("  - {{ name: {}, when: \"{}\", route: {}{} }}\n", rule.name(),
                           when_yaml(rule), targets_yaml(spec, rule.route),
                           rule.ladder >= 0 ? fmt::format(", sla: sla{}", rule.ladder) : "");
    }
    out += "otherwise: " + targets_yaml(spec, spec.otherwise) + "\n";
    out += fmt::format("duplicates: {}\n", spec.merge ? "merge" : "new");
    if (spec.close_after_hours) out += fmt::format("close_after: {}h\n", *spec.close_after_hours);
    return out;
}

}  // namespace baton::desk::testing
