// baton eval: an expression's value, on a lead where one is given; or JSON lines, CEL to the
// letter.
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <iostream>
#include <string>

#include "app/commands/commands.hpp"
#include "app/files.hpp"
#include "app/lead_files.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "core/lead/normalise.hpp"
#include "core/route/views.hpp"
#include "core/team/zone_offsets.hpp"
#include "core/workspace/load.hpp"
#include "evaluate/answer.hpp"
#include "evaluate/lines.hpp"

namespace baton::app {
namespace {

int evaluate_lines(const expr::ZoneOffsets& zones) {
    std::ios::sync_with_stdio(false);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.empty()) continue;
        std::cout << evaluate::answer_line(line, &zones) << '\n';
    }
    return kDone;
}

// The expression over the built-in lead fields and `now`, as a workspace without fields of its own
// would read it.
int evaluate_on_lead(const std::string& expression, const std::string& file,
                     const LoadedTables& tables, const expr::ZoneOffsets& zones) {
    const auto bytes = read_file(file);
    if (!bytes) {
        fmt::print(stderr, "baton eval: {}\n", bytes.error().message);
        return kFound;
    }
    const auto rows = read_leads(*bytes, lead_format_of(file));
    if (!rows || rows->empty()) {
        fmt::print(stderr, "baton eval: {}\n",
                   rows ? file + " holds no lead" : rows.error().message);
        return kFound;
    }
    const workspace::Loaded loaded = workspace::load(
        "workspace: eval\npeople: { nobody: { name: Nobody, email: nobody@example.test } }\n",
        "eval", {*tables.zones, *tables.suffixes, nullptr, nullptr});
    if (!loaded.policy) {
        fmt::print(stderr, "baton eval: {}\n", workspace::to_line(loaded.findings.front()));
        return kFound;
    }
    expr::Scope scope;
    scope.add({"lead", expr::Type::record(&loaded.policy->types->lead)})
        .add({"now", expr::Type::timestamp()});
    const auto program = expr::Program::compile(expression, scope);
    if (!program) {
        fmt::print("{}\n", evaluate::answer(expression, program.error()));
        return kFound;
    }
    const lead::Normalised normalised =
        lead::normalise(rows->front(), loaded.policy->schema, *tables.suffixes);
    for (const lead::Warning& warning : normalised.warnings) {
        fmt::print(stderr, "{}\n", warning.message);
    }
    expr::Arena arena;
    const route::LeadView view(*loaded.policy, normalised.lead, arena);
    const std::array values{expr::Value::record(&view),
                            expr::Value::timestamp(SystemClock().now().to_seconds())};
    fmt::print("{}\n", evaluate::answer(*program, program->evaluate({values, &zones}, arena)));
    return kDone;
}

}  // namespace

int eval(const EvalOptions& options) {
    const auto tables = load_tables();
    if (!tables) {
        fmt::print(stderr, "baton eval: {}\n", tables.error().message);
        return kFound;
    }
    const team::ZoneOffsets zones(*tables->zones);
    if (!options.expression) return evaluate_lines(zones);
    if (!options.lead.empty()) {
        return evaluate_on_lead(*options.expression, options.lead, *tables, zones);
    }
    const auto program = expr::Program::compile(*options.expression, {}, expr::Wants::Anything,
                                                expr::Mode::Standard);
    if (!program) {
        fmt::print("{}\n", evaluate::answer(*options.expression, program.error()));
        return kFound;
    }
    expr::Arena arena;
    fmt::print("{}\n", evaluate::answer(*program, program->evaluate({{}, &zones}, arena)));
    return kDone;
}

}  // namespace baton::app
