// Any text as an expression: it compiles or is refused, within its bounds, in every reading; what
// compiled evaluates without a crash, the same twice, and its parts lie within its text.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/expr/program.hpp"
#include "require.hpp"

namespace {

using namespace baton::expr;
using baton::fuzz::require;

// A lead with a field of each type, of which every second is missing.
class SomeLead final : public Record {
  public:
    Value field(std::uint32_t slot, Arena&) const override {
        switch (slot) {
            case 0:
                return Value::number(12.5);
            case 2:
                return Value::text("north \xC3\xA4");
            case 4:
                return Value::boolean(true);
            default:
                return Value::missing();
        }
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = baton::fuzz::text_of(data, size);
    static const RecordType lead_type("lead", {{"employees", Type::number()},
                                               {"budget", Type::number()},
                                               {"territory", Type::text()},
                                               {"source", Type::text()},
                                               {"freemail", Type::boolean()},
                                               {"signals", Type::map(Type::text(), Type::number())},
                                               {"product", Type::list(Type::text())}});
    static const Scope scope = [] {
        Scope names;
        names.add({"lead", Type::record(&lead_type)}).add({"now", Type::timestamp()});
        return names;
    }();
    static const SomeLead lead;
    const std::vector<Value> variables{Value::record(&lead), Value::timestamp(1'772'000'000, 5)};

    for (const Mode mode : {Mode::Workspace, Mode::Standard, Mode::Unchecked}) {
        const auto program = Program::compile(text, scope, Wants::Anything, mode);
        if (!program) {
            require(!program.error().empty());
            for (const Diagnostic& problem : program.error()) {
                require(problem.offset + problem.length <= text.size() + 1);
                require(!problem.message.empty());
            }
            continue;
        }
        Arena arena;
        const Bindings bindings{variables, nullptr};
        const Value first = program->evaluate(bindings, arena);
        Arena other;
        const Value second = program->evaluate(bindings, other);
        require(first.kind() == second.kind());
        for (const Part& part : program->parts()) {
            require(std::size_t{part.offset} + part.length <= text.size());
        }
    }
    return 0;
}
