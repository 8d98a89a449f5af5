// From a message to a call: the channel's connection with its secrets put in, and the message in
// the channel's form. The only place that knows all types of channel.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "deliver/errand.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/outbound/outbound.hpp"
#include "deliver/outbound/secrets.hpp"
#include "deliver/slack_errand.hpp"

namespace baton::deliver {

// `delivery_id` is the same for all attempts, `now` the attempt's moment. Fails with
// SecretMissing, BadSecretName, BadAddress, BadKey or NoConnection, named after the channel: all
// of them faults of the connection that somebody can mend.
[[nodiscard]] Result<Call> render(const Message& message, const std::string& delivery_id,
                                  Instant now, const Environment& environment);

// What errands are made with besides. Borrowed; `places` outlives the errand.
struct ErrandTools {
    const Environment& environment;
    SlackPlaces& places;
    // Random words that nobody can guess: keys are made of them.
    const std::function<std::uint64_t()>& dice;
};
// The same for a channel whose calls are more than one, or read their answer by rules of their own.
[[nodiscard]] Result<Errand> plan_errand(const Message& message, const std::string& delivery_id,
                                         Instant now, const ErrandTools& tools);

}  // namespace baton::deliver
