// Problem: what the courier tells the log about a channel or a workspace. Without secrets and
// without a lead's words.
#pragma once

#include <functional>
#include <string>

namespace baton::deliver {

struct Problem {
    std::string workspace;
    std::string channel;  // empty: the whole workspace
    std::string message;
};

// Called on the courier's thread; must not block for long.
using OnProblem = std::function<void(const Problem&)>;

}  // namespace baton::deliver
