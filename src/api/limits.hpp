// Every bound of the API, by name. The transport has its own (http/limits.hpp), and so do reading
// (capture/limits.hpp) and storing (store/limits.hpp).
#pragma once

#include <cstddef>

#include "base/instant.hpp"

namespace baton::api {

struct Limits {
    std::size_t body = std::size_t{1} << 20U;      // bytes of a lead, a form, an action. 413
    std::size_t document = std::size_t{4} << 20U;  // bytes of a workspace document. 413
    std::size_t batch = std::size_t{4} << 30U;     // bytes of a batch; its lines are bounded too
    std::size_t batch_in_flight = 256;             // leads of one batch at the writer
    std::size_t batch_buffer = std::size_t{256}
                               << 10U;  // bytes of results the client has not taken

    std::size_t event_streams = 256;             // clients of /v1/events. 503
    Duration heartbeat = Duration::seconds(15);  // a sign of life on a quiet stream

    std::size_t jobs = 64;  // slow questions (searches, documents) that wait for their turn. 503

    double form_burst = 60;      // submissions of one address at once …
    double form_per_second = 1;  // … and then so many a second. 429

    double address_attempts = 60;  // at signing in, of one address at once …
    double address_attempts_per_second = 1;
    double account_attempts = 10;  // … and at one account, whoever tries. 429
    double account_attempts_per_second = 1.0 / 30;
    std::size_t hashing = 32;  // passwords that wait to be hashed. 503
};

inline constexpr std::size_t kMaxKeyBytes = 255;       // an Idempotency-Key
inline constexpr std::size_t kMaxBatchKeyBytes = 240;  // of a batch: the line's number is put to it
inline constexpr std::size_t kMaxNoteBytes = 1'000;    // of a published version
inline constexpr std::size_t kMaxReasonBytes = 1'000;  // of a lost or disqualified lead
inline constexpr std::size_t kMaxRequestIdBytes = 128;
inline constexpr std::size_t kMaxPage = 200;        // entries of a list
inline constexpr std::size_t kDefaultPage = 50;     // where `limit` is not given
inline constexpr std::size_t kMaxNarrowed = 1'000;  // leads the desk names for one page of a search
inline constexpr std::size_t kMaxHistory = 10'000;  // events of one lead that are shown
inline constexpr std::size_t kMaxTraced = 20;       // decisions of a history told in full: the last
inline constexpr Duration kLedgerWindow = Duration::days(7);  // where `from` is not given
inline constexpr std::uint64_t kMaxLedgerEvents = 200'000;    // of the log, for one ledger. 400
inline constexpr std::size_t kMaxAccountName = 200;           // bytes
inline constexpr Duration kSessionLasts = Duration::days(14);
inline constexpr Duration kLinkLasts = Duration::hours(48);  // an invitation, a password's reset
inline constexpr Duration kStreamChecked = Duration::seconds(5);  // that its caller still may
inline constexpr std::size_t kCachedTokens = 1'024;
inline constexpr Duration kTokenCached = Duration::seconds(1);

}  // namespace baton::api
