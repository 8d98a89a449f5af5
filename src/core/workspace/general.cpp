// The first lines of a document, what it says of leads as a whole, and its schedules.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/workspace/loading.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::size_t kMaxWorkspaceName = 64;

bool is_workspace_name(std::string_view name) {
    return !name.empty() && name.size() <= kMaxWorkspaceName &&
           std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

std::vector<Date> holidays_of(Loading& loading, const Fields& fields) {
    std::vector<Date> holidays;
    for (const TextAt& item : fields.texts("holidays")) {
        if (const auto date = parse_date(item.text)) {
            holidays.push_back(*date);
        } else {
            loading.report.error(item.node->place,
                                 fmt::format("{} is no day; write it as YEAR-MM-DD, for instance "
                                             "2026-12-25",
                                             quoted(item.text)));
        }
    }
    std::ranges::sort(holidays);
    const auto repeated = std::ranges::unique(holidays);
    holidays.erase(repeated.begin(), repeated.end());
    return holidays;
}

}  // namespace

void load_general(Loading& loading) {
    Policy& policy = loading.policy;
    policy.workspace = "default";
    if (const Node* name = loading.section("workspace")) {
        if (name->kind == Node::Kind::Scalar && is_workspace_name(name->scalar)) {
            policy.workspace = name->scalar;
        } else {
            loading.report.error(name->place,
                                 fmt::format("the workspace's name stands in addresses, so it must "
                                             "be letters, digits, - and _ (at most {}), not {}",
                                             kMaxWorkspaceName, in_words(*name)));
        }
    }
    static const team::Zone kUtc;
    policy.zone = loading.context.zones.find("UTC");
    if (policy.zone == nullptr) policy.zone = &kUtc;
    if (const Node* zone = loading.section("timezone")) {
        if (const team::Zone* found = loading.zone(*zone, "the workspace")) policy.zone = found;
    }
    const Fields document(loading.report, loading.root, "the document", {},
                          Fields::Further::Allowed);
    policy.close_after = document.duration("close_after");
    if (policy.close_after && *policy.close_after <= Duration{}) {
        document.refuse("close_after", *document.find("close_after"), "longer than nothing");
    }
    constexpr std::array<std::string_view, 2> kDuplicates{"new", "merge"};
    policy.duplicates =
        document.word("duplicates", kDuplicates) == 1 ? Duplicates::Merge : Duplicates::New;
}

void load_schedules(Loading& loading) {
    constexpr std::array<std::string_view, 2> kKeys{"hours", "holidays"};
    loading.each_named(
        "schedules", "a schedule", [&](const std::string& name, const Node&, const Node& node) {
            const Fields fields(loading.report, node, "schedule " + quoted(name), kKeys);
            team::Schedule schedule;
            if (const Node* hours = fields.require("hours")) {
                if (const auto text = fields.text("hours")) {
                    auto read = team::parse_hours(*text);
                    if (read) {
                        schedule = std::move(*read);
                    } else {
                        loading.report.error(hours->place, read.error().message);
                    }
                }
            }
            schedule.name = name;
            schedule.holidays = holidays_of(loading, fields);
            loading.policy.schedules.insert_or_assign(name, std::move(schedule));
        });
}

}  // namespace baton::workspace
