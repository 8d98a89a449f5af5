// The calls of a Slack app for one post: who somebody is, their direct message, the message itself.
// Slack says no with HTTP 200 and {"ok": false, "error": …}, which is read here.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "deliver/errand.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/outbound/secrets.hpp"

namespace baton::deliver {

// The direct messages that are known: those of one app with its members. Asked for again after a
// restart, and when Slack no longer knows one. The courier's thread only.
class SlackPlaces {
  public:
    [[nodiscard]] std::string find(const std::string& member) const;
    void put(const std::string& member, std::string room);
    void forget(const std::string& member) { rooms_.erase(member); }

  private:
    static constexpr std::size_t kMost = 10'000;  // past it, all are asked for anew
    std::map<std::string, std::string> rooms_;
};

// Needs a message with a post. `places` outlives the errand. Fails with SecretMissing,
// BadSecretName or BadAddress, named after the channel.
[[nodiscard]] Result<Errand> slack_errand(const Message& message, const std::string& delivery_id,
                                          const Environment& environment, SlackPlaces& places);

// What an answer of Slack's API means, whatever its HTTP status: words of its own where it said no.
[[nodiscard]] Outcome judge_slack(Outcome outcome);
// Whether a post that was refused with this word may go better later: the app's own faults, which
// get mended while messages wait, and Slack's.
[[nodiscard]] bool may_pass_later(std::string_view error);

}  // namespace baton::deliver
