// For tests: rules made of conditions as text, over a lead of every kind of field.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/expr/lab.hpp"
#include "core/match/rule_index.hpp"
#include "core/match/walk.hpp"

namespace baton::match {

class Lab {
  public:
    expr::RecordType account_type{"account",
                                  {{"id", expr::Type::text()}, {"seats", expr::Type::dyn()}}};
    expr::RecordType lead_type{
        "lead",
        {{"country", expr::Type::text()},
         {"domain", expr::Type::text()},
         {"postal_code", expr::Type::text()},
         {"employees", expr::Type::number()},
         {"budget", expr::Type::number()},
         {"freemail", expr::Type::boolean()},
         {"renewal", expr::Type::timestamp()},
         {"product", expr::Type::list(expr::Type::text())},
         {"signals", expr::Type::map(expr::Type::text(), expr::Type::number())},
         {"account", expr::Type::record(&account_type)}}};
    expr::Scope scope = expr::Scope()
                            .add({"lead", expr::Type::record(&lead_type)})
                            .add({"now", expr::Type::timestamp()});

    [[nodiscard]] workspace::Rule rule(std::string_view when) const {
        workspace::Rule rule;
        rule.path = when;
        if (when.empty()) return rule;
        auto program = expr::Program::compile(when, scope, expr::Wants::Condition);
        if (!program) {
            ADD_FAILURE() << when << ": " << expr::to_text(program.error().front());
            return rule;
        }
        rule.when = std::make_shared<const expr::Program>(std::move(*program));
        return rule;
    }
    [[nodiscard]] workspace::Rule group(std::string_view when,
                                        std::vector<workspace::Rule> rules) const {
        workspace::Rule outer = rule(when);
        outer.rules = std::move(rules);
        return outer;
    }
};

// A lead with nothing but what a test sets.
class LabLead {
  public:
    explicit LabLead(const Lab& lab) : record(lab.lead_type), account(lab.account_type) {}

    LabLead& set(std::string_view field, expr::Value value) {
        record.set(field, value);
        return *this;
    }
    [[nodiscard]] std::array<expr::Value, 2> variables() const {
        return {expr::Value::record(&record), now};
    }

    expr::FakeRecord record;
    expr::FakeRecord account;
    expr::Value now = expr::Value::timestamp(1'772'445'600);
};

}  // namespace baton::match
