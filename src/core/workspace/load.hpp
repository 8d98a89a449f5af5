// Reads a workspace document into a Policy, or tells everything that is wrong with it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/lead/suffixes.hpp"
#include "core/team/ids.hpp"
#include "core/team/zone.hpp"
#include "core/workspace/finding.hpp"
#include "core/workspace/node.hpp"
#include "core/workspace/policy.hpp"

namespace baton::workspace {

// What loading needs from outside. Borrowed for the call; zones must outlive the policy.
struct LoadContext {
    const team::Zones& zones;
    const lead::Suffixes& suffixes;
    // The bytes of a file that the document names (`file:`), by the path as written. Null where no
    // file may be read (over HTTP).
    std::function<Result<std::string>(std::string_view path)> read_file;
    // The names of earlier versions, which keep their numbers; null for a first version.
    const team::Names* known = nullptr;
    // How the policy's rules are to be found (match::index_rules). Null: by reading them.
    IndexRules index_rules = nullptr;
};

struct Loaded {
    std::shared_ptr<const Policy> policy;                    // null when there was an error
    std::vector<Finding> findings;                           // errors and warnings by place
    std::vector<std::pair<std::string, std::string>> files;  // what `file:` named: path, bytes
};

[[nodiscard]] Loaded load(std::string_view text, std::string_view file, const LoadContext& context);
// The same of a tree that was parsed (and perhaps merged) before.
[[nodiscard]] Loaded load(const Node& document, std::string_view file, const LoadContext& context);

}  // namespace baton::workspace
