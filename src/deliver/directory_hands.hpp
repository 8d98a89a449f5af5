// A CRM's news as commands to the workspaces' writers.
#pragma once

#include <functional>
#include <string_view>

#include "deliver/crm_hands.hpp"
#include "dispatch/directory.hpp"

namespace baton::deliver {

class DirectoryHands final : public CrmHands {
  public:
    // Borrows it.
    explicit DirectoryHands(dispatch::Directory& directory) : directory_(directory) {}

    void take(std::string_view workspace, std::string_view actor, CrmNews news,
              std::move_only_function<void(Done)> done) override;

  private:
    dispatch::Directory& directory_;
};

}  // namespace baton::deliver
