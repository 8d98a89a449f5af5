// The leads of one post to a hook on their way to the writer: some at hand, some to be fetched from
// the source first. The post is answered when all of them are durable, so that a source tries again
// whatever was not; what was is then answered as before, by the source's own id.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/call.hpp"
#include "capture/hooks/hook.hpp"
#include "core/workspace/policy.hpp"
#include "deliver/outbound/outbound.hpp"
#include "dispatch/request.hpp"
#include "dispatch/writer.hpp"

namespace baton::api {

class HookIntake : public std::enable_shared_from_this<HookIntake> {
  public:
    // `hook` is one of `live`'s policy.
    HookIntake(Call call, std::shared_ptr<const dispatch::Live> live,
               const workspace::HookSource& hook, capture::HookType type);

    // Takes all that is in a post; `repeat_key` stands for a lead without an id of its own, where
    // the post has one. `token` is what leads are fetched with. Answers the call.
    void take(capture::HookContent content, const std::string& repeat_key,
              const deliver::HttpCall& fetch);

  private:
    void fetch(std::size_t place, const std::string& id, const deliver::HttpCall& like);
    void on_fetched(std::size_t place, const std::string& id, const deliver::Outcome& outcome);
    void submit(std::size_t place, capture::HookLead lead, const std::string& repeat_key);
    // One more is settled; the last one answers.
    void settle(std::size_t place, dispatch::Answer answer);
    void fail(http::Response refusal);
    void count_down();

    Call call_;
    const std::shared_ptr<const dispatch::Live> live_;
    const workspace::HookSource& hook_;
    const capture::HookType type_;

    struct Taken {
        std::string lead;  // its id; empty: there was nothing in it
        bool was_there = false;
    };
    std::mutex mutex_;  // guards the rest
    std::vector<Taken> taken_;
    std::size_t left_ = 0;
    std::optional<http::Response> refusal_;  // the first
};

}  // namespace baton::api
