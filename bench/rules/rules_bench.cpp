// How many leads a second find their rule, on one core, from the text values of their fields: by
// the index, by a plain walk over the rules ("naive"), and by evaluating the conditions one by one
// ("programs"). All must find the same. JSON lines on standard output.
//
//   rules_bench [NAME]               only the workloads whose name contains NAME
//   rules_bench NAME index           the index alone, for a profiler
//   rules_bench NAME write FOLDER    and writes what a company's rules are into FOLDER, for others
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/lead/lead.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "core/match/rule_index.hpp"
#include "core/match/walk.hpp"
#include "core/route/views.hpp"
#include "core/team/zones_for_tests.hpp"
#include "core/workspace/load.hpp"
#include "rules/plain_walk.hpp"
#include "rules/workload.hpp"
#include "rules/written.hpp"

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

// A workload's rules and leads, and the ways of matching them: each gives the place of the first
// rule that holds for a lead, from the lead's fields on, or -1.
class Ways {
  public:
    Ways(const Company& company, const Workload& workload)
        : company_(company), rules_(company.compile(workload.rules)) {
        for (const LeadText& text : workload.leads) leads_.push_back(company.read(text));
        const double begun = cpu_seconds();
        index_.emplace(rules_);
        indexed_in = cpu_seconds() - begun;
        if (!workload.rules.front().cel.empty()) return;
        plain_.emplace(workload.rules);
        for (const LeadText& text : workload.leads) values_.push_back(plain_->values(text));
    }

    int by_index(std::size_t lead) {
        return place(lead, [this](const expr::Bindings& bindings) {
            return index_->first(bindings, arena_);
        });
    }
    // The same programs as in the index, evaluated one after another.
    int by_programs(std::size_t lead) {
        return place(lead, [this](const expr::Bindings& bindings) {
            return match::first_rule(rules_, bindings, arena_);
        });
    }
    // Needs is_plain.
    [[nodiscard]] int by_plain_walk(std::size_t lead) const { return plain_->first(values_[lead]); }

    [[nodiscard]] bool is_plain() const { return plain_.has_value(); }
    [[nodiscard]] std::size_t leads() const { return leads_.size(); }
    [[nodiscard]] std::size_t rules() const { return rules_.size(); }

    double indexed_in = 0;  // seconds

  private:
    template <class Match>
    int place(std::size_t lead, const Match& match) {
        arena_.reset();
        const route::LeadView view(*company_.policy, leads_[lead], arena_);
        const std::array values{expr::Value::record(&view), expr::Value::timestamp(0)};
        const workspace::Rule* found = match(expr::Bindings{values, nullptr});
        return found == nullptr ? -1 : static_cast<int>(found - rules_.data());
    }

    const Company& company_;
    std::vector<workspace::Rule> rules_;
    std::vector<lead::Lead> leads_;
    std::optional<match::RuleIndex> index_;
    std::optional<PlainWalk> plain_;
    std::vector<PlainWalk::Values> values_;
    expr::Arena arena_;
};

// Matches a second: so many rounds of at least so long, the middle one. `first(i)` matches lead i.
template <class First>
double rate(std::size_t leads, const First& first) {
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
                taken += first(next) >= 0 ? 1 : 0;
                next = next + 1 == leads ? 0 : next + 1;
            }
            count += slice;
            spent = cpu_seconds() - begun;
        }
        rates.push_back(static_cast<double>(count) / spent);
    }
    if (taken > next + 1'000'000'000) die("more were taken than there are");  // keeps `taken` alive
    return median(rates);
}

// Every way gives the same; as many leads as do not take too long.
void compare(const std::string& name, Ways& ways) {
    std::size_t taken = 0;
    const std::size_t compared = std::min(ways.leads(), 20'000'000 / ways.rules());
    for (std::size_t i = 0; i < compared; ++i) {
        const int found = ways.by_index(i);
        if (found != ways.by_programs(i)) {
            die(fmt::format("{}: lead {} has another rule by the index", name, i));
        }
        if (ways.is_plain() && found != ways.by_plain_walk(i)) {
            die(fmt::format("{}: lead {} has another rule by the plain walk", name, i));
        }
        taken += found >= 0 ? 1 : 0;
    }
    fmt::print(stderr, "  {}: {} leads compared, {} of them taken by a rule; {:.1f} ms to index\n",
               name, compared, taken, ways.indexed_in * 1e3);
}

struct Options {
    std::string_view only;         // in a workload's name
    bool alone = false;            // nothing is read one by one
    std::filesystem::path folder;  // where the workload goes; none: nowhere
};

void measure(const Company& company, const Workload& workload, const Options& options) {
    Ways ways(company, workload);
    const std::string& name = workload.name;
    const auto indexed_rate = [&] {
        return rate(ways.leads(), [&](std::size_t lead) { return ways.by_index(lead); });
    };
    if (options.alone) return line(name, indexed_rate(), "matches/s", "itself", 1);
    compare(name, ways);

    const double indexed = indexed_rate();
    const auto beside = [&](const char* way, double slower) {
        line(name, indexed, "matches/s", way, indexed / slower);
        line(fmt::format("{}/{}", name, way), slower, "matches/s", way, 1);
    };
    if (ways.is_plain()) {
        beside("naive", rate(ways.leads(), [&](std::size_t i) { return ways.by_plain_walk(i); }));
    }
    beside("programs", rate(ways.leads(), [&](std::size_t i) { return ways.by_programs(i); }));
    line(name + "/compile", ways.indexed_in * 1e3, "ms", "target",
         ways.indexed_in * 1e3 / (0.01 * static_cast<double>(ways.rules())));
    if (options.folder.empty()) return;
    std::vector<int> found;
    for (std::size_t i = 0; i < ways.leads(); ++i) found.push_back(ways.by_index(i));
    if (!write(options.folder, workload, {found, indexed})) {
        die(fmt::format("{} could not be written to", options.folder.string()));
    }
}

int run(const Options& options) {
    const Company company;
    constexpr std::uint64_t kSeed = 2026;
    constexpr std::size_t kMany = 100'000;
    const auto wanted = [&](std::string_view name) { return name.find(options.only) != name.npos; };
    for (const std::size_t rules : {100, 1'000, 10'000, 100'000}) {
        if (!wanted(fmt::format("rules/{}", rules))) continue;
        measure(company, companies(rules, kLeads, kSeed), options);
    }
    Options hostile = options;
    hostile.folder.clear();
    const auto measure_hostile = [&](std::string_view name, const auto& make) {
        if (wanted(name)) measure(company, make(kMany, kLeads, kSeed), hostile);
    };
    measure_hostile("rules/wide-ranges", wide_ranges);
    measure_hostile("rules/impossible-sets", impossible_sets);
    measure_hostile("rules/random-shapes", random_shapes);
    measure_hostile("rules/one-key", one_key);
    return 0;
}

}  // namespace
}  // namespace baton::bench

int main(int count, char** arguments) {
    const std::vector<std::string_view> words(arguments + 1, arguments + count);
    baton::bench::Options options;
    if (!words.empty()) options.only = words[0];
    options.alone = words.size() == 2 && words[1] == "index";
    if (words.size() == 3 && words[1] == "write") options.folder = words[2];
    if (words.size() > 1 && !options.alone && options.folder.empty()) {
        baton::bench::die("rules_bench [NAME [index | write FOLDER]]");
    }
    return baton::bench::run(options);
}
