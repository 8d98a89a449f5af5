// The calls of a Slack app for one post: who somebody is, their direct message, the message itself.
// Slack says no with HTTP 200 and {"ok": false, "error": …}, which is read here.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "deliver/errand.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/outbound/secrets.hpp"

namespace baton::deliver {

// Where one message about a lead stands.
struct SlackCopy {
    std::string room;
    std::string ts;
    std::string delivery;   // the one that posted it
    std::string recipient;  // whose direct message it is; empty: a room's
};

// What is known of an app's places: its direct messages with its members, asked for again after a
// restart and when Slack no longer knows one; and where this process has posted about which lead.
// The courier's thread only.
class SlackPlaces {
  public:
    // `lead`: its app's and its own name.
    void remember(const std::string& lead, SlackCopy copy);
    [[nodiscard]] std::vector<SlackCopy> copies(const std::string& lead) const;

    [[nodiscard]] std::string find(const std::string& member) const;
    void put(const std::string& member, std::string room);
    void forget(const std::string& member) { rooms_.erase(member); }

  private:
    static constexpr std::size_t kMost = 10'000;    // past it, all are asked for anew, or forgotten
    static constexpr std::size_t kMostCopies = 10;  // of one lead, the last ones
    std::map<std::string, std::string> rooms_;
    std::map<std::string, std::vector<SlackCopy>> copies_;
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
