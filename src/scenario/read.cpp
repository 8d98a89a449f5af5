#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.hpp"
#include "scenario/reader.hpp"
#include "scenario/scenario.hpp"

namespace baton::scenario {
namespace {

std::optional<When> when(MapReader& map, std::string_view key) {
    const auto time = map.time(key);
    if (!time) return std::nullopt;
    return When{*time};
}

Expectation read_expectation(const Node& node, std::vector<Finding>& findings) {
    MapReader map(node, "expect", findings);
    Expectation expect;
    expect.place = node.place;
    expect.lead = map.text("lead");
    expect.person = map.texts("person");
    expect.pool = map.text("pool");
    expect.rule = map.text("rule");
    expect.queue = map.text("queue");
    expect.rejected = map.text("rejected");
    expect.state = map.text("state");
    expect.target = map.integer("target");
    expect.account = map.text("account");
    expect.territory = map.text("territory");
    expect.score = map.number("score");
    expect.tier = map.text("tier");
    expect.owner = map.text("owner");
    if (const Node* fields = map.take("field")) {
        for (const auto& [key, value] : fields->entries)
            expect.field.push_back({key.scalar, value});
    }
    expect.history = map.texts("history");
    expect.notified = map.texts("notified");
    if (const Node* counts = map.take("count")) {
        MapReader count(*counts, "count", findings);
        for (const auto& [key, value] : counts->entries) {
            if (const auto number = count.integer(key.scalar)) {
                expect.count.emplace_back(key.scalar, *number);
            }
        }
    }
    expect.within = map.integer("within").value_or(0);
    if (const auto of = map.text("of")) {
        expect.of_all = *of == "all";
        if (!expect.of_all) map.fail(map.node().find("of")->place, "`of` can only be `all`");
    }
    expect.sequence = map.texts("sequence");
    expect.because = map.texts("because");
    expect.reason = map.text("reason");
    expect.error = map.text("error");
    map.finish();
    return expect;
}

CloseStep read_close(const Node& node, std::vector<Finding>& findings) {
    MapReader map(node, "close", findings);
    CloseStep step;
    step.lead = map.need_text("lead");
    int ways = 0;
    if (map.has("won")) {
        ++ways;
        step.as = event::Closing::Won;
        step.amount = map.number("won").value_or(0);
    }
    if (const auto reason = map.text("lost")) {
        ++ways;
        step.as = event::Closing::Lost;
        step.reason = *reason;
    }
    if (const auto reason = map.text("disqualified")) {
        ++ways;
        step.as = event::Closing::Disqualified;
        step.reason = *reason;
    }
    (void)map.take("won");
    if (ways != 1) {
        map.fail(node.place,
                 "close needs one of `won: AMOUNT`, `lost: REASON`, `disqualified: REASON`");
    }
    map.finish();
    return step;
}

ReassignStep read_reassign(const Node& node, std::vector<Finding>& findings) {
    MapReader map(node, "reassign", findings);
    ReassignStep step;
    step.lead = map.need_text("lead");
    step.by = map.text("by").value_or("");
    const Node* to = map.take("to");
    if (to == nullptr || to->kind != Node::Kind::Map || to->entries.size() != 1) {
        map.fail(node.place,
                 "reassign needs `to`, one of `{ person: … }`, `{ pool: … }`, `{ queue: … }`");
        return step;
    }
    MapReader target(*to, "to", findings);
    if (const auto person = target.text("person")) {
        step.to = *person;
    } else if (const auto pool = target.text("pool")) {
        step.kind = TargetWord::Pool;
        step.to = *pool;
    } else if (const auto queue = target.text("queue")) {
        step.kind = TargetWord::Queue;
        step.to = *queue;
    }
    target.finish();
    map.finish();
    return step;
}

OutStep read_out(const Node& node, std::vector<Finding>& findings) {
    MapReader map(node, "out", findings);
    OutStep step;
    step.person = map.need_text("person");
    step.from = when(map, "from");
    step.until = when(map, "until");
    step.span = map.duration("for");
    if (step.until && step.span) map.fail(node.place, "out takes `for` or `until`, not both");
    map.finish();
    return step;
}

SetStep read_set(const Node& node, std::vector<Finding>& findings) {
    MapReader map(node, "set", findings);
    SetStep step;
    step.person = map.need_text("person");
    step.deals = map.number("deals");
    step.quota = map.number("quota");
    step.attained = map.number("attained");
    step.won = map.integer("won");
    step.lost = map.integer("lost");
    map.finish();
    return step;
}

AvailabilityStep read_availability(const Node& node, event::AvailabilityChange change,
                                   std::string_view what, std::vector<Finding>& findings) {
    if (node.kind == Node::Kind::Scalar) return {node.scalar, change};
    MapReader map(node, std::string(what), findings);
    AvailabilityStep step{map.need_text("person"), change};
    map.finish();
    return step;
}

// A lead and, where they are given, a person.
std::pair<std::string, std::string> read_lead_and_person(const Node& node, std::string_view what,
                                                         std::vector<Finding>& findings) {
    if (node.kind == Node::Kind::Scalar) return {node.scalar, ""};
    MapReader map(node, std::string(what), findings);
    std::pair<std::string, std::string> both{map.need_text("lead"),
                                             map.text("person").value_or("")};
    map.finish();
    return both;
}

class StepReader {
  public:
    StepReader(const Node& node, std::vector<Finding>& findings)
        : map_(node, "a step", findings), findings_(findings) {}

