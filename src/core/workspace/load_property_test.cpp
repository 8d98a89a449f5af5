// Loading under random damage: a good document with bytes changed, lines moved and values swapped
// never ends the program, and says something sensible of every place.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "core/workspace/context_for_tests.hpp"

namespace baton::workspace {
namespace {

constexpr std::string_view kGood =
    R"(workspace: acme
timezone: America/New_York
fields: { product: { type: set, of: [basic, pro] } }
schedules: { office: { hours: "Mon-Fri 09:00-18:00", holidays: [2026-07-03] } }
people:
  ann: { name: Ann, email: ann@acme.test, backup: bob, schedule: office, skills: { a: 5 }, capacity: { open: 4 } }
  bob: { name: Bob, weight: 2, region: west }
pools:
  p: { members: [ann, { person: bob, weight: 3 }], pick: { highest: "person.win_rate" }, when_none: hold }
territories:
  ny: { states: [US-NY], postal: [US:940-951], owner: { person: ann } }
accounts:
  - { id: globex, name: Globex, domains: [globex.test], owner: ann, seats: 5 }
score: [ { add: 30, when: "lead.employees >= 1000", because: size } ]
tiers: { hot: 70, cold: 0 }
sla: { s: { respond_within: 5m, acknowledge: [ { after: 10m, notify: [manager, { person: bob }] } ] } }
channels: { c: { type: slack, webhook: "${HOOK}" } }
notify: [c]
rules:
  - name: Big
    when: >
      lead.employees >= 1000 &&
      lead.territory == "ny"
    route: [ { person: ann }, { pool: p, where: 'person.skills.a >= 3' } ]
    sla: s
  - { name: Group, when: has(lead.account), rules: [ { route: { owner: account } } ] }
otherwise: { queue: q }
)";

// Every finding stands within the document.
void check(const std::string& text) {
    testing::Outside outside;
    const Loaded loaded = outside.load(text);
    const auto lines = std::ranges::count(text, '\n') + 1;
    bool has_errors = false;
    for (const Finding& finding : loaded.findings) {
        RC_ASSERT(finding.place.line >= 1);
        RC_ASSERT(finding.place.line <= lines + 1);
        RC_ASSERT(finding.place.column >= 1);
        RC_ASSERT(!finding.message.empty());
        RC_ASSERT(is_utf8(to_line(finding)));
        has_errors = has_errors || finding.severity == Severity::Error;
    }
    RC_ASSERT(has_errors == (loaded.policy == nullptr));
}

RC_GTEST_PROP(LoadProperty, SurvivesChangedBytes, ()) {
    std::string text(kGood);
    const int changes = *rc::gen::inRange(1, 6);
    for (int i = 0; i < changes; ++i) {
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        const std::string piece = *rc::gen::element<std::string>(
            "", " ", "\n", ":", "- ", "{", "}", "[", "]", "\"", "'", "&a ", "*a", "!t ", "|", ">",
            "#", "\t", "0", "é", "\xFF", "~", ",", "?", "---\n", "a: b\n");
        const auto removed = *rc::gen::inRange<std::size_t>(0, 3);
        text.replace(at, std::min(removed, text.size() - at), piece);
    }
    check(text);
}

RC_GTEST_PROP(LoadProperty, SurvivesMovedLines, ()) {
    std::vector<std::string_view> lines = split(kGood, '\n');
    const int moves = *rc::gen::inRange(1, 5);
    for (int i = 0; i < moves; ++i) {
        const auto from = *rc::gen::inRange<std::size_t>(0, lines.size());
        const auto to = *rc::gen::inRange<std::size_t>(0, lines.size());
        std::swap(lines[from], lines[to]);
    }
    std::string text;
    for (const std::string_view line : lines) text.append(line).append("\n");
    check(text);
}

// Collects every value of a tree.
void collect(Node& node, std::vector<Node*>& values) {
    values.push_back(&node);
    for (Node& item : node.items) collect(item, values);
    for (auto& [key, value] : node.entries) collect(value, values);
}

RC_GTEST_PROP(LoadProperty, SurvivesValuesInTheWrongPlace, ()) {
    Node tree = parse_yaml(kGood, "w.yaml")->front();
    const Node copy = tree;
    Node source = copy;
    std::vector<Node*> targets;
    std::vector<Node*> sources;
    collect(tree, targets);
    collect(source, sources);
    const Node taken = *sources[*rc::gen::inRange<std::size_t>(0, sources.size())];
    *targets[*rc::gen::inRange<std::size_t>(1, targets.size())] = taken;
    testing::Outside outside;
    const Loaded loaded = load(tree, "w.yaml", outside.context());
    const bool has_errors = std::ranges::any_of(loaded.findings, [](const Finding& finding) {
        return finding.severity == Severity::Error;
    });
    RC_ASSERT(has_errors == (loaded.policy == nullptr));
}

}  // namespace
}  // namespace baton::workspace
