// baton test: runs scenarios against their workspace on a clock that stands still, with the code
// that serves and no network.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "app/commands/commands.hpp"
#include "app/files.hpp"
#include "app/lead_files.hpp"
#include "app/tables.hpp"
#include "scenario/run.hpp"
#include "scenario/scenario.hpp"

namespace baton::app {
namespace {

struct Count {
    std::size_t passed = 0;
    std::size_t failed = 0;
};

void print_failures(const scenario::Scenario& scenario, const scenario::Report& report) {
    fmt::print("FAILED  {} ({}:{})\n", scenario.name, scenario.place.file, scenario.place.line);
    for (const workspace::Finding& finding : report.findings) {
        fmt::print("        {}\n", workspace::to_line(finding));
    }
    for (const scenario::Failure& failure : report.failures) {
        fmt::print("        {}:{}: {}\n", failure.place.file, failure.place.line, failure.message);
    }
}

void run_file(const std::string& file, const LoadedTables& tables, bool quiet, Count& count) {
    const auto text = read_file(file);
    if (!text) {
        ++count.failed;
        fmt::print("FAILED  {}\n        {}\n", file, text.error().message);
        return;
    }
    const auto scenarios = scenario::read_scenarios(*text, file);
    if (!scenarios) {
        ++count.failed;
        fmt::print("FAILED  {}\n", file);
        for (const workspace::Finding& finding : scenarios.error()) {
            fmt::print("        {}\n", workspace::to_line(finding));
        }
        return;
    }
    const auto read_beside = reader_beside(file);
    const scenario::Environment environment{
        *tables.zones, *tables.suffixes, read_beside,
        [&](std::string_view path) -> Result<std::vector<lead::RawLead>> {
            const auto bytes = read_beside(path);
            if (!bytes) return std::unexpected(bytes.error());
            return read_leads(*bytes, lead_format_of(path));
        }};
    for (const scenario::Scenario& scenario : *scenarios) {
        const scenario::Report report = scenario::run(scenario, environment);
        if (report.passed()) {
            ++count.passed;
            if (!quiet) fmt::print("ok      {}\n", scenario.name);
        } else {
            ++count.failed;
            print_failures(scenario, report);
        }
    }
}

}  // namespace

int test(const TestOptions& options) {
    const auto tables = load_tables();
    if (!tables) {
        fmt::print(stderr, "baton test: {}\n", tables.error().message);
        return kFound;
    }
    Count count;
    for (const std::string& file : options.files) run_file(file, *tables, options.quiet, count);
    fmt::print("{} passed, {} failed\n", count.passed, count.failed);
    return count.failed == 0 ? kDone : kFound;
}

}  // namespace baton::app
