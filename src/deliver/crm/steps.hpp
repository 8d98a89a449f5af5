// Steps: what a connector does for one thing that is asked of it: a call, another made of the
// answer to the one before it, and so on to an answer. Like an Errand, with an answer of its own
// type. A value; run on the courier's thread, so that many can be under way without a thread each.
#pragma once

#include <functional>
#include <utility>
#include <variant>

#include "deliver/outbound/outbound.hpp"

namespace baton::deliver::crm {

template <class Answer>
struct Steps;

// A call and what follows its outcome, which may be a failure.
template <class Answer>
struct Asking {
    HttpCall call;
    std::move_only_function<Steps<Answer>(Outcome)> then;
};

template <class Answer>
struct Steps {
    std::variant<Asking<Answer>, Answer> what;
};

}  // namespace baton::deliver::crm
