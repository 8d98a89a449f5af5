#include "deliver/push/push_call.hpp"

#include <utility>

#include "base/base64_url.hpp"
#include "base/hash.hpp"
#include "deliver/outbound/error.hpp"
#include "deliver/push/encrypt.hpp"
#include "deliver/push/vapid.hpp"

namespace baton::deliver {
namespace {

// RFC 8030, 5.4: at most 32 letters. A hash, since services and whoever reads their logs need not
// know what it is about.
std::string topic_of(std::string_view about) {
    return to_base64_url(bytes_of(sha256(about)).substr(0, 24));
}

}  // namespace

Result<HttpCall> push_call(const PushTarget& to, const PushNote& note, std::string_view seed,
                           Instant now) {
    const auto origin = origin_of(to.endpoint);
    if (!origin) return fail(DeliverError::BadAddress, "the endpoint is no https address");
    const auto keys = read_browser_keys(to.p256dh, to.auth);
    if (!keys) return fail(DeliverError::BadKey, "the browser's keys cannot be read");
    if (note.text.size() > kMaxPushText) {
        return fail(DeliverError::TooLong, "the note is longer than push services take");
    }
    HttpCall call;
    call.url = to.endpoint;
    const std::size_t path = to.endpoint.find('/', std::string_view("https://").size());
    if (path != std::string::npos) call.secrets.add(to.endpoint.substr(path));
    call.content_type = "application/octet-stream";
    call.headers = {{"Content-Encoding", "aes128gcm"},
                    {"TTL", std::to_string(kPushKept.micros / 1'000'000)},
                    {"Urgency", note.is_urgent ? "high" : "normal"},
                    {"Authorization", vapid_authorization({to.sender, *origin, to.contact, now})}};
    if (!note.about.empty()) call.headers.emplace_back("Topic", topic_of(note.about));
    const std::string_view salt = seed.substr(0, kSaltBytes);
    call.body = encrypt_push(*keys, derive_pair(seed.substr(kSaltBytes)), salt, note.text);
    return call;
}

Outcome judge_push(Outcome outcome) {
    if (outcome.status == 404 || outcome.status == 410) {
        outcome.kind = OutcomeKind::Permanent;
        outcome.gone = true;
        outcome.message = "the browser is not told any more";
    }
    if (outcome.status == 413) outcome.message = "the note is longer than the push service takes";
    return outcome;
}

}  // namespace baton::deliver
