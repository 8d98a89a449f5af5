// baton check: reads a workspace and says everything that is wrong with it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/commands/commands.hpp"
#include "app/files.hpp"
#include "app/tables.hpp"
#include "core/match/rule_index.hpp"
#include "core/review/review.hpp"
#include "core/team/zone_offsets.hpp"
#include "core/workspace/load.hpp"

namespace baton::app {
namespace {

// Those with a route of their own, however deep.
std::size_t count_rules(const std::vector<workspace::Rule>& rules) {
    std::size_t count = 0;
    for (const workspace::Rule& rule : rules) {
        count += rule.rules.empty() ? 1 : count_rules(rule.rules);
    }
    return count;
}

}  // namespace

int check(const CheckOptions& options) {
    const auto tables = load_tables();
    if (!tables) {
        fmt::print(stderr, "baton check: {}\n", tables.error().message);
        return kFound;
    }
    const auto text = read_file(options.file);
    if (!text) {
        fmt::print(stderr, "baton check: {}\n", text.error().message);
        return kFound;
    }
    workspace::Loaded loaded =
        workspace::load(*text, options.file,
                        {*tables->zones, *tables->suffixes, reader_beside(options.file), nullptr,
                         match::index_rules});
    const team::ZoneOffsets offsets(*tables->zones);
    if (!options.quiet) review::review(loaded, {*tables->suffixes, &offsets});
    std::size_t errors = 0;
    std::size_t warnings = 0;
    for (const workspace::Finding& finding : loaded.findings) {
        const bool is_error = finding.severity == workspace::Severity::Error;
        ++(is_error ? errors : warnings);
        if (is_error || !options.quiet) fmt::print("{}\n", workspace::to_line(finding));
    }
    if (!loaded.policy) {
        fmt::print(stderr, "{}: {} error{}, {} warning{}\n", options.file, errors,
                   errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
        return kFound;
    }
    if (!options.quiet) {
        const workspace::Policy& policy = *loaded.policy;
        const auto count = [](const auto& all) {
            return std::ranges::count_if(all, [](const auto& one) { return one.has_value(); });
        };
        fmt::print(
            "{}: ok — {} people, {} pools, {} rules, {} territories, {} accounts{}\n", options.file,
            count(policy.people), count(policy.pools), count_rules(policy.rules),
            policy.territories.size(), policy.accounts.size(),
            warnings == 0 ? "" : fmt::format("; {} warning{}", warnings, warnings == 1 ? "" : "s"));
    }
    return kDone;
}

}  // namespace baton::app
