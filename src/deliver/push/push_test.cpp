// Web push against the examples of its standards, and against a reader of another make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <memory>

#include "base/base64_url.hpp"
#include "deliver/outbound/error.hpp"
#include "deliver/push/encrypt.hpp"
#include "deliver/push/push_call.hpp"
#include "deliver/push/vapid.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;

std::string bytes(std::string_view text) { return from_base64_url(text).value(); }

unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// --- A browser: reads with OpenSSL's own HKDF and the other half of the keys
// ------------------------

std::string hkdf(std::string salt, std::string key, std::string info, std::size_t size) {
    const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(
        EVP_KDF_fetch(nullptr, "HKDF", nullptr), &EVP_KDF_free);
    const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
        EVP_KDF_CTX_new(kdf.get()), &EVP_KDF_CTX_free);
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 5> parameters{
        OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
        OSSL_PARAM_construct_octet_string("salt", salt.data(), salt.size()),
        OSSL_PARAM_construct_octet_string("key", key.data(), key.size()),
        OSSL_PARAM_construct_octet_string("info", info.data(), info.size()),
        OSSL_PARAM_construct_end()};
    std::string out(size, '\0');
    EXPECT_EQ(EVP_KDF_derive(context.get(), raw(out), size, parameters.data()), 1);
    return out;
}

// Empty where it is not for this reader.
std::string open_record(const std::string& key, const std::string& salt, std::string sealed) {
    std::string tag = sealed.substr(sealed.size() - 16);
    sealed.resize(sealed.size() - 16);
    const std::string zero(1, '\0');
    const std::string cek = hkdf(salt, key, "Content-Encoding: aes128gcm" + zero, 16);
    const std::string nonce = hkdf(salt, key, "Content-Encoding: nonce" + zero, 12);
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string text(sealed.size(), '\0');
    int size = 0;
    const bool is_well =
        EVP_DecryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, raw(cek), raw(nonce)) == 1 &&
        EVP_DecryptUpdate(context.get(), raw(text), &size, raw(sealed),
                          static_cast<int>(sealed.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, 16, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), raw(text) + size, &size) == 1;
    if (!is_well) return {};
    while (text.ends_with('\0')) text.pop_back();
    if (text.ends_with('\2')) text.pop_back();
    return text;
}

struct Browser {
    KeyPair pair;
    std::string auth;

    [[nodiscard]] BrowserKeys keys() const { return {pair.point, auth}; }
    [[nodiscard]] std::string read(const std::string& body) const {
        const std::string salt = body.substr(0, 16);
        const auto size = static_cast<unsigned char>(body[20]);
        const std::string sender = body.substr(21, size);
        const auto shared = agree(pair, sender);
        if (!shared) return {};
        const std::string info = std::string("WebPush: info") + '\0' + pair.point + sender;
        return open_record(hkdf(auth, *shared, info, 32), salt, body.substr(21 + size));
    }
};

// --- The examples
// ------------------------------------------------------------------------------------

