// For tests: a small workspace's scope (`lead`, `person`, `now`), records whose fields are set by
// name, and expressions evaluated on them in a line.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/expr/program.hpp"

namespace baton::expr {

inline void PrintTo(Truth truth, std::ostream* out) {
    *out << (truth == Truth::True ? "True" : truth == Truth::False ? "False" : "Unknown");
}

class FakeRecord : public Record {
  public:
    explicit FakeRecord(const RecordType& type) : type_(type) {}

    FakeRecord& set(std::string_view name, Value value) {
        values_[type_.find(name).value()] = value;
        return *this;
    }
    void clear() { values_.clear(); }

    Value field(std::uint32_t slot, Arena&) const override {
        const auto found = values_.find(slot);
        return found == values_.end() ? Value::missing() : found->second;
    }

  private:
    const RecordType& type_;
    std::map<std::uint32_t, Value> values_;
};

// America/New_York is five hours behind in every season, Asia/Kolkata five and a half ahead.
class FakeZones : public ZoneOffsets {
  public:
    std::optional<std::int32_t> offset_seconds(std::string_view zone, Instant) const override {
        if (zone == "America/New_York") return -5 * 3600;
        if (zone == "Asia/Kolkata") return 5 * 3600 + 1800;
        return std::nullopt;
    }
    bool known(std::string_view zone) const override {
        return offset_seconds(zone, Instant{}).has_value();
    }
};

class Lab : public testing::Test {
  public:
    RecordType account_type{"account", {{"id", Type::text()}, {"owner", Type::text()}}};
    RecordType lead_type{"lead",
                         {{"email", Type::text()},
                          {"title", Type::text()},
                          {"country", Type::text()},
                          {"industry", Type::text()},
                          {"tier", Type::text(), {"hot", "warm", "cold"}},
                          {"employees", Type::number()},
                          {"budget", Type::number()},
                          {"freemail", Type::boolean()},
                          {"renewal", Type::timestamp()},
                          {"product", Type::list(Type::text()), {"basic", "pro", "enterprise"}},
                          {"sizes", Type::list(Type::number())},
                          {"signals", Type::map(Type::text(), Type::number())},
                          {"account", Type::record(&account_type)}}};
    RecordType person_type{"person",
                           {{"id", Type::text()},
                            {"win_rate", Type::number()},
                            {"skills", Type::map(Type::text(), Type::number())}}};
    FakeZones zones;
    Scope scope = Scope()
                      .add({"lead", Type::record(&lead_type)})
                      .add({"person", Type::record(&person_type)})
                      .add({"now", Type::timestamp()})
                      .check_zones(&zones);
    FakeRecord account{account_type};
    FakeRecord lead{lead_type};
    FakeRecord person{person_type};
    Arena arena;

    Program compile(std::string_view text, Wants wants = Wants::Anything,
                    Mode mode = Mode::Workspace) {
        auto program = Program::compile(text, scope, wants, mode);
        if (!program) {
            ADD_FAILURE() << text << ": " << to_text(program.error().front());
            return Program::compile("null", scope).value();
        }
        return *program;
    }
    // Kept, since values borrow from their program.
    Value evaluate(std::string_view text, Mode mode = Mode::Workspace) {
        programs_.push_back(compile(text, Wants::Anything, mode));
        return programs_.back().evaluate(bindings(), arena);
    }
    Value standard(std::string_view text) { return evaluate(text, Mode::Standard); }
    Truth holds(std::string_view text) { return compile(text).holds(bindings(), arena); }
    std::string why(std::string_view text) {
        const Value value = evaluate(text);
        return programs_.back().why(value);
    }
    // The problems of an expression, "offset+length message; hint" each.
    std::vector<std::string> problems(std::string_view text, Wants wants = Wants::Anything,
                                      Mode mode = Mode::Workspace) {
        const auto program = Program::compile(text, scope, wants, mode);
        std::vector<std::string> found;
        if (program) return found;
        for (const Diagnostic& problem : program.error()) {
            found.push_back(std::to_string(problem.offset) + "+" + std::to_string(problem.length) +
                            " " + to_text(problem));
        }
        return found;
    }
    std::string problem(std::string_view text, Wants wants = Wants::Anything) {
        const auto found = problems(text, wants);
        return found.size() == 1 ? found.front()
                                 : std::to_string(found.size()) + " problems" +
                                       (found.empty() ? "" : ": " + found.front());
    }
    Bindings bindings() {
        variables_ = {Value::record(&lead), Value::record(&person), now};
        return {variables_, &zones};
    }

    Value now = Value::timestamp(1'772'445'600);  // 2026-03-02T10:00:00Z, a Monday

  private:
    std::vector<Value> variables_;
    std::vector<Program> programs_;
};

}  // namespace baton::expr