    Step read() {
        Step step;
        step.place = map_.node().place;
        std::vector<std::string> actions;
        const auto on = [&](std::string_view key, auto&& make) {
            const Node* node = map_.take(key);
            if (node == nullptr) return;
            actions.emplace_back(key);
            step.action = make(*node);
        };
        on("lead", [](const Node& node) -> Action { return LeadStep{node, ""}; });
        on("leads", [](const Node& node) -> Action { return LeadStep{{}, node.scalar}; });
        on("wait", [&](const Node&) -> Action {
            return WaitStep{map_.duration("wait").value_or(Duration{})};
        });
        on("at", [&](const Node&) -> Action { return AtStep{when(map_, "at").value_or(When{})}; });
        on("out", [&](const Node& node) -> Action { return read_out(node, findings_); });
        using event::AvailabilityChange;
        const auto availability = [&](std::string_view key, AvailabilityChange change) {
            on(key, [&](const Node& node) -> Action {
                return read_availability(node, change, key, findings_);
            });
        };
        availability("back", AvailabilityChange::Back);
        availability("pause", AvailabilityChange::Paused);
        availability("resume", AvailabilityChange::Resumed);
        on("acknowledge", [&](const Node& node) -> Action {
            auto [lead, person] = read_lead_and_person(node, "acknowledge", findings_);
            return AcknowledgeStep{std::move(lead), std::move(person)};
        });
        on("contact", [&](const Node& node) -> Action {
            auto [lead, person] = read_lead_and_person(node, "contact", findings_);
            return ContactStep{std::move(lead), std::move(person)};
        });
        on("claim", [&](const Node& node) -> Action {
            auto [lead, person] = read_lead_and_person(node, "claim", findings_);
            if (person.empty()) map_.fail(node.place, "claim needs `person`");
            return ClaimStep{std::move(lead), std::move(person)};
        });
        on("close", [&](const Node& node) -> Action { return read_close(node, findings_); });
        on("reassign", [&](const Node& node) -> Action { return read_reassign(node, findings_); });
        on("change", [&](const Node& node) -> Action {
            return ChangeStep{node, map_.boolean("confirm").value_or(false)};
        });
        on("set", [&](const Node& node) -> Action { return read_set(node, findings_); });
        if (actions.size() > 1) {
            map_.fail(step.place, fmt::format("a step does one thing, this one does {}: {}",
                                              actions.size(), join(actions, ", ")));
        }
        step.repeat = map_.integer("repeat").value_or(1);
        constexpr std::int64_t kMostRepeats = 1'000'000;
        if (step.repeat < 1 || step.repeat > kMostRepeats) {
            map_.fail(step.place, "`repeat` has to be between 1 and 1000000");
        }
        if (const Node* expect = map_.take("expect")) {
            step.expect = read_expectation(*expect, findings_);
        }
        if (actions.empty() && !step.expect) {
            map_.fail(step.place, "a step has to do something or to expect something");
        }
        map_.finish();
        return step;
    }

  private:
    MapReader map_;
    std::vector<Finding>& findings_;
};

Scenario read_scenario(const Node& document, std::vector<Finding>& findings) {
    MapReader map(document, "a scenario", findings);
    Scenario scenario;
    scenario.place = document.place;
    scenario.name = map.text("name").value_or("unnamed scenario");
    scenario.start = when(map, "start");
    if (const Node* workspace = map.take("workspace")) {
        scenario.workspace = *workspace;
    } else {
        map.fail(document.place, "a scenario needs `workspace`: a path, or the document itself");
    }
    const Node* steps = map.take("steps");
    if (steps == nullptr || steps->kind != Node::Kind::List) {
        map.fail(document.place, "a scenario needs `steps`, a list");
    } else {
        for (const Node& step : steps->items) {
            scenario.steps.push_back(StepReader(step, findings).read());
        }
    }
    map.finish();
    return scenario;
}

}  // namespace

std::expected<std::vector<Scenario>, std::vector<Finding>> read_scenarios(std::string_view text,
                                                                          std::string_view file) {
    auto documents = workspace::parse_yaml(text, file);
    if (!documents) return std::unexpected(std::move(documents.error()));
    std::vector<Finding> findings;
    std::vector<Scenario> scenarios;
    for (const Node& document : *documents) {
        if (document.kind == Node::Kind::Null) continue;
        scenarios.push_back(read_scenario(document, findings));
    }
    if (scenarios.empty() && findings.empty()) {
        findings.push_back({workspace::Severity::Error,
                            {std::string(file), 1, 1},
                            "the file holds no scenario",
                            ""});
    }
    if (!findings.empty()) return std::unexpected(std::move(findings));
    return scenarios;
}

lead::RawValue to_raw(const Node& node) {
    switch (node.kind) {
        case Node::Kind::Null:
            return {};
        case Node::Kind::Scalar:
            if (!node.quoted && node.scalar == "true") return {true};
            if (!node.quoted && node.scalar == "false") return {false};
            return {node.scalar};
        case Node::Kind::List: {
            lead::RawList list;
            for (const Node& item : node.items) list.push_back(to_raw(item));
            return {std::move(list)};
        }
        case Node::Kind::Map: {
            lead::RawMap map;
            for (const auto& [key, value] : node.entries)
                map.emplace_back(key.scalar, to_raw(value));
            return {std::move(map)};
        }
    }
    return {};
}

}  // namespace baton::scenario
