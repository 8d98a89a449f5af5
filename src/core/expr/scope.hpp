// Scope: the names an expression may use, in the order in which their values are bound.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/expr/type.hpp"
#include "core/expr/zones.hpp"

namespace baton::expr {

struct Variable {
    std::string name;  // an identifier; with dots ("a.b") it is a qualified name
    Type type;
};

class Scope {
  public:
    // Places count from 0 in the order of adding; a name is added once.
    Scope& add(Variable variable) {
        variables_.push_back(std::move(variable));
        return *this;
    }
    // With it, time zones that an expression names are checked while compiling; borrowed.
    Scope& check_zones(const ZoneOffsets* zones) {
        zones_ = zones;
        return *this;
    }

    [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const {
        for (std::uint32_t i = 0; i < variables_.size(); ++i) {
            if (variables_[i].name == name) return i;
        }
        return std::nullopt;
    }
    [[nodiscard]] const ZoneOffsets* zones() const { return zones_; }

  private:
    std::vector<Variable> variables_;
    const ZoneOffsets* zones_ = nullptr;
};

}  // namespace baton::expr
