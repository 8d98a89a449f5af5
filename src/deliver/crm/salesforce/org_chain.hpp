// OrgChain: a chain of calls that need a session. There is none: one is begun first. It ends under
// way: it is renewed, once for each call, and the call made again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "deliver/crm/chain.hpp"
#include "deliver/crm/salesforce/org.hpp"

namespace baton::deliver::crm::salesforce {

template <class Answer>
class OrgChain : public Chain<Answer> {
  public:
    OrgChain(std::shared_ptr<Org> org, Instant now) : org_(std::move(org)), now_(now) {}

  protected:
    using Request = typename Chain<Answer>::Request;
    using Build = std::function<std::optional<HttpCall>()>;  // nothing: there is no need
    using Heard = std::function<bool(const Judged&)>;        // false: the chain ends

    void then_ask(Build build, Heard heard) {
        this->then_do([this, build = std::move(build), heard = std::move(heard)] {
            return ask(build, heard, false);
        });
    }
    void first_ask(Build build, Heard heard) {
        ask_again(std::move(build), std::move(heard), false);
    }

    // A failure that every other call would have as well. The chain ends.
    virtual void on_down(const Judged& judged) = 0;

    std::shared_ptr<Org> org_;  // shared: with the connector and what else is under way
    Instant now_;
    Quota quota_;

  private:
    void ask_again(Build build, Heard heard, bool is_renewed) {
        this->first_do([this, build = std::move(build), heard = std::move(heard), is_renewed] {
            return ask(build, heard, is_renewed);
        });
    }

    std::optional<Request> ask(const Build& build, const Heard& heard, bool is_renewed) {
        if (!org_->has_session()) {
            ask_again(build, heard, is_renewed);
            return log_in();
        }
        auto call = build();
        if (!call) return std::nullopt;
        return Request{*std::move(call),
                       [this, build, heard, is_renewed, token = org_->token()](Outcome outcome) {
                           const Judged judged = org_->judge(std::move(outcome));
                           if (judged.quota.limit) quota_ = judged.quota;
                           if (judged.is_over && !is_renewed) {
                               org_->end_session(token);
                               ask_again(build, heard, true);
                               return true;
                           }
                           if (!judged.is_of_all) return heard(judged);
                           on_down(judged);
                           return false;
                       }};
    }

    Request log_in() {
        return Request{org_->login_call(now_), [this](Outcome outcome) {
                           const Judged judged = org_->begin_session(std::move(outcome));
                           if (org_->has_session()) return true;
                           on_down(judged);
                           return false;
                       }};
    }
};

}  // namespace baton::deliver::crm::salesforce
