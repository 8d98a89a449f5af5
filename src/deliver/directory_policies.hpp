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
        dispatch::Writer* writer = directory_.find(workspace);
        return writer == nullptr ? nullptr : writer->live()->policy;
    }
    SharedPolicy at(std::string_view workspace, std::uint64_t version) override {
        const SharedPolicy now = live(workspace);
        if (now == nullptr) return nullptr;
        return directory_.policies(workspace).get(version, now->names);
    }

  private:
    dispatch::Directory& directory_;
};

}  // namespace baton::deliver
