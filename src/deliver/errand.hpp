// Errand: what one delivery does outside: a call, or several, each made of the answer to the one
// before it. A value; run on the courier's thread.
#pragma once

#include <functional>
#include <variant>

#include "deliver/outbound/outbound.hpp"

namespace baton::deliver {

struct Next;

struct Errand {
    Call call;
    // What follows the call's outcome, which may be a failure. Empty: that outcome is the
    // delivery's. Not asked when the client was stopped.
    std::move_only_function<Next(Outcome)> then = {};
};

// Another call, or how the delivery ended.
struct Next {
    std::variant<Errand, Outcome> what;
};

}  // namespace baton::deliver
