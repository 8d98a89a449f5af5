// How many leads a second find their rule, on one core, from the text values of their fields: by
// the index, and by reading the rules one by one. Both must find the same. JSON lines on standard
// output.
//
//   rules_bench [NAME]         only the workloads whose name contains NAME
//   rules_bench NAME index     the index alone, for a profiler
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "core/lead/lead.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "core/match/rule_index.hpp"
#include "core/match/walk.hpp"
#include "core/route/views.hpp"
#include "core/team/zones_for_tests.hpp"
#include "core/workspace/load.hpp"
#include "rules/workload.hpp"

namespace baton::bench {
namespace {

constexpr std::size_t kLeads = 2000;  // few, for a lead that is matched has just been read
constexpr double kSeconds = 0.5;      // of a round
constexpr int kRounds = 5;

// Processor time of the program so far: other work on the machine slows the clock and not this.
double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void line(const std::string& name, double value, const char* unit, const char* against,
          double ratio) {
    fmt::print(
        "{{\"name\":\"{}\",\"value\":{:.6g},\"unit\":\"{}\",\"against\":\"{}\",\"ratio\":{:.4g}}}"
        "\n",
        name, value, unit, against, ratio);
    std::fflush(stdout);
}

[[noreturn]] void die(const std::string& message) {
    fmt::print(stderr, "error: {}\n", message);
    std::exit(1);
}

// A workspace without rules: the fields that the workloads are about.
class Company {
  public:
    Company() {
        const workspace::Loaded loaded =
            workspace::load("fields: { product: { type: set } }\notherwise: { queue: all }\n",
                            "bench", {zones_, suffixes_, nullptr, nullptr});
        if (!loaded.policy) die(workspace::to_line(loaded.findings.front()));
        policy = loaded.policy;
        scope = expr::Scope()
                    .add({"lead", expr::Type::record(&policy->types->lead)})
                    .add({"now", expr::Type::timestamp()});
    }

    [[nodiscard]] std::vector<workspace::Rule> compile(const std::vector<RuleText>& texts) const {
        std::vector<workspace::Rule> rules(texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::string cel = to_cel(texts[i]);
            auto program = expr::Program::compile(cel, scope, expr::Wants::Condition);
            if (!program) die(cel + ": " + expr::to_text(program.error().front()));
            rules[i].when = std::make_shared<const expr::Program>(std::move(*program));
        }
        return rules;
    }

    [[nodiscard]] lead::Lead read(const LeadText& text) const {
        lead::Lead lead;
        lead.fields.resize(policy->schema.size());
        for (const auto& [name, value] : text) {
            lead::FieldValue& field = lead.fields[policy->schema.find(name)->index()];
            std::visit([&field](const auto& known) { field = known; }, value);
        }
        return lead;
    }

    std::shared_ptr<const workspace::Policy> policy;  // shared as the loader gives it
    expr::Scope scope;

  private:
    team::testing::FewZones zones_;
    lead::FewSuffixes suffixes_;
};

// What one way of matching gives for one lead, from its fields on.
template <class Match>
const workspace::Rule* matched(const Company& company, const lead::Lead& lead, expr::Arena& arena,
                               const Match& match) {
    arena.reset();
    const route::LeadView view(*company.policy, lead, arena);
    const std::array values{expr::Value::record(&view), expr::Value::timestamp(0)};
    return match(expr::Bindings{values, nullptr}, arena);
}

// Matches a second: so many rounds of at least so long, the middle one.
template <class Match>
double rate(const Company& company, const std::vector<lead::Lead>& leads, const Match& match) {
    expr::Arena arena;
    std::vector<double> rates;
    std::size_t next = 0;
    std::size_t taken = 0;
    for (int round = 0; round < kRounds; ++round) {
        const double begun = cpu_seconds();
        double spent = 0;
        std::size_t count = 0;
        for (std::size_t slice = 1; spent < kSeconds;
             slice = std::min<std::size_t>(2 * slice, 4096)) {
            for (std::size_t i = 0; i < slice; ++i) {
                taken += matched(company, leads[next], arena, match) != nullptr ? 1 : 0;
                next = next + 1 == leads.size() ? 0 : next + 1;
            }
            count += slice;
            spent = cpu_seconds() - begun;
        }
        rates.push_back(static_cast<double>(count) / spent);
    }
    if (taken > next + 1'000'000'000) die("more were taken than there are");  // keeps `taken` alive
    return median(rates);
}

// With `alone`, nothing is read one by one.
void measure(const Company& company, const Workload& workload, bool alone) {
    const std::vector<workspace::Rule> rules = company.compile(workload.rules);
    std::vector<lead::Lead> leads;
    for (const LeadText& text : workload.leads) leads.push_back(company.read(text));

    const double begun = cpu_seconds();
    const match::RuleIndex index(rules);
    const double compiled = cpu_seconds() - begun;

    const auto by_index = [&](const expr::Bindings& bindings, expr::Arena& arena) {
        return index.first(bindings, arena);
    };
    const auto by_walk = [&](const expr::Bindings& bindings, expr::Arena& arena) {
        return match::first_rule(rules, bindings, arena);
    };
    if (alone) return line(workload.name, rate(company, leads, by_index), "matches/s", "itself", 1);
    expr::Arena arena;
    std::size_t taken = 0;
    const std::size_t compared = std::min(leads.size(), 20'000'000 / rules.size());
    for (std::size_t i = 0; i < compared; ++i) {
        const workspace::Rule* found = matched(company, leads[i], arena, by_index);
        if (found != matched(company, leads[i], arena, by_walk)) {
            die(fmt::format("{}: lead {} has another rule by the index", workload.name, i));
        }
        taken += found != nullptr ? 1 : 0;
    }
    fmt::print(stderr, "  {}: {} leads compared, {} of them taken by a rule; {:.1f} ms to index\n",
               workload.name, compared, taken, compiled * 1e3);

    const double naive = rate(company, leads, by_walk);
    const double indexed = rate(company, leads, by_index);
    line(workload.name, indexed, "matches/s", "naive", indexed / naive);
    line(workload.name + "/naive", naive, "matches/s", "naive", 1);
    line(workload.name + "/compile", compiled * 1e3, "ms", "target",
         compiled * 1e3 / (0.01 * static_cast<double>(rules.size())));
}

int run(std::string_view only, bool alone) {
    const Company company;
    constexpr std::uint64_t kSeed = 2026;
    constexpr std::size_t kMany = 100'000;
    const auto wanted = [only](std::string_view name) { return name.find(only) != name.npos; };
    for (const std::size_t rules : {100, 1'000, 10'000, 100'000}) {
        if (!wanted(fmt::format("rules/{}", rules))) continue;
        measure(company, companies(rules, kLeads, kSeed), alone);
    }
    if (wanted("rules/wide-ranges")) measure(company, wide_ranges(kMany, kLeads, kSeed), alone);
    if (wanted("rules/impossible-sets"))
        measure(company, impossible_sets(kMany, kLeads, kSeed), alone);
    if (wanted("rules/random-shapes")) measure(company, random_shapes(kMany, kLeads, kSeed), alone);
    if (wanted("rules/one-key")) measure(company, one_key(kMany, kLeads, kSeed), alone);
    return 0;
}

}  // namespace
}  // namespace baton::bench

int main(int count, char** arguments) {
    return baton::bench::run(count > 1 ? arguments[1] : "", count > 2);
}
