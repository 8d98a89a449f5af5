// For tests: the language evaluated in the slowest and most obvious way, straight over the checked
// tree, with values of its own and none of the program's code.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/expr/ast.hpp"
#include "core/expr/lab.hpp"

namespace baton::expr {

struct ModelValue;
using ModelList = std::vector<ModelValue>;
struct Unknown {
    friend bool operator==(Unknown, Unknown) { return true; }
};
struct ModelValue : std::variant<Unknown, bool, std::int64_t, double, std::string, ModelList> {
    using variant::variant;
};

template <class T>
const T* get(const ModelValue& value) {
    return std::get_if<T>(&value);
}
inline bool unknown(const ModelValue& value) { return get<Unknown>(value) != nullptr; }

inline std::optional<double> as_number(const ModelValue& value) {
    if (const auto* d = get<double>(value)) return *d;
    if (const auto* i = get<std::int64_t>(value)) return static_cast<double>(*i);
    return std::nullopt;
}

inline bool same(const ModelValue& a, const ModelValue& b) {
    const auto x = as_number(a);
    const auto y = as_number(b);
    if (x && y) {
        const auto* i = get<std::int64_t>(a);
        const auto* j = get<std::int64_t>(b);
        return i && j ? *i == *j : *x == *y;
    }
    if (a.index() != b.index()) return false;
    if (const auto* list = get<ModelList>(a)) {
        const ModelList& other = *get<ModelList>(b);
        if (list->size() != other.size()) return false;
        for (std::size_t k = 0; k < list->size(); ++k) {
            if (!same((*list)[k], other[k])) return false;
        }
        return true;
    }
    if (const auto* truth = get<bool>(a)) return *truth == *get<bool>(b);
    return *get<std::string>(a) == *get<std::string>(b);
}

class Model {
  public:
    Model(const Ast& ast, const FakeRecord& lead) : ast_(ast), lead_(lead) {}

    ModelValue walk(NodeId id) {
        const Node& node = ast_.node(id);
        switch (node.kind) {
            case NodeKind::Constant:
                return from(node.value);
            case NodeKind::Local:
                return locals_.at(node.place);
            case NodeKind::Field:
                return from(lead_.field(node.place, arena_));
            case NodeKind::HasField:
                return !lead_.field(node.place, arena_).is_missing();
            case NodeKind::Select:
            case NodeKind::HasKey:
                return key(id);
            case NodeKind::And:
            case NodeKind::Or:
                return chain(id);
            case NodeKind::Conditional: {
                const ModelValue condition = walk(ast_.child(id, 0));
                if (unknown(condition)) return Unknown{};
                return walk(ast_.child(id, *get<bool>(condition) ? 1 : 2));
            }
            case NodeKind::List:
                return list(id);
            case NodeKind::Call:
                return call(id);
            case NodeKind::All:
            case NodeKind::Exists:
            case NodeKind::ExistsOne:
            case NodeKind::Filter:
            case NodeKind::Transform:
                return macro(id);
            case NodeKind::Name:
            case NodeKind::Variable:
            case NodeKind::Map:
                break;
        }
        ADD_FAILURE() << "the model does not know this";
        return Unknown{};
    }

    static ModelValue from(const Value& value) {
        if (value.is(Kind::Bool)) return value.as_bool();
        if (value.is(Kind::Int)) return value.as_int();
        if (value.is(Kind::Double)) return value.as_double();
        if (value.is(Kind::String)) return std::string(value.as_text());
        if (!value.is(Kind::List)) return Unknown{};
        ModelList list;
        for (const Value& item : value.as_list()) list.push_back(from(item));
        return list;
    }

  private:
    ModelValue key(NodeId id) {
        const Node& node = ast_.node(id);
        const Value map = lead_.field(ast_.node(ast_.child(id, 0)).place, arena_);
        if (map.is(Kind::Map)) {
            for (const Entry& entry : map.as_map()) {
                if (entry.key.as_text() != node.text) continue;
                return node.kind == NodeKind::HasKey ? ModelValue(true) : from(entry.value);
            }
        }
        return node.kind == NodeKind::HasKey ? ModelValue(false) : ModelValue(Unknown{});
    }

    // The table of Kleene, over all operands, in no hurry.
    static ModelValue joined(const std::vector<ModelValue>& values, bool decisive) {
        bool open = false;
        for (const ModelValue& value : values) {
            if (unknown(value)) open = true;
            if (!unknown(value) && *get<bool>(value) == decisive) return decisive;
        }
        return open ? ModelValue(Unknown{}) : ModelValue(!decisive);
    }

    ModelValue chain(NodeId id) {
        std::vector<ModelValue> values;
        for (const NodeId child : ast_.children(id)) values.push_back(walk(child));
        return joined(values, ast_.node(id).kind == NodeKind::Or);
    }

    ModelValue list(NodeId id) {
        ModelList items;
        for (const NodeId child : ast_.children(id)) {
            items.push_back(walk(child));
            if (unknown(items.back())) return Unknown{};
        }
        return items;
    }

