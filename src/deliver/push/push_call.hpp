// The call that hands one message for one browser to its push service (RFC 8030), and what the
// service's answer means. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "deliver/outbound/outbound.hpp"
#include "deliver/push/p256.hpp"

namespace baton::deliver {

// Where to, as whom. The endpoint is a secret: whoever knows it may write there.
struct PushTarget {
    std::string endpoint;
    std::string p256dh;
    std::string auth;
    std::string contact;  // whom the service may write to: an e-mail address
    KeyPair sender;       // vapid_key()
};

struct PushNote {
    std::string text;   // what the service worker reads; at most kMaxPushText bytes
    std::string about;  // a later note about the same takes the place of one that still waits
    bool is_urgent = false;
};

// Of a note that nobody was there to see: after a day it says nothing any more.
inline constexpr Duration kPushKept = Duration::days(1);
// Random bytes that one message needs, for its own key pair and its salt.
inline constexpr std::size_t kPushSeed = 48;

// Needs a seed of kPushSeed bytes that nobody can guess and that is used for nothing else. Fails
// with BadAddress for an endpoint that is no https URL, BadKey for keys that are none, and TooLong.
[[nodiscard]] Result<HttpCall> push_call(const PushTarget& to, const PushNote& note,
                                         std::string_view seed, Instant now);

// 404 and 410 say that the browser is no more told; 413 that the note is too long.
[[nodiscard]] Outcome judge_push(Outcome outcome);

}  // namespace baton::deliver
