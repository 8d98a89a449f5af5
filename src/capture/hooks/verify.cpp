// Each source's way of signing, over the raw bytes as they came.
#include <array>
#include <cstdlib>

#include "base/hash.hpp"
#include "base/hmac.hpp"
#include "base/text.hpp"
#include "capture/hooks/hook.hpp"
#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/slack.hpp"
#include "capture/json.hpp"

namespace baton::capture {
namespace {

constexpr Duration kTolerance = Duration::minutes(5);
constexpr Duration kCalendlyTolerance = Duration::minutes(3);

std::unexpected<Error> not_signed(std::string_view what) {
    return fail(HookError::NotSigned, "the post is not signed: " + std::string(what));
}

std::unexpected<Error> wrong(std::string_view header) {
    return fail(HookError::WrongSignature,
                std::string(header) + " does not fit the body and the secret");
}

// What a header holds behind `prefix`.
Result<std::string_view> signature_in(const HookCall& call, std::string_view header,
                                      std::string_view prefix) {
    const auto given = call.header(header);
    if (!given) return not_signed("it has no header " + std::string(header));
    const std::string_view value = trim(*given);
    if (!value.starts_with(prefix)) return wrong(header);
    return value.substr(prefix.size());
}

Result<void> expect(bool is_right, std::string_view header) {
    if (!is_right) return wrong(header);
    return {};
}

// Hex in either case, of the wanted bytes.
bool is_hex_of(std::string_view given, std::string_view bytes) {
    return equals_in_constant_time(ascii_lower(given), to_hex(bytes));
}

Result<void> check_age(Instant signed_at, const HookCall& call, Duration tolerance) {
    const Duration age = signed_at < call.now ? call.now - signed_at : signed_at - call.now;
    if (age <= tolerance) return {};
    return fail(HookError::TooOld, "it was signed at " + format_time(signed_at) + ", more than " +
                                       std::to_string(tolerance.micros / 60'000'000) +
                                       " minutes from now");
}

// A header with a time in units of `unit` microseconds.
Result<Instant> time_in(const HookCall& call, std::string_view header, std::int64_t unit) {
    const auto given = call.header(header);
    if (!given) return not_signed("it has no header " + std::string(header));
    const auto number = parse_integer(trim(*given));
    // Times of the next thousand years, so that nothing overflows.
    if (!number || *number < 0 || *number > 32'503'680'000'000'000 / unit) return wrong(header);
    return Instant{*number * unit};
}

// A hex HMAC of the body alone.
Result<void> verify_body(HmacHash hash, std::string_view secret, const HookCall& call,
                         std::string_view header, std::string_view prefix) {
    const auto given = signature_in(call, header, prefix);
    if (!given) return std::unexpected(given.error());
    return expect(is_hex_of(*given, hmac(hash, secret, std::array{call.body})), header);
}

Result<void> verify_typeform(std::string_view secret, const HookCall& call) {
    constexpr std::string_view kHeader = "Typeform-Signature";
    const auto given = signature_in(call, kHeader, "sha256=");
    if (!given) return std::unexpected(given.error());
    return expect(equals_in_constant_time(*given, to_base64(hmac_sha256(secret, call.body))),
                  kHeader);
}

Result<void> verify_google(std::string_view secret, const HookCall& call) {
    const auto body = parse_json_value(call.body);
    if (!body) return std::unexpected(body.error());
    const lead::RawValue* key = at(*body, {"google_key"});
    if (key == nullptr) return not_signed("it has no google_key");
    return expect(equals_in_constant_time(text(key), secret), "google_key");
}

// v1 and v2 hash the secret before the rest; v3 is an HMAC that holds the time, too.
Result<void> verify_hubspot(std::string_view secret, const HookCall& call) {
    constexpr std::string_view kV3 = "X-HubSpot-Signature-v3";
    constexpr std::string_view kOld = "X-HubSpot-Signature";
    constexpr std::string_view kTime = "X-HubSpot-Request-Timestamp";
    if (call.header(kV3)) {
        const auto given = signature_in(call, kV3, "");
        const auto at = time_in(call, kTime, 1'000);
        if (!at) return std::unexpected(at.error());
        const std::string_view time = trim(*call.header(kTime));
        const std::array<std::string_view, 4> pieces{call.method, call.url, call.body, time};
        const std::string right = to_base64(hmac(HmacHash::Sha256, secret, pieces));
        if (!equals_in_constant_time(*given, right)) return wrong(kV3);
        return check_age(*at, call, kTolerance);
    }
    if (call.header(kOld)) {
        const auto given = signature_in(call, kOld, "");
        const auto version = call.header("X-HubSpot-Signature-Version");
        const std::array<std::string_view, 2> v1{secret, call.body};
        const std::array<std::string_view, 4> v2{secret, call.method, call.url, call.body};
        const Digest right = version && trim(*version) == "v2" ? sha256(v2) : sha256(v1);
        return expect(is_hex_of(*given, bytes_of(right)), kOld);
    }
    const auto bearer = signature_in(call, "Authorization", "Bearer ");
    if (!bearer) return not_signed("it has neither X-HubSpot-Signature-v3 nor Authorization");
    return expect(equals_in_constant_time(*bearer, secret), "Authorization");
}

Result<void> verify_calendly(std::string_view secret, const HookCall& call) {
    constexpr std::string_view kHeader = "Calendly-Webhook-Signature";
    const auto given = signature_in(call, kHeader, "");
    if (!given) return std::unexpected(given.error());
    std::string_view time;
    std::string_view signature;
    for (const std::string_view part : split(*given, ',')) {
        const std::string_view bare = trim(part);
        if (bare.starts_with("t=")) time = bare.substr(2);
        if (bare.starts_with("v1=")) signature = bare.substr(3);
    }
    const auto seconds = parse_integer(time);
    if (!seconds || *seconds < 0 || *seconds > 32'503'680'000) return wrong(kHeader);
    const std::array<std::string_view, 3> pieces{time, ".", call.body};
    if (!is_hex_of(signature, hmac(HmacHash::Sha256, secret, pieces))) return wrong(kHeader);
    return check_age(Instant{*seconds * 1'000'000}, call, kCalendlyTolerance);
}

Result<void> verify_webflow(std::string_view secret, const HookCall& call) {
    constexpr std::string_view kHeader = "x-webflow-signature";
    constexpr std::string_view kTime = "x-webflow-timestamp";
    const auto given = signature_in(call, kHeader, "");
    if (!given) return std::unexpected(given.error());
    const auto at = time_in(call, kTime, 1'000);
    if (!at) return std::unexpected(at.error());
    const std::array<std::string_view, 3> pieces{trim(*call.header(kTime)), ":", call.body};
    if (!is_hex_of(*given, hmac(HmacHash::Sha256, secret, pieces))) return wrong(kHeader);
    return check_age(*at, call, kTolerance);
}

// Standard Webhooks 1.0: several signatures may stand in the header, while a secret is changed.
Result<void> verify_standard(std::string_view secret, const HookCall& call) {
    constexpr std::string_view kHeader = "webhook-signature";
    constexpr std::string_view kTime = "webhook-timestamp";
    const auto at = time_in(call, kTime, 1'000'000);
    if (!at) return std::unexpected(at.error());
    const auto id = call.header("webhook-id");
    if (!id) return not_signed("it has no header webhook-id");
    if (secret.starts_with("whsec_")) secret.remove_prefix(6);
    const auto key = from_base64(secret);
    if (!key) return wrong(kHeader);
    const std::array<std::string_view, 5> pieces{trim(*id), ".", trim(*call.header(kTime)), ".",
                                                 call.body};
    const std::string right = "v1," + to_base64(hmac(HmacHash::Sha256, *key, pieces));
    for (const std::string_view given : split(*call.header(kHeader), ' ')) {
        if (equals_in_constant_time(given, right)) return check_age(*at, call, kTolerance);
    }
    return wrong(kHeader);
}

Result<void> verify_own(std::string_view secret, const HookCall& call) {
    if (call.header("webhook-signature")) return verify_standard(secret, call);
    if (call.header("X-Hub-Signature-256")) {
        return verify_body(HmacHash::Sha256, secret, call, "X-Hub-Signature-256", "sha256=");
    }
    if (const auto given = call.header("X-Baton-Secret")) {
        return expect(equals_in_constant_time(trim(*given), secret), "X-Baton-Secret");
    }
    const auto bearer = signature_in(call, "Authorization", "Bearer ");
    if (!bearer) {
        return not_signed(
            "send webhook-signature (Standard Webhooks), X-Hub-Signature-256, or the secret itself "
            "in X-Baton-Secret or as a bearer token");
    }
    return expect(equals_in_constant_time(*bearer, secret), "Authorization");
}

}  // namespace

Result<void> verify_slack(std::string_view secret, const HookCall& call) {
    constexpr std::string_view kHeader = "X-Slack-Signature";
    constexpr std::string_view kTime = "X-Slack-Request-Timestamp";
    const auto given = signature_in(call, kHeader, "v0=");
    if (!given) return std::unexpected(given.error());
    const auto at = time_in(call, kTime, 1'000'000);
    if (!at) return std::unexpected(at.error());
    const std::array<std::string_view, 4> pieces{"v0:", trim(*call.header(kTime)), ":", call.body};
    if (!is_hex_of(*given, hmac(HmacHash::Sha256, secret, pieces))) return wrong(kHeader);
    return check_age(*at, call, kTolerance);
}

Result<void> verify_hook(HookType type, std::string_view secret, const HookCall& call) {
    switch (type) {
        case HookType::Typeform:
            return verify_typeform(secret, call);
        case HookType::Meta:
            return verify_body(HmacHash::Sha256, secret, call, "X-Hub-Signature-256", "sha256=");
        case HookType::Google:
            return verify_google(secret, call);
        case HookType::HubSpot:
            return verify_hubspot(secret, call);
        case HookType::Calendly:
            return verify_calendly(secret, call);
        case HookType::Intercom:
            return verify_body(HmacHash::Sha1, secret, call, "X-Hub-Signature", "sha1=");
        case HookType::Webflow:
            return verify_webflow(secret, call);
        case HookType::Json:
            return verify_own(secret, call);
    }
    return not_signed("nothing is known of its source");
}

}  // namespace baton::capture
