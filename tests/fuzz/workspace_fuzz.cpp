// Any bytes as a workspace document: a policy without errors, or errors that stand within the
// document; the tree of a readable one gives the same policy, and merging it with itself changes
// nothing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/workspace/context_for_tests.hpp"
#include "core/workspace/load.hpp"
#include "core/workspace/node.hpp"
#include "require.hpp"

namespace {

using namespace baton;
using fuzz::require;

bool is_error(const workspace::Finding& finding) {
    return finding.severity == workspace::Severity::Error;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    static workspace::testing::Outside outside = [] {
        workspace::testing::Outside made;
        made.files["accounts.csv"] = "id,name,domain,owner\n1,Oak,oak.test,ann\n2,Elm,elm.test,\n";
        return made;
    }();
    const auto lines = static_cast<int>(std::ranges::count(text, '\n')) + 1;

    const workspace::Loaded loaded = outside.load(text);
    require((loaded.policy == nullptr) == std::ranges::any_of(loaded.findings, is_error));
    for (const workspace::Finding& finding : loaded.findings) {
        require(!finding.message.empty());
        if (finding.place.file != "w.yaml") continue;
        require(finding.place.line >= 1 && finding.place.line <= lines);
        require(finding.place.column >= 1);
    }

    const auto documents = workspace::parse_yaml(text, "w.yaml");
    if (!documents) {
        require(loaded.policy == nullptr && !documents.error().empty());
        return 0;
    }
    if (documents->size() != 1) return 0;
    const workspace::Node& root = documents->front();
    const workspace::Loaded again = workspace::load(root, "w.yaml", outside.context());
    require((again.policy == nullptr) == (loaded.policy == nullptr));
    if (loaded.policy == nullptr) return 0;
    require(again.policy->rules.size() == loaded.policy->rules.size());
    // The hash of a tree is of what it says.
    const workspace::Loaded twice =
        workspace::load(workspace::merge(root, workspace::Node{root}), "w.yaml", outside.context());
    require(twice.policy != nullptr);
    return 0;
}
