#include "core/explain/sentences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace baton::explain {
namespace {

constexpr std::size_t kRulesNamed = 10;
constexpr std::size_t kPeopleNamed = 12;

std::string ordinal(std::uint32_t n) {
    const std::uint32_t last = n % 10;
    const bool teen = n / 10 % 10 == 1;
    const std::string_view ending = teen || last == 0 || last > 3 ? "th"
                                    : last == 1                   ? "st"
                                    : last == 2                   ? "nd"
                                                                  : "rd";
    return fmt::format("{}{}", n, ending);
}

std::string figure_words(const std::optional<double>& figure) {
    return figure ? format_number(*figure) : std::string("not known");
}

void tell_findings(const Explanation& told, std::vector<std::string>& out) {
    if (told.account) {
        std::string words = told.account->words;
        words.front() = 'A';
        out.push_back(fmt::format("{}.", words));
    }
    if (told.territory) {
        out.push_back(told.territory->by.empty()
                          ? fmt::format("Territory {}.", told.territory->name)
                          : fmt::format("Territory {}, which covers its {}.", told.territory->name,
                                        told.territory->by));
    }
    if (!told.owner.empty()) {
        out.push_back(
            fmt::format("A lead of the same e-mail is, or was last, with {}.", told.owner));
    }
    if (told.score.empty() || !told.total) return;
    std::string lines;
    for (const ScoreLine& line : told.score) {
        if (!line.holds) continue;
        lines += fmt::format("{}{}{} {}", lines.empty() ? ": " : ", ", line.add < 0 ? "" : "+",
                             format_number(line.add), line.because);
    }
    out.push_back(fmt::format("Score {}{}{}.", format_number(*told.total), lines,
                              told.tier.empty() ? "" : fmt::format("; tier {}", told.tier)));
    for (const ScoreLine& line : told.score) {
        if (line.holds || !line.part) continue;
        out.push_back(fmt::format("No {}{} for {}: {}.", line.add < 0 ? "" : "+",
                                  format_number(line.add), line.because, line.part->words));
    }
}

void tell_rules(const Explanation& told, std::vector<std::string>& out) {
    if (!told.by_rules) {
        if (!told.rule.empty()) out.push_back(fmt::format("It came by rule \"{}\".", told.rule));
        return;
    }
    // Those nearest to the rule that matched say most.
    const auto passed =
        static_cast<std::size_t>(std::ranges::count(told.rules, false, &RuleRead::matched));
    const std::size_t hidden = passed > kRulesNamed ? passed - kRulesNamed : 0;
    const std::size_t unnamed = hidden + told.rules_not_shown;
    if (unnamed > 0) {
        out.push_back(fmt::format("{} rule{} passed over that {} not named here.", unnamed,
                                  unnamed == 1 ? " was" : "s were", unnamed == 1 ? "is" : "are"));
    }
    std::size_t at = 0;
    for (const RuleRead& rule : told.rules) {
        if (rule.matched) {
            out.push_back(fmt::format("Rule \"{}\" matched.", rule.path));
        } else if (at++ >= hidden) {
            out.push_back(
                rule.part
                    ? fmt::format("Rule \"{}\" was passed over: {}.", rule.path, rule.part->words)
                    : fmt::format("Rule \"{}\" held, but no rule inside it did.", rule.path));
        }
    }
    if (told.rules.empty() || !told.rules.back().matched) {
        out.push_back(told.rule.empty() ? std::string("No rule matched.")
                                        : fmt::format("Rule \"{}\" matched.", told.rule));
    }
}

std::string list_name(const TargetRead& target, const Explanation& told) {
    std::string name = target.what;
    if (target.kind == route::TargetKind::Person && !target.people.empty()) {
        name += " " + target.people.front().person;
    }
    if (!target.otherwise && told.targets.size() > 1) {
        name = fmt::format("target {}, {}", target.number, name);
    }
    name.front() = static_cast<char>(name.front() - ('a' - 'A'));
    return name;
}

void tell_target(const TargetRead& target, const Explanation& told, std::vector<std::string>& out) {
    const std::string head = list_name(target, told);
    if (!target.tried) {
        out.push_back(fmt::format("{} was not asked: the lead was taken before.", head));
        return;
    }
    std::vector<std::string> words;
    if (target.gate) words.push_back(target.reason);
    std::size_t named = 0;
    for (const Considered& person : target.people) {
        if (!person.gate) continue;
        if (named++ < kPeopleNamed)
            words.push_back(fmt::format("{} {}", person.person, person.words));
    }
    if (named > kPeopleNamed) words.push_back(fmt::format("{} more", named - kPeopleNamed));
    if (!words.empty()) out.push_back(fmt::format("{}: {}.", head, join(words, "; ")));
    if (target.hours_and_capacity_waived) {
        out.push_back(
            fmt::format("{}: nobody was free, so working hours and capacity were no bar.", head));
    }
    if (!target.took_it || !told.pick || &told.targets[told.pick->target] != &target) {
        if (words.empty() && target.took_it) out.push_back(fmt::format("{} took it.", head));
        return;
    }
    std::size_t placed = 0;
    std::string places;
    for (const Considered& person : target.people) {
        if (person.gate || placed++ >= kPeopleNamed) continue;
        places += fmt::format("{}{} {}", places.empty() ? "" : "; ", person.person,
                              place_in_words(person, *told.pick));
    }
    if (placed > kPeopleNamed) places += fmt::format("; {} more", placed - kPeopleNamed);
    out.push_back(
        fmt::format("{}: {} of {} could have it. {}.", head, placed, placed + named, places));
}

}  // namespace

