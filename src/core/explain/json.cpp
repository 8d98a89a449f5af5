#include "core/explain/json.hpp"

#include <algorithm>

#include "core/event/json_writer.hpp"
#include "core/explain/sentences.hpp"
#include "core/route/words.hpp"

namespace baton::explain {
namespace {

using event::ObjectWriter;
using event::write_list;

std::string_view to_word(route::TargetKind kind) {
    switch (kind) {
        case route::TargetKind::Person:
            return "person";
        case route::TargetKind::Pool:
            return "pool";
        case route::TargetKind::AccountOwner:
            return "account owner";
        case route::TargetKind::TerritoryOwner:
            return "territory owner";
        case route::TargetKind::LeadOwner:
            return "lead owner";
        case route::TargetKind::Queue:
            return "queue";
        case route::TargetKind::Reject:
            return "reject";
    }
    return "";
}

std::string_view to_word(workspace::PickKind by) {
    switch (by) {
        case workspace::PickKind::RoundRobin:
            return "round_robin";
        case workspace::PickKind::Highest:
            return "highest";
        case workspace::PickKind::Lowest:
            return "lowest";
    }
    return "";
}

void flag(ObjectWriter& object, std::string_view name, bool value) {
    object.key(name) += value ? "true" : "false";
}

void text_or_null(ObjectWriter& object, std::string_view name, std::string_view value) {
    if (value.empty()) {
        object.key(name) += "null";
    } else {
        object.text(name, value);
    }
}

void number_or_null(ObjectWriter& object, std::string_view name,
                    const std::optional<double>& value) {
    if (value) {
        object.number(name, *value);
    } else {
        object.key(name) += "null";
    }
}

void place_or_null(ObjectWriter& object, std::uint32_t place) {
    if (place != 0) {
        object.integer("place", place);
    } else {
        object.key("place") += "null";
    }
}

void write_part(ObjectWriter& object, const Part& part) {
    object.text("part", part.text);
    object.text("held", part.held == expr::Truth::False ? "no" : "unknown");
    {
        ObjectWriter values(object.key("values"));
        for (const FieldValue& value : part.values) values.key(value.path) += value.json;
    }
    object.text("why", part.words);
}

void write_gate(ObjectWriter& object, const route::Exclusion& gate) {
    object.text("gate", to_code(gate.gate));
    if (gate.limit != 0 || gate.have != 0) {
        object.integer("have", gate.have);
        object.integer("limit", gate.limit);
    }
    if (gate.until != Instant{} && gate.until != Instant::never()) {
        object.text("until", format_time(Instant::from_seconds(gate.until.to_seconds())));
    }
}

void write_excluded(ObjectWriter& object, const Considered& person) {
    object.text("person", person.person);
    object.text("reason", person.person +
                              (person.gate->gate == route::Gate::HasHad ||
                                       person.gate->gate == route::Gate::Where
                                   ? ": "
                                   : " is ") +
                              person.reason);
    write_gate(object, *person.gate);
    object.text("in_words", person.words);
    if (person.lacks) {
        ObjectWriter lacks(object.key("lacks"));
        write_part(lacks, *person.lacks);
    }
}

void write_place(ObjectWriter& object, const Considered& person, const Pick& pick) {
    object.text("person", person.person);
    flag(object, "chosen", person.chosen);
    place_or_null(object, person.place);
    if (pick.by != workspace::PickKind::RoundRobin) {
        number_or_null(object, "value", person.figure);
    } else {
        object.number("weight", person.weight);
        object.number("share", person.share);
        object.number("credit", person.credit);
    }
    object.integer("last_turn", static_cast<std::int64_t>(person.last_turn));
    object.text("in_words", place_in_words(person, pick));
}

void write_findings(ObjectWriter& object, const Explanation& told) {
    if (!told.account) {
        object.key("account") += "null";
    } else {
        ObjectWriter account(object.key("account"));
        account.text("id", told.account->id);
        account.text("by", told.account->by == team::AccountBy::Domain ? "domain" : "name");
        if (told.account->confidence) account.number("confidence", *told.account->confidence);
        if (told.account->reason) {
            account.text("reason", team::to_code(*told.account->reason));
            account.text("in_words", team::in_words(*told.account->reason));
        }
    }
    text_or_null(object, "territory", told.territory ? told.territory->name : "");
    text_or_null(object, "territory_by", told.territory ? told.territory->by : "");
    text_or_null(object, "owner", told.owner);
    std::string& out = object.key("score");
    write_list(out, told.score, [&](const ScoreLine& line) {
        ObjectWriter item(out);
        item.number("add", line.add);
        item.text("because", line.because);
        item.text("when", line.when);
        flag(item, "holds", line.holds);
        if (line.part) write_part(item, *line.part);
    });
    number_or_null(object, "total", told.total);
    text_or_null(object, "tier", told.tier);
}

void write_rules(ObjectWriter& object, const Explanation& told) {
    std::string& out = object.key("rules");
    write_list(out, told.rules, [&](const RuleRead& rule) {
        ObjectWriter item(out);
        item.text("rule", rule.path);
        item.integer("line", rule.line);
        item.text("verdict", rule.matched ? "matched" : "passed over");
        if (rule.part) {
            write_part(item, *rule.part);
        } else if (!rule.matched) {
            item.text("why", "no rule inside it held");
        }
    });
    if (told.rules_not_shown > 0) {
        object.integer("rules_not_shown", static_cast<std::int64_t>(told.rules_not_shown));
    }
}

void write_targets(ObjectWriter& object, const Explanation& told) {
    std::string& out = object.key("targets");
    write_list(out, told.targets, [&](const TargetRead& target) {
        ObjectWriter item(out);
        item.text("target", to_word(target.kind));
        item.integer("number", target.number);
        flag(item, "otherwise", target.otherwise);
        flag(item, "tried", target.tried);
        item.text_if_any("pool", target.pool);
        item.text_if_any("where", target.where);
        item.integer("eligible", target.eligible);
        flag(item, "took_it", target.took_it);
        item.flag_if_set("hours_and_capacity_waived", target.hours_and_capacity_waived);
        std::string& list = item.key("excluded");
        list += '[';
        bool first = true;
        if (target.gate) {
            first = false;
            ObjectWriter one(list);
            one.key("person") += "null";
            one.text("reason", target.reason);
            write_gate(one, *target.gate);
        }
        for (const Considered& person : target.people) {
            if (!person.gate) continue;
            if (!first) list += ',';
            first = false;
            ObjectWriter one(list);
            write_excluded(one, person);
        }
        list += ']';
    });
}

void write_pick(ObjectWriter& object, const Explanation& told) {
    if (!told.pick) {
        object.key("pick") += "null";
        return;
    }
    ObjectWriter pick(object.key("pick"));
    pick.text("pool", told.pick->pool);
    pick.text("by", to_word(told.pick->by));
    pick.text_if_any("order", told.pick->order);
    pick.integer("turn", static_cast<std::int64_t>(told.pick->number));
    std::vector<const Considered*> eligible;
    for (const Considered& person : told.targets[told.pick->target].people) {
        if (!person.gate) eligible.push_back(&person);
    }
    std::string& out = pick.key("eligible");
    write_list(out, eligible, [&](const Considered* person) {
        ObjectWriter item(out);
        write_place(item, *person, *told.pick);
    });
}

}  // namespace

std::string_view to_code(route::Gate gate) {
    switch (gate) {
        case route::Gate::Inactive:
            return "inactive";
        case route::Gate::OutOfOffice:
            return "out_of_office";
        case route::Gate::Paused:
            return "paused";
        case route::Gate::OpenCapacity:
            return "capacity_open";
        case route::Gate::HourCapacity:
            return "capacity_hour";
        case route::Gate::DayCapacity:
            return "capacity_day";
        case route::Gate::WeekCapacity:
            return "capacity_week";
        case route::Gate::MonthCapacity:
            return "capacity_month";
        case route::Gate::PoolCapacity:
            return "capacity_pool";
        case route::Gate::OutsideHours:
            return "outside_hours";
        case route::Gate::Where:
            return "where";
        case route::Gate::HasHad:
            return "has_had";
        case route::Gate::NoOwner:
            return "no_owner";
    }
    return "";
}

void append_json(std::string& out, const Explanation& told) {
    ObjectWriter object(out);
    if (told.lead_known) {
        object.key("fields") += told.fields;
    } else {
        object.key("fields") += "null";
    }
    write_findings(object, told);
    write_rules(object, told);
    write_targets(object, told);
    write_pick(object, told);
    text_or_null(object, "sla", told.sla);
    std::string& list = object.key("sentences");
    write_list(list, sentences(told),
               [&](const std::string& sentence) { append_json_string(list, sentence); });
}

void append_json(std::string& out, const About& about) {
    ObjectWriter object(out);
    object.text("person", about.person);
    flag(object, "got_it", about.got_it);
    object.text("sentence", about.sentence);
    if (!about.considered) return;
    const Considered& person = *about.considered;
    if (person.gate) {
        write_gate(object, *person.gate);
        object.text("reason", person.reason);
    } else if (person.place != 0) {
        object.integer("place", person.place);
        object.number("share", person.share);
        object.number("credit", person.credit);
        number_or_null(object, "value", person.figure);
    }
}

void append_json(std::string& out, const PoolNow& pool) {
    ObjectWriter object(out);
    object.text("pool", pool.pool);
    object.text("pick", to_word(pool.pick));
    text_or_null(object, "order", pool.order);
    flag(object, "catch_up", pool.catch_up);
    object.integer("turns", static_cast<std::int64_t>(pool.turns));
    text_or_null(object, "full", pool.full);
    std::string& members = object.key("members");
    write_list(members, pool.members, [&](const MemberNow& member) {
        ObjectWriter item(members);
        item.text("person", member.person);
        item.number("weight", member.weight);
        item.number("share", member.share);
        item.number("credit", member.credit);
        item.integer("given", static_cast<std::int64_t>(member.given));
        item.integer("last_turn", static_cast<std::int64_t>(member.last_turn));
        flag(item, "eligible", member.reason.empty());
        text_or_null(item, "reason", member.reason);
        place_or_null(item, member.place);
    });
    std::string& next = object.key("next");
    write_list(next, pool.next, [&](const std::string& who) { append_json_string(next, who); });
}

void append_json(std::string& out, const Entry& entry, const workspace::Policy& policy) {
    ObjectWriter item(out);
    item.integer("seq", static_cast<std::int64_t>(entry.seq));
    item.text("at", format_time(entry.at));
    item.text("kind", to_word(entry.kind));
    item.text("person", policy.names.people.name(entry.person));
    item.integer("turn", static_cast<std::int64_t>(entry.turn));
    item.text("lead", format_uuid(entry.lead));
    item.text("cause", event::to_word(entry.cause));
    item.number("credit", in_turns(entry.credit));
    if (!entry.gate) return;
    item.text("gate", to_code(entry.gate->gate));
    route::Exclusion alone = *entry.gate;
    alone.person.reset();
    item.text("reason", route::in_words(alone, policy));
}

}  // namespace baton::explain
