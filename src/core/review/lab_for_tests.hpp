// For tests: documents reviewed, and the leads that their warnings show taken through the rules by
// the plain walk, which knows nothing of boxes and examples.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/lead/normalise.hpp"
#include "core/lead/raw.hpp"
#include "core/match/rule_index.hpp"
#include "core/match/walk.hpp"
#include "core/review/review.hpp"
#include "core/route/findings.hpp"
#include "core/workspace/context_for_tests.hpp"
#include "core/workspace/yaml.hpp"

namespace baton::review::testing {

// What a lead meets and where it goes.
struct Way {
    std::string taken;          // the rule's path; empty: none
    std::set<std::string> met;  // rules at the top whose condition holds
    std::string territory;
    std::set<std::string> covered_by;  // territories whose `when` holds
};

class Lab {
  public:
    workspace::Loaded load(std::string_view text) {
        return workspace::load(text, "w.yaml",
                               {zones, suffixes, nullptr, nullptr, match::index_rules});
    }
    workspace::Loaded reviewed(std::string_view text) {
        workspace::Loaded loaded = load(text);
        EXPECT_NE(loaded.policy, nullptr) << text;
        if (loaded.policy) review(loaded, {suffixes});
        return loaded;
    }
    // "code: message | example" of everything told.
    std::vector<std::string> lines(std::string_view text) {
        std::vector<std::string> lines;
        for (const workspace::Finding& finding : reviewed(text).findings) {
            lines.push_back(finding.code + ": " + finding.message +
                            (finding.example.empty() ? "" : " | " + finding.example));
        }
        return lines;
    }

    // The lead that a warning shows: JSON is YAML.
    static lead::RawLead lead_of(const std::string& example) {
        const auto documents = workspace::parse_yaml(example, "example");
        EXPECT_TRUE(documents && documents->size() == 1) << example;
        return std::get<lead::RawMap>(value_of(documents->front()).value);
    }

    [[nodiscard]] Way way_of(const workspace::Policy& policy, const lead::RawLead& raw) const {
        const lead::Lead lead = lead::normalise(raw, policy.schema, suffixes).lead;
        expr::Arena arena;
        const Instant now = Instant::from_seconds(1'772'445'600);
        const route::Calendar calendar = route::Calendar::at(*policy.zone, now);
        const route::Standing standing;
        const route::Question question{.policy = policy,
                                       .standing = standing,
                                       .calendar = calendar,
                                       .lead = lead,
                                       .now = now,
                                       .zones = nullptr,
                                       .owner = std::nullopt,
                                       .arena = arena};
        route::LeadView view(policy, lead, arena);
        Way way;
        way.territory = route::find_out(question, view).territory;
        const std::array values{expr::Value::record(&view),
                                expr::Value::timestamp(now.to_seconds())};
        const auto holds = [&](const workspace::Condition& when) {
            return when == nullptr || when->holds({values, nullptr}, arena) == expr::Truth::True;
        };
        const auto* rule = match::first_rule(policy.rules, {values, nullptr}, arena);
        way.taken = rule == nullptr ? "" : rule->path;
        for (const workspace::Rule& one : policy.rules) {
            if (holds(one.when)) way.met.insert(one.path);
        }
        for (const workspace::Territory& one : policy.territories) {
            if (one.when && holds(one.when)) way.covered_by.insert(one.key);
        }
        return way;
    }

    team::testing::FewZones zones;
    lead::FewSuffixes suffixes;

  private:
    static lead::RawValue value_of(const workspace::Node& node) {
        switch (node.kind) {
            case workspace::Node::Kind::Null:
                return {};
            case workspace::Node::Kind::Scalar:
                if (node.quoted) return {node.scalar};
                if (node.scalar == "true" || node.scalar == "false") return {node.scalar == "true"};
                return {std::strtod(node.scalar.c_str(), nullptr)};
            case workspace::Node::Kind::List: {
                lead::RawList list;
                for (const workspace::Node& item : node.items) list.push_back(value_of(item));
                return {std::move(list)};
            }
            case workspace::Node::Kind::Map: {
                lead::RawMap map;
                for (const auto& [key, value] : node.entries) {
                    map.push_back({key.scalar, value_of(value)});
                }
                return {std::move(map)};
            }
        }
        return {};
    }
};

// The n-th name in quotes of a message.
inline std::string quoted_in(std::string_view message, int n) {
    std::size_t begin = message.find('"');
    for (; n > 0; --n) begin = message.find('"', message.find('"', begin + 1) + 1);
    return std::string(message.substr(begin + 1, message.find('"', begin + 1) - begin - 1));
}

}  // namespace baton::review::testing
