// The compiled documents of one workspace by version, made from the store when first asked for.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/lead/suffixes.hpp"
#include "core/team/zone.hpp"
#include "core/workspace/load.hpp"
#include "store/store.hpp"

namespace baton::dispatch {

// The tables that the core is given. They outlive everything.
struct Tables {
    const team::Zones& zones;
    const lead::Suffixes& suffixes;

    // As recorded in events: "tz-2025b psl-2023-02-09 lf-1".
    [[nodiscard]] std::string version() const;
};

// Reads a document with the files that belong to its version.
[[nodiscard]] workspace::Loaded compile(std::string_view text,
                                        const std::vector<store::DocumentFile>& files,
                                        const Tables& tables, const team::Names* known);

// Any thread.
class PolicyShelf {
  public:
    PolicyShelf(std::string workspace, store::Store& store, const Tables& tables)
        : workspace_(std::move(workspace)), store_(store), tables_(tables) {}

    // Null when the store has no such version, or it does not compile any more.
    [[nodiscard]] std::shared_ptr<const workspace::Policy> get(std::uint64_t version,
                                                               const team::Names& known);
    void add(std::uint64_t version, std::shared_ptr<const workspace::Policy> policy);
    // The version if it is on the shelf; null otherwise.
    [[nodiscard]] std::shared_ptr<const workspace::Policy> find(std::uint64_t version) const;

  private:
    std::string workspace_;
    store::Store& store_;
    Tables tables_;
    mutable std::mutex mutex_;  // guards policies_
    std::map<std::uint64_t, std::shared_ptr<const workspace::Policy>> policies_;
};

}  // namespace baton::dispatch