    ModelValue macro(NodeId id) {
        const Node& node = ast_.node(id);
        const ModelValue range = walk(ast_.child(id, 0));
        if (unknown(range)) return Unknown{};
        std::vector<ModelValue> answers;
        locals_.resize(std::max<std::size_t>(locals_.size(), node.place + 1));
        for (const ModelValue& item : *get<ModelList>(range)) {
            locals_[node.place] = item;
            answers.push_back(walk(ast_.child(id, 1)));
        }
        if (node.kind == NodeKind::All) return joined(answers, false);
        if (node.kind == NodeKind::Exists) return joined(answers, true);
        ModelList kept;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (unknown(answers[i])) return Unknown{};
            if (node.kind == NodeKind::Transform) {
                kept.push_back(answers[i]);
            } else if (*get<bool>(answers[i])) {
                kept.push_back((*get<ModelList>(range))[i]);
            }
        }
        if (node.kind == NodeKind::ExistsOne) return kept.size() == 1;
        return kept;
    }

    ModelValue call(NodeId id) {
        const Function function = ast_.node(id).function;
        std::vector<ModelValue> values;
        for (const NodeId child : ast_.children(id)) {
            values.push_back(walk(child));
            if (unknown(values.back())) return Unknown{};
        }
        const ModelValue& a = values[0];
        if (function == Function::Not) return !*get<bool>(a);
        if (function == Function::Size) return size(a);
        if (function == Function::ToDouble) return *as_number(a);
        if (function == Function::Negate) return arithmetic(Function::Subtract, zero_of(a), a);
        const ModelValue& b = values[1];
        if (function == Function::Equal) return same(a, b);
        if (function == Function::NotEqual) return !same(a, b);
        if (function == Function::In) {
            for (const ModelValue& item : *get<ModelList>(b)) {
                if (same(a, item)) return true;
            }
            return false;
        }
        if (function == Function::Index) return index(a, b);
        if (function == Function::Contains) {
            return get<std::string>(a)->find(*get<std::string>(b)) != std::string::npos;
        }
        if (function == Function::StartsWith) {
            return get<std::string>(a)->rfind(*get<std::string>(b), 0) == 0;
        }
        if (function >= Function::Less && function <= Function::GreaterEqual) {
            return ordered(function, a, b);
        }
        return arithmetic(function, a, b);
    }

    static ModelValue size(const ModelValue& value) {
        // The texts of the property are ASCII.
        if (const auto* text = get<std::string>(value)) {
            return static_cast<std::int64_t>(text->size());
        }
        return static_cast<std::int64_t>(get<ModelList>(value)->size());
    }
    static ModelValue zero_of(const ModelValue& value) {
        return get<double>(value) ? ModelValue(-0.0) : ModelValue(std::int64_t{0});
    }
    static ModelValue index(const ModelValue& range, const ModelValue& place) {
        const ModelList& items = *get<ModelList>(range);
        const std::int64_t i = *get<std::int64_t>(place);
        if (i < 0 || i >= static_cast<std::int64_t>(items.size())) return Unknown{};
        return items[static_cast<std::size_t>(i)];
    }

    static ModelValue ordered(Function function, const ModelValue& a, const ModelValue& b) {
        int order = 0;
        if (const auto x = as_number(a)) {
            const double y = *as_number(b);
            order = *x < y ? -1 : *x > y ? 1 : 0;
        } else if (const auto* truth = get<bool>(a)) {
            order = static_cast<int>(*truth) - static_cast<int>(*get<bool>(b));
        } else {
            order = get<std::string>(a)->compare(*get<std::string>(b));
        }
        if (function == Function::Less) return order < 0;
        if (function == Function::LessEqual) return order <= 0;
        if (function == Function::Greater) return order > 0;
        return order >= 0;
    }

    static ModelValue arithmetic(Function function, const ModelValue& a, const ModelValue& b) {
        if (const auto* text = get<std::string>(a)) return *text + *get<std::string>(b);
        if (const auto* list = get<ModelList>(a)) {
            ModelList all = *list;
            for (const ModelValue& item : *get<ModelList>(b)) all.push_back(item);
            return all;
        }
        if (const auto* x = get<double>(a)) {
            const double y = *get<double>(b);
            const double result = function == Function::Add        ? *x + y
                                  : function == Function::Subtract ? *x - y
                                  : function == Function::Multiply ? *x * y
                                                                   : *x / y;
            return std::isfinite(result) ? ModelValue(result) : ModelValue(Unknown{});
        }
        // Exact in long double as far as the property goes, whose ints are small.
        const std::int64_t x = *get<std::int64_t>(a);
        const std::int64_t y = *get<std::int64_t>(b);
        const bool divides = function == Function::Divide || function == Function::Modulo;
        if (divides && y == 0) return Unknown{};
        if (function == Function::Modulo) return x % y;
        if (function == Function::Divide) return x / y;
        const long double exact = function == Function::Add ? static_cast<long double>(x) + y
                                  : function == Function::Subtract
                                      ? static_cast<long double>(x) - y
                                      : static_cast<long double>(x) * y;
        constexpr auto kMost = static_cast<long double>(std::numeric_limits<std::int64_t>::max());
        if (exact > kMost || exact < -kMost - 1) return Unknown{};
        return static_cast<std::int64_t>(exact);
    }

    const Ast& ast_;
    const FakeRecord& lead_;
    Arena arena_;
    std::vector<ModelValue> locals_;
};

}  // namespace baton::expr
