// The documents as the directory of the workspaces has them, for the courier.
#pragma once

#include <cstdint>
#include <string_view>

#include "deliver/log_interpreter.hpp"
#include "dispatch/directory.hpp"

namespace baton::deliver {

class DirectoryPolicies final : public PolicySource {
  public:
    // Borrows it.
    explicit DirectoryPolicies(dispatch::Directory& directory) : directory_(directory) {}

    SharedPolicy live(std::string_view workspace) override {
        const auto room = directory_.open_workspace(workspace);
        return room && *room ? (*room)->writer->live()->policy : nullptr;
    }
    SharedPolicy at(std::string_view workspace, std::uint64_t version) override {
        const auto room = directory_.open_workspace(workspace);
        if (!room || !*room) return nullptr;
        const SharedPolicy now = (*room)->writer->live()->policy;
        return now == nullptr ? nullptr : (*room)->policies->get(version, now->names);
    }

  private:
    dispatch::Directory& directory_;
};

}  // namespace baton::deliver