TEST(Push, EncodesAsRfc8188HasIt) {
    const std::string body = encode_aes128gcm(
        bytes("yqdlZ-tYemfogSmv7Ws5PQ"), bytes("I1BsxtFttlv3u_Oo94xnmw"), "", "I am the walrus");
    EXPECT_EQ(to_base64_url(body),
              "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
}

TEST(Push, EncryptsAsRfc8291HasIt) {
    const auto sender = pair_of(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    ASSERT_TRUE(sender);
    EXPECT_EQ(to_base64_url(sender->point),
              "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
              "7A8");
    const auto keys = read_browser_keys(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg");
    ASSERT_TRUE(keys);
    const std::string text = "When I grow up, I want to be a watermelon";
    const std::string body = encrypt_push(*keys, *sender, bytes("DGv6ra1nlYgDCS1FRnbzlw"), text);
    EXPECT_EQ(to_base64_url(body),
              "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc"
              "InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLV"
              "WGNWQexSgSxsj_Qulcy4a-fN");
    const Browser browser{*pair_of(bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")),
                          bytes("BTBZMqHH6r4Tts7J_aSIgg")};
    EXPECT_EQ(browser.read(body), text);
}

RC_GTEST_PROP(Push, WhomItIsForReadsItAndNobodyElse, ()) {
    const auto seed = *rc::gen::string<std::string>();
    const Browser browser{derive_pair(seed + "browser"),
                          *rc::gen::container<std::string>(16, rc::gen::arbitrary<char>())};
    const Browser other{derive_pair(seed + "other"), browser.auth};
    Browser unknown = browser;
    unknown.auth[0] = static_cast<char>(unknown.auth[0] ^ 1);
    std::string text = *rc::gen::string<std::string>() + "!";
    text.resize(std::min(text.size(), kMaxPushText));
    const auto salt = *rc::gen::container<std::string>(16, rc::gen::arbitrary<char>());
    std::string body = encrypt_push(browser.keys(), derive_pair(seed), salt, text);
    RC_ASSERT(browser.read(body) == text);
    RC_ASSERT(other.read(body).empty());
    RC_ASSERT(unknown.read(body).empty());
    const auto at = *rc::gen::inRange<std::size_t>(86, body.size());
    body[at] = static_cast<char>(body[at] ^ 4);
    RC_ASSERT(browser.read(body).empty());
}

TEST(Push, TheLongestTextFillsARecord) {
    const Browser browser{derive_pair("b"), std::string(16, 'a')};
    const std::string text(kMaxPushText, 'x');
    const std::string body =
        encrypt_push(browser.keys(), derive_pair("s"), std::string(16, 's'), text);
    EXPECT_EQ(body.size(), 4096U);
    EXPECT_EQ(browser.read(body), text);
}

// --- Keys
// --------------------------------------------------------------------------------------------

TEST(Push, KeysFollowFromTheirSeedAndAreOfTheCurve) {
    const Digest salt = sha256("store");
    EXPECT_EQ(vapid_key(salt).secret, vapid_key(salt).secret);
    EXPECT_NE(vapid_key(salt).secret, vapid_key(sha256("another")).secret);
    EXPECT_TRUE(is_point(vapid_key(salt).point));
    std::string off = vapid_key(salt).point;
    off.back() = static_cast<char>(off.back() ^ 1);
    EXPECT_FALSE(is_point(off));
    EXPECT_FALSE(is_point(""));
    EXPECT_FALSE(is_point(off.substr(1)));
    EXPECT_EQ(agree(vapid_key(salt), off), std::nullopt);
    EXPECT_EQ(pair_of(std::string(32, '\0')), std::nullopt);
    EXPECT_EQ(pair_of(std::string(32, '\xff')), std::nullopt);
    EXPECT_EQ(pair_of("short"), std::nullopt);
    const KeyPair a = derive_pair("a");
    const KeyPair b = derive_pair("b");
    EXPECT_EQ(agree(a, b.point), agree(b, a.point));
}

TEST(Push, ABrowsersKeysAreReadOrRefused) {
    const std::string point = to_base64_url(derive_pair("b").point);
    const std::string auth = to_base64_url(std::string(16, 'a'));
    EXPECT_TRUE(read_browser_keys(point, auth));
    EXPECT_FALSE(read_browser_keys(point + "=", auth));
    EXPECT_FALSE(read_browser_keys(auth, auth));
    EXPECT_FALSE(read_browser_keys(point, to_base64_url("short")));
    EXPECT_FALSE(read_browser_keys("", ""));
    std::string off = derive_pair("b").point;
    off.back() = static_cast<char>(off.back() ^ 1);
    EXPECT_FALSE(read_browser_keys(to_base64_url(off), auth));
}

TEST(Push, AnEndpointHasAnOrigin) {
    EXPECT_EQ(origin_of("https://push.test/x?y"), "https://push.test");
    EXPECT_EQ(origin_of("https://Push.Test:8443/x"), "https://push.test:8443");
    EXPECT_EQ(origin_of("https://push.test:443/x"), "https://push.test");
    EXPECT_EQ(origin_of("https://[::1]:9/x"), "https://[::1]:9");
    for (const char* other :
         {"http://push.test/", "push.test", "https://", "https:///x", "https://a@push.test/",
          "https://push.test/\n", "https://p ush/", ""}) {
        EXPECT_EQ(origin_of(other), std::nullopt) << other;
    }
}

// --- The call
// ----------------------------------------------------------------------------------------

PushTarget target(std::string endpoint = "https://push.test/send/abcdef") {
    return {.endpoint = std::move(endpoint),
            .p256dh = to_base64_url(derive_pair("browser").point),
            .auth = to_base64_url(std::string(16, 'a')),
            .contact = "ops@acme.test",
            .sender = vapid_key(sha256("store"))};
}

std::string header(const HttpCall& call, std::string_view name) {
    for (const auto& [key, value] : call.headers) {
        if (key == name) return value;
    }
    return "none";
}

constexpr Instant kNow = Instant::from_seconds(1'700'000'000);

TEST(Push, TheCallSaysWhoSendsAndForHowLong) {
    const PushNote note{.text = "{}", .about = "acme\nlead", .is_urgent = true};
    const auto call = push_call(target(), note, std::string(kPushSeed, 's'), kNow);
    ASSERT_TRUE(call) << call.error().message;
    EXPECT_EQ(call->url, "https://push.test/send/abcdef");
    EXPECT_EQ(header(*call, "Content-Encoding"), "aes128gcm");
    EXPECT_EQ(header(*call, "TTL"), "86400");
    EXPECT_EQ(header(*call, "Urgency"), "high");
    EXPECT_EQ(header(*call, "Topic").size(), 32U);
    EXPECT_EQ(call->secrets.scrub("to https://push.test/send/abcdef"), "to https://push.test***");
    const Browser browser{derive_pair("browser"), std::string(16, 'a')};
    EXPECT_EQ(browser.read(call->body), "{}");

    const std::string authorization = header(*call, "Authorization");
    ASSERT_TRUE(authorization.starts_with("vapid t="));
    const std::size_t k = authorization.find(", k=");
    EXPECT_EQ(bytes(authorization.substr(k + 4)), target().sender.point);
    const std::string token = authorization.substr(8, k - 8);
    const std::size_t dot = token.find('.');
    const std::size_t last = token.rfind('.');
    EXPECT_EQ(bytes(token.substr(0, dot)), R"({"typ":"JWT","alg":"ES256"})");
    const auto claims = boost::json::parse(bytes(token.substr(dot + 1, last - dot - 1)));
    EXPECT_EQ(claims.at("aud").as_string(), "https://push.test");
    EXPECT_EQ(claims.at("sub").as_string(), "mailto:ops@acme.test");
    EXPECT_EQ(claims.at("exp").as_int64(), 1'700'000'000 + 43'200);
    EXPECT_EQ(bytes(token.substr(last + 1)).size(), 64U);
}

TEST(Push, EveryMessageHasItsOwnKeyAndTopicsTellLeadsApart) {
    const auto one = push_call(target(), {"{}", "a"}, std::string(kPushSeed, 's'), kNow);
    const auto two = push_call(target(), {"{}", "b"}, std::string(kPushSeed, 't'), kNow);
    const auto none = push_call(target(), {"{}", ""}, std::string(kPushSeed, 't'), kNow);
    EXPECT_NE(one->body.substr(21, 65), two->body.substr(21, 65));
    EXPECT_NE(header(*one, "Topic"), header(*two, "Topic"));
    EXPECT_EQ(header(*one, "Urgency"), "normal");
    EXPECT_EQ(header(*none, "Topic"), "none");
    // The sender of messages is no key of theirs.
    EXPECT_NE(one->body.substr(21, 65), target().sender.point);
}

TEST(Push, WhatCannotBeSentIsRefused) {
    const std::string seed(kPushSeed, 's');
    const auto fault = [&](const PushTarget& to, const std::string& text) {
        return push_call(to, {text, ""}, seed, kNow).error();
    };
    EXPECT_TRUE(is(fault(target("http://push.test/"), "{}"), DeliverError::BadAddress));
    PushTarget other = target();
    other.auth = "none";
    EXPECT_TRUE(is(fault(other, "{}"), DeliverError::BadKey));
    EXPECT_TRUE(is(fault(target(), std::string(kMaxPushText + 1, 'x')), DeliverError::TooLong));
}

TEST(Push, AServicesAnswerIsRead) {
    const auto judged = [](std::int32_t status, OutcomeKind kind) {
        Outcome outcome;
        outcome.status = status;
        outcome.kind = kind;
        return judge_push(std::move(outcome));
    };
    EXPECT_EQ(judged(201, OutcomeKind::Sent).kind, OutcomeKind::Sent);
    for (const std::int32_t status : {404, 410}) {
        const Outcome outcome = judged(status, OutcomeKind::Retry);
        EXPECT_TRUE(outcome.gone);
        EXPECT_EQ(outcome.kind, OutcomeKind::Permanent);
    }
    EXPECT_THAT(judged(413, OutcomeKind::Permanent).message, HasSubstr("longer than"));
    EXPECT_FALSE(judged(413, OutcomeKind::Permanent).gone);
    EXPECT_EQ(judged(429, OutcomeKind::Retry).kind, OutcomeKind::Retry);
    EXPECT_FALSE(judged(0, OutcomeKind::Retry).gone);
}

}  // namespace
}  // namespace baton::deliver
