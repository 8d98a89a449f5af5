// Chain: steps that are found one after another. What is to be done stands in a line of tasks; a
// task may turn out to need no call, and what answers may put more at either end. Kept alive by the
// step that is under way. The courier's thread only.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "deliver/crm/steps.hpp"

namespace baton::deliver::crm {

template <class Answer>
class Chain : public std::enable_shared_from_this<Chain<Answer>> {
  public:
    virtual ~Chain() = default;
    Chain() = default;
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;

    // The next step, or the answer when nothing is left to be done. Held by a shared_ptr.
    [[nodiscard]] Steps<Answer> proceed() {
        while (!tasks_.empty()) {
            Task task = std::move(tasks_.front());
            tasks_.pop_front();
            std::optional<Request> request = task();
            if (!request) continue;
            return {Asking<Answer>{std::move(request->call),
                                   [self = this->shared_from_this(),
                                    then = std::move(request->then)](Outcome outcome) mutable {
                                       if (!then(std::move(outcome))) self->tasks_.clear();
                                       return self->proceed();
                                   }}};
        }
        return {finish()};
    }

  protected:
    struct Request {
        HttpCall call;
        // False: nothing of what is left makes sense any more.
        std::move_only_function<bool(Outcome)> then;
    };
    // A task lives in the chain and may hold `this`.
    using Task = std::move_only_function<std::optional<Request>()>;

    void then_do(Task task) { tasks_.push_back(std::move(task)); }
    void first_do(Task task) { tasks_.push_front(std::move(task)); }
    [[nodiscard]] virtual Answer finish() = 0;

  private:
    std::deque<Task> tasks_;
};

}  // namespace baton::deliver::crm
