// What compiling and evaluating expressions costs: the shapes that rules are made of, one by one,
// and twenty rules of three predicates each, as a lead meets them before there is an index.
#include <benchmark/benchmark.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/expr/program.hpp"

namespace baton::expr {
namespace {

class BenchLead : public Record {
  public:
    Value field(std::uint32_t slot, Arena&) const override { return values[slot]; }

    std::array<Value, 6> values;
};

// A scope of one lead that has everything.
struct Bench {
    RecordType type{"lead",
                    {{"employees", Type::number()},
                     {"budget", Type::number()},
                     {"country", Type::text()},
                     {"industry", Type::text()},
                     {"product", Type::list(Type::text())},
                     {"signals", Type::map(Type::text(), Type::number())}}};
    Scope scope = Scope().add({"lead", Type::record(&type)});
    std::array<Value, 2> products = {Value::text("basic"), Value::text("pro")};
    std::array<Entry, 2> signals = {Entry{Value::text("demo_request"), Value::number(1)},
                                    Entry{Value::text("pricing_page"), Value::number(3)}};
    BenchLead lead;
    std::array<Value, 1> bound = {Value::record(&lead)};
    Arena arena;

    Bench() {
        lead.values = {Value::number(1500),       Value::number(60'000), Value::text("DE"),
                       Value::text("healthcare"), Value::list(products), Value::map(signals)};
    }
    Program compile(const std::string& text) const { return *Program::compile(text, scope); }
};

void evaluates(benchmark::State& state, const std::string& text) {
    Bench bench;
    const Program program = bench.compile(text);
    for (auto _ : state) {
        bench.arena.reset();
        benchmark::DoNotOptimize(program.holds({bench.bound, nullptr}, bench.arena));
    }
}
BENCHMARK_CAPTURE(evaluates, number, "lead.employees >= 1000");
BENCHMARK_CAPTURE(evaluates, text, "lead.country == 'DE'");
BENCHMARK_CAPTURE(evaluates, in_texts, "lead.country in ['AT', 'CH', 'DE', 'FR', 'IT', 'NL']");
BENCHMARK_CAPTURE(evaluates, set, "'pro' in lead.product");
BENCHMARK_CAPTURE(evaluates, signal, "lead.signals.pricing_page >= 2");
BENCHMARK_CAPTURE(evaluates, three,
                  "lead.employees >= 1000 && lead.industry == 'healthcare' && lead.budget > 50000");
BENCHMARK_CAPTURE(evaluates, arithmetic, "lead.employees / 2 * 3 + lead.budget > 10");
BENCHMARK_CAPTURE(evaluates, pattern, "lead.industry.matches('^health')");
BENCHMARK_CAPTURE(evaluates, macro, "lead.product.exists(p, p == 'pro')");

void twenty_rules(benchmark::State& state) {
    Bench bench;
    std::vector<Program> rules;
    for (int i = 0; i < 20; ++i) {
        rules.push_back(bench.compile("lead.employees >= " + std::to_string(100 + i) +
                                      " && lead.country in ['DE', 'AT'] && lead.budget > " +
                                      std::to_string(70'000 + i)));
    }
    for (auto _ : state) {
        bench.arena.reset();
        for (const Program& rule : rules) {
            benchmark::DoNotOptimize(rule.holds({bench.bound, nullptr}, bench.arena));
        }
    }
}
BENCHMARK(twenty_rules);

void compiles(benchmark::State& state) {
    const Bench bench;
    for (auto _ : state) {
        benchmark::DoNotOptimize(bench.compile(
            "lead.employees >= 1000 && lead.industry == 'healthcare' && lead.budget > 50000"));
    }
}
BENCHMARK(compiles);

}  // namespace
}  // namespace baton::expr

BENCHMARK_MAIN();
