// Runs a connector's steps over the outbound client, one call after the other, on the courier's
// thread. No call is begun that could still be under way at `until`, when the lease is over.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <variant>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "deliver/crm/steps.hpp"
#include "deliver/inbox.hpp"
#include "deliver/outbound/error.hpp"
#include "deliver/outbound/outbound.hpp"

namespace baton::deliver {

// What the steps run with; borrowed, and outlives them.
struct CrmRun {
    Outbound& outbound;
    SharedInbox inbox;
    const std::function<Instant()>& clock;
    std::uint64_t& calls;  // counted
};

// As long as one call may take, and the settling after it.
inline constexpr Duration kCrmCallTakes = Duration::seconds(25);

// `done` gets the answer, or Refused: the client was stopped, or the time is over.
template <class Answer>
void run_steps(const CrmRun& run, crm::Steps<Answer> steps, Instant until,
               std::move_only_function<void(Result<Answer>)> done) {
    if (auto* answer = std::get_if<Answer>(&steps.what)) return done(std::move(*answer));
    auto& asking = std::get<crm::Asking<Answer>>(steps.what);
    if (run.clock() + kCrmCallTakes > until) {
        return done(fail(DeliverError::Refused,
                         "the CRM answers too slowly to go on; what it has is found again"));
    }
    ++run.calls;
    auto answered = [&run, until, then = std::move(asking.then),
                     done = std::move(done)](Outcome outcome) mutable {
        run.inbox->post([&run, until, then = std::move(then), done = std::move(done),
                         outcome = std::move(outcome)]() mutable {
            if (outcome.stopped) return done(fail(DeliverError::Refused, outcome.message));
            run_steps<Answer>(run, then(std::move(outcome)), until, std::move(done));
        });
    };
    run.outbound.submit(std::move(asking.call), std::move(answered));
}

}  // namespace baton::deliver
