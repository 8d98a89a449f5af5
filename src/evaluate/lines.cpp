#include "evaluate/lines.hpp"

#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "core/expr/arena.hpp"
#include "core/expr/program.hpp"
#include "core/expr/scope.hpp"
#include "evaluate/answer.hpp"
#include "evaluate/binding.hpp"

namespace baton::evaluate {

namespace json = boost::json;

namespace {

std::string answer_object(const json::object& request, const expr::ZoneOffsets* zones) {
    const json::value* const text = request.if_contains("expr");
    if (text == nullptr || !text->is_string()) {
        return error_answer("a line needs \"expr\", the text of an expression");
    }
    const json::value* const unchecked = request.if_contains("unchecked");
    if (unchecked != nullptr && !unchecked->is_bool()) {
        return error_answer("\"unchecked\" is true or false");
    }
    expr::Arena arena;
    expr::Scope scope;
    std::vector<expr::Value> values;
    if (const json::value* const bindings = request.if_contains("bindings")) {
        if (!bindings->is_object())
            return error_answer("\"bindings\" is an object of typed values");
        for (const auto& [name, typed] : bindings->get_object()) {
            const auto value = read_binding(typed, arena);
            if (!value) return error_answer("bindings." + std::string(name) + ": " + value.error());
            scope.add({std::string(name), expr::Type::dyn()});
            values.push_back(*value);
        }
    }
    const bool checked = unchecked == nullptr || !unchecked->get_bool();
    const std::string_view source = text->get_string();
    const auto program =
        expr::Program::compile(source, scope, expr::Wants::Anything,
                               checked ? expr::Mode::Standard : expr::Mode::Unchecked);
    if (!program) return answer(source, program.error());
    return answer(*program, program->evaluate({values, zones}, arena));
}

}  // namespace

std::string answer_line(std::string_view line, const expr::ZoneOffsets* zones) {
    if (line.size() > kMaxLineBytes) {
        return error_answer("a line may be " + std::to_string(kMaxLineBytes) + " bytes long");
    }
    json::parse_options options;
    options.max_depth = kMaxBindingDepth;
    json::error_code problem;
    const json::value request = json::parse(line, problem, {}, options);
    if (problem) return error_answer("the line is not JSON: " + problem.message());
    if (!request.is_object()) return error_answer("a line is an object with \"expr\"");
    return answer_object(request.get_object(), zones);
}

}  // namespace baton::evaluate
