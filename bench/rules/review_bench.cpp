// What a document takes to look itself over: 2,000 rules of a company, 1,000 people in pools of
// twenty with conditions on them, and territories of which some overlap. A JSON line on standard
// output.
#include <fmt/core.h>
#include <sys/resource.h>

#include <cstdlib>
#include <string>

#include "core/lead/suffixes_for_tests.hpp"
#include "core/match/rule_index.hpp"
#include "core/review/review.hpp"
#include "core/team/zones_for_tests.hpp"
#include "core/workspace/load.hpp"
#include "rules/workload.hpp"

namespace baton::bench {
namespace {

constexpr std::size_t kRules = 2'000;
constexpr std::size_t kPeople = 1'000;
constexpr std::size_t kPoolSize = 20;
constexpr std::size_t kTerritories = 200;
constexpr double kMostSeconds = 2;

std::string document() {
    const Workload workload = companies(kRules, 0, 2026);
    std::string text = "workspace: bench\nfields: { product: { type: set } }\npeople:\n";
    for (std::size_t i = 0; i < kPeople; ++i) {
        text +=
            fmt::format("  p{0}: {{ email: p{0}@acme.test, skills: {{ law: {1} }} }}\n", i, i % 5);
    }
    text += "pools:\n";
    for (std::size_t i = 0; i < kPeople; ++i) {
        if (i % kPoolSize == 0) text += fmt::format("  pool{}: {{ members: [", i / kPoolSize);
        text += fmt::format("p{}{}", i, i % kPoolSize == kPoolSize - 1 ? "] }\n" : ", ");
    }
    text += "territories:\n";
    for (std::size_t i = 0; i < kTerritories; ++i) {
        text += i % 4 == 0
                    ? fmt::format("  t{}: {{ when: \"lead.employees >= {}\" }}\n", i, 100 * i)
                    : fmt::format("  t{}: {{ postal: [\"US:{}\"] }}\n", i, 10'000 + i);
    }
    text += "rules:\n";
    for (std::size_t i = 0; i < kRules; ++i) {
        text += fmt::format(
            "  - {{ name: r{}, when: \"{}\", route: {{ pool: pool{}, where: \"person.skills.law >= "
            "{}\" }} }}\n",
            i, to_cel(workload.rules[i]), i % (kPeople / kPoolSize), i % 6);
    }
    return text + "otherwise: { pool: pool0 }\n";
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec) * 1e-6;
}

int run() {
    const team::testing::FewZones zones;
    const lead::FewSuffixes suffixes;
    workspace::Loaded loaded = workspace::load(
        document(), "bench", {zones, suffixes, nullptr, nullptr, match::index_rules});
    if (!loaded.policy) {
        fmt::print(stderr, "error: {}\n", workspace::to_line(loaded.findings.front()));
        return 1;
    }
    const double begun = cpu_seconds();
    review::review(loaded, {suffixes});
    const double took = cpu_seconds() - begun;
    fmt::print(stderr, "  {} rules and {} people reviewed: {} warnings\n", kRules, kPeople,
               loaded.findings.size());
    fmt::print(
        "{{\"name\":\"rules/"
        "review\",\"value\":{:.4g},\"unit\":\"s\",\"against\":\"limit\",\"ratio\":"
        "{:.4g}}}\n",
        took, took / kMostSeconds);
    return 0;
}

}  // namespace
}  // namespace baton::bench

int main() { return baton::bench::run(); }