std::string place_in_words(const Considered& person, const Pick& pick) {
    if (pick.by != workspace::PickKind::RoundRobin) {
        if (person.place == 0) return "was eligible";
        return fmt::format("ranks {} ({} is {})", ordinal(person.place), pick.order,
                           figure_words(person.figure));
    }
    if (person.place == 0) return "weighs nothing, and others are there";
    std::string last = person.last_turn == 0 ? std::string("has had no turn yet")
                                             : fmt::format("last had turn {} of {}",
                                                           person.last_turn, pick.number - 1);
    if (!pick.equal_weights) {
        last += fmt::format(", a share of {:.3g} and {:.3g} turns {}", person.share,
                            person.credit < 0 ? -person.credit : person.credit,
                            person.credit < 0 ? "had ahead" : "owed");
    }
    return fmt::format("is {} in the turn ({})", ordinal(person.place), last);
}

std::vector<std::string> sentences(const Explanation& told) {
    std::vector<std::string> out;
    if (!told.note.empty()) out.push_back(told.note);
    if (!told.lead_known) {
        out.emplace_back(
            "This tells what the log recorded of the decision, not what the lead said.");
    }
    tell_findings(told, out);
    tell_rules(told, out);
    for (const TargetRead& target : told.targets) tell_target(target, told, out);
    std::string ending = told.ending;
    // A lead that waits has no ladder yet.
    const bool is_given = ending.starts_with("goes to ");
    const bool waits = ending.starts_with("held ") || ending.starts_with("waits ");
    if (is_given || ending.starts_with("waits ")) {
        ending = "it " + ending;
    } else if (ending.starts_with("held ") || ending.starts_with("rejected")) {
        ending = "it is " + ending;
    }
    if (!ending.empty() && ending.front() >= 'a' && ending.front() <= 'z') {
        ending.front() = static_cast<char>(ending.front() - ('a' - 'A'));
    }
    if (!told.sla.empty() && is_given) ending += fmt::format("; SLA {} begins", told.sla);
    if (!told.sla.empty() && waits) {
        ending += fmt::format("; SLA {} begins when somebody has it", told.sla);
    }
    out.push_back(ending + ".");
    return out;
}

std::string text(const Explanation& explanation) { return join(sentences(explanation), " "); }

}  // namespace baton::explain
