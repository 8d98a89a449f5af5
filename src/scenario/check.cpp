#include "scenario/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "core/explain/sentences.hpp"
#include "core/route/words.hpp"

namespace baton::scenario {
namespace {

std::string shown(const std::string& text) { return text.empty() ? "nobody" : text; }
std::string shown(const std::vector<std::string>& list) { return "[" + join(list, ", ") + "]"; }

class Differences {
  public:
    void text(std::string_view what, const std::optional<std::string>& expected,
              const std::string& actual) {
        if (!expected || *expected == actual) return;
        const auto quoted = [](const std::string& words) {
            return words.empty() ? std::string("none") : words;
        };
        add(fmt::format("expected {} {}, got {}", what, quoted(*expected), quoted(actual)));
    }
    void add(std::string difference) { found_.push_back(std::move(difference)); }
    [[nodiscard]] std::vector<std::string> take() { return std::move(found_); }

  private:
    std::vector<std::string> found_;
};

std::string rule_name(const route::Decision& decision, const workspace::Policy& policy) {
    if (decision.rule.empty()) return "otherwise";
    const workspace::Rule* rule = policy.find_rule(decision.rule);
    return rule == nullptr ? decision.rule : rule->name;
}

// The value of a field as the scenario would write it.
struct FieldText {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(double value) const { return format_number(value); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const std::vector<std::string>& value) const { return shown(value); }
    std::string operator()(const Date& value) const {
        return format_time(Instant::from_seconds(days_from_date(value) * 86400)).substr(0, 10);
    }
    std::string operator()(const lead::Signals& value) const {
        std::string text = "{";
        for (const auto& [name, number] : value) {
            text +=
                fmt::format("{}{}: {}", text.size() > 1 ? ", " : "", name, format_number(number));
        }
        return text + "}";
    }
};

std::string field_text(const Node& node) {
    switch (node.kind) {
        case Node::Kind::Null:
            return "";
        case Node::Kind::Scalar:
            return node.scalar;
        case Node::Kind::List: {
            std::vector<std::string> items;
            for (const Node& item : node.items) items.push_back(item.scalar);
            std::ranges::sort(items);
            return shown(items);
        }
        case Node::Kind::Map: {
            lead::Signals signals;
            for (const auto& [key, value] : node.entries) {
                signals[key.scalar] = parse_number(value.scalar).value_or(std::nan(""));
            }
            return FieldText{}(signals);
        }
    }
    return "";
}

bool same_field(const Node& expected, const lead::FieldValue& actual) {
    if (const auto* number = std::get_if<double>(&actual)) {
        return expected.kind == Node::Kind::Scalar && parse_number(expected.scalar) == *number;
    }
    return field_text(expected) == std::visit(FieldText{}, actual);
}

// A field that the workspace does not know is kept as it came: JSON.
void check_extra(const FieldExpectation& expected, const Track& track, Differences& differences) {
    const auto extra = std::ranges::find(track.content->extra, expected.name, &lead::Unread::name);
    if (extra == track.content->extra.end()) {
        differences.add(fmt::format("the lead came without a field {}", expected.name));
        return;
    }
    std::string as_text;
    append_json_string(as_text, expected.value.scalar);
    if (extra->raw != as_text && extra->raw != expected.value.scalar) {
        differences.add(fmt::format("expected {} {}, got {}", expected.name, expected.value.scalar,
                                    extra->raw));
    }
}

void check_field(const FieldExpectation& expected, const Track& track,
                 const workspace::Policy& policy, Differences& differences) {
    const auto id = policy.schema.find(expected.name);
    if (!id) {
        check_extra(expected, track, differences);
        return;
    }
    const lead::FieldValue& actual = track.content->at(*id);
    if (same_field(expected.value, actual)) return;
    const auto quoted = [](const std::string& words) {
        return words.empty() ? std::string("nothing") : words;
    };
    differences.add(fmt::format("expected {} {}, got {}", expected.name,
                                quoted(field_text(expected.value)),
                                quoted(std::visit(FieldText{}, actual))));
}

// Words of the sentence that the caller gets, or of the whole explanation.
bool reason_has(const Company& company, const Track& track, const std::string& words) {
    if (company.explain(track).find(words) != std::string::npos) return true;
    return track.explanation && explain::text(*track.explanation).find(words) != std::string::npos;
}

}  // namespace

std::vector<std::string> check_lead(const Expectation& expect, const Company& company,
                                    const LeadId& id) {
    Differences differences;
    const Track& track = *company.find(id);
    const workspace::Policy& policy = company.policy();
    const team::Names& names = policy.names;
    const desk::OpenLead* open = company.desk().state().find(id);
    const auto person = open != nullptr ? open->person : track.decision.person;
    const std::string holder = person ? names.people.name(*person) : "";
    if (expect.person && std::ranges::find(*expect.person, holder) == expect.person->end()) {
        differences.add(
            fmt::format("expected person {}, got {} ({})",
                        expect.person->size() == 1 ? expect.person->front() : shown(*expect.person),
                        shown(holder), company.explain(track)));
    }
    const route::Decision& decision = track.decision;
    differences.text("state", expect.state, std::string(desk::to_word(track.state)));
    differences.text("pool", expect.pool, decision.pool ? names.pools.name(*decision.pool) : "");
    if (expect.rule && *expect.rule != decision.rule) {
        differences.text("rule", expect.rule, rule_name(decision, policy));
    }
    differences.text("queue", expect.queue,
                     decision.queue ? names.queues.name(*decision.queue) : "");
    differences.text("rejected", expect.rejected, decision.rejected);
    differences.text("account", expect.account, track.findings.account);
    differences.text("territory", expect.territory, track.findings.territory);
    differences.text("tier", expect.tier, track.findings.tier);
    differences.text("owner", expect.owner,
                     track.findings.owner ? names.people.name(*track.findings.owner) : "");
    if (expect.target && *expect.target != decision.target) {
        differences.add(fmt::format("expected target {}, got {}", *expect.target, decision.target));
    }
    if (expect.score && expect.score != track.findings.score) {
        differences.add(
            fmt::format("expected score {}, got {}", format_number(*expect.score),
                        track.findings.score ? format_number(*track.findings.score) : "none"));
    }
    for (const FieldExpectation& field : expect.field) {
        check_field(field, track, policy, differences);
    }
    if (expect.history) {
        std::vector<std::string> history;
        for (const desk::PersonId one : track.history) history.push_back(names.people.name(one));
        if (history != *expect.history) {
            differences.add(
                fmt::format("expected history {}, got {}", shown(*expect.history), shown(history)));
        }
    }
    if (expect.because) {
        const std::vector<std::string> because = route::because(track.findings, policy);
        for (const std::string& reason : *expect.because) {
            if (std::ranges::find(because, reason) == because.end()) {
                differences.add(fmt::format("expected the score to be because of \"{}\", got {}",
                                            reason, shown(because)));
            }
        }
    }
    if (expect.reason && !reason_has(company, track, *expect.reason)) {
        differences.add(fmt::format(
            "expected a reason with \"{}\", got: {}", *expect.reason,
            track.explanation ? explain::text(*track.explanation) : company.explain(track)));
    }
    return differences.take();
}

std::vector<std::string> check_step(const Expectation& expect, const StepRecord& record) {
    Differences differences;
    if (expect.notified) {
        auto expected = *expect.notified;
        auto actual = record.told;
        std::ranges::sort(expected);
        std::ranges::sort(actual);
        const auto repeated = std::ranges::unique(actual);
        actual.erase(repeated.begin(), repeated.end());
        if (expected != actual) {
            differences.add(
                fmt::format("expected notified {}, got {}", shown(expected), shown(actual)));
        }
    }
    const auto& given = expect.of_all ? record.assigned_ever : record.assigned;
    for (const auto& [person, expected] : expect.count) {
        const auto actual = std::ranges::count(given, person);
        if (std::abs(actual - expected) > expect.within) {
            differences.add(fmt::format(
                "expected {}{} leads for {}, got {}", expected,
                expect.within > 0 ? fmt::format(" ± {}", expect.within) : "", person, actual));
        }
    }
    if (expect.sequence && *expect.sequence != record.sequence) {
        differences.add(fmt::format("expected sequence {}, got {}", shown(*expect.sequence),
                                    shown(record.sequence)));
    }
    return differences.take();
}

}  // namespace baton::scenario
