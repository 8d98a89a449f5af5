#include "access/id_token.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <vector>

#include "base/base64_url.hpp"

namespace baton::access {
namespace {

constexpr std::int64_t kNow = 1'772'000'000;

std::string signature_of(EVP_PKEY* key, const std::string& input, bool is_pss) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* details = nullptr;
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
    EVP_DigestSignInit(context, &details, EVP_sha256(), nullptr, key);
    if (is_pss) {
        EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST);
    }
    EVP_DigestSign(context, nullptr, &size, bytes, input.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                   input.size());
    signature.resize(size);
    EVP_MD_CTX_free(context);
    return signature;
}

// A key made for the tests, with what it signs.
class Signer {
  public:
    Signer() : key_(EVP_RSA_gen(2048)) {}
    ~Signer() { EVP_PKEY_free(key_); }
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    [[nodiscard]] std::string sign(const std::string& header, const std::string& claims,
                                   bool is_pss = false) const {
        const std::string input = to_base64_url(header) + "." + to_base64_url(claims);
        return input + "." + to_base64_url(signature_of(key_, input, is_pss));
    }

    [[nodiscard]] std::string jwks(const std::string& id = "k1") const {
        return fmt::format(
            R"({{"keys":[{{"kty":"EC","kid":"{0}"}},{{"kty":"RSA","use":"sig","kid":"{0}","n":"{1}","e":"{2}"}}]}})",
            id, number(OSSL_PKEY_PARAM_RSA_N), number(OSSL_PKEY_PARAM_RSA_E));
    }

  private:
    [[nodiscard]] std::string number(const char* name) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_, name, &value);
        std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
        BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
        BN_free(value);
        return to_base64_url(bytes);
    }

    EVP_PKEY* key_;
};

const Signer& signer() {
    static const Signer kSigner;
    return kSigner;
}

const IdExpected kExpected{"https://id.test", "baton", "n-1", Instant::from_seconds(kNow)};

std::string claims(const std::string& more = {}) {
    return fmt::format(
        R"({{"iss":"https://id.test","aud":"baton","sub":"42","nonce":"n-1","iat":{},"exp":{},)"
        R"("email":"Ann@Acme.test","email_verified":true,"name":"Ann"{}}})",
        kNow, kNow + 300, more);
}

constexpr const char* kHeader = R"({"alg":"RS256","kid":"k1"})";

// The number of the error; 0: it is believed.
int verdict(const std::string& token, const std::string& jwks = signer().jwks()) {
    const auto checked = check_id_token(token, jwks, kExpected);
    return checked ? 0 : checked.error().code;
}
int verdict_on(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return verdict(signer().sign(kHeader, text.replace(at, from.size(), to)));
}
int number(IdTokenError error) { return static_cast<int>(error); }

TEST(IdTokens, SayWhoItIs) {
    const auto identity =
        check_id_token(signer().sign(kHeader, claims()), signer().jwks(), kExpected);
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->subject, "https://id.test 42");
    EXPECT_EQ(identity->email, "ann@acme.test");
    EXPECT_EQ(identity->name, "Ann");
}

TEST(IdTokens, AnAddressThatNobodyVerifiedIsNone) {
    std::string text = claims();
    text.replace(text.find("true"), 4, "false");
    EXPECT_EQ(check_id_token(signer().sign(kHeader, text), signer().jwks(), kExpected)->email, "");
}

TEST(IdTokens, AreForUsNowAndForThisSignIn) {
    EXPECT_EQ(verdict_on(claims(), "https://id.test", "https://evil.test"),
              number(IdTokenError::WrongIssuer));
    EXPECT_EQ(verdict_on(claims(), R"("aud":"baton")", R"("aud":"other")"),
              number(IdTokenError::WrongAudience));
    EXPECT_EQ(verdict_on(claims(), R"("aud":"baton")", R"("aud":["baton","other"])"),
              number(IdTokenError::WrongAudience));
    EXPECT_EQ(verdict_on(claims(), R"("aud":"baton")", R"("azp":"baton","aud":["other","baton"])"),
              0);
    EXPECT_EQ(verdict_on(claims(), "n-1", "n-2"), number(IdTokenError::WrongNonce));
    EXPECT_EQ(verdict_on(claims(), R"("nonce":"n-1",)", ""), number(IdTokenError::WrongNonce));
    EXPECT_EQ(verdict_on(claims(), std::to_string(kNow + 300), std::to_string(kNow - 60)),
              number(IdTokenError::Expired));
    EXPECT_EQ(verdict_on(claims(), std::to_string(kNow + 300), std::to_string(kNow - 59)), 0);
    EXPECT_EQ(verdict_on(claims(), R"("exp":)", R"("was":)"), number(IdTokenError::Expired));
    EXPECT_EQ(
        verdict_on(claims(), fmt::format("\"iat\":{}", kNow), fmt::format("\"iat\":{}", kNow + 61)),
        number(IdTokenError::Expired));
    EXPECT_EQ(verdict_on(claims(), R"("sub":"42",)", ""), number(IdTokenError::Malformed));
}

TEST(IdTokens, AreSignedByAKeyOfTheIssuer) {
    const std::string good = signer().sign(kHeader, claims());
    EXPECT_EQ(verdict(good.substr(0, good.size() - 8) + "AAAAAAAA"),
              number(IdTokenError::BadSignature));
    EXPECT_EQ(verdict(good, signer().jwks("k2")), number(IdTokenError::UnknownKey));
    EXPECT_EQ(verdict(good, "{}"), number(IdTokenError::UnknownKey));
    EXPECT_EQ(verdict(good, "no JSON"), number(IdTokenError::UnknownKey));
    const Signer other;
    EXPECT_EQ(verdict(other.sign(kHeader, claims())), number(IdTokenError::BadSignature));
    EXPECT_EQ(verdict(signer().sign(R"({"alg":"RS256"})", claims())), 0) << "names no key";
    for (const char* header : {R"({"alg":"none"})", R"({"alg":"HS256","kid":"k1"})", R"({})",
                               R"({"alg":"RS256","kid":"k1","crit":["x"]})"}) {
        EXPECT_EQ(verdict(signer().sign(header, claims())), number(IdTokenError::BadAlgorithm));
    }
}

// A key on P-256, made for the tests: it signs as OpenSSL does, and as tokens have it.
class CurveSigner {
  public:
    CurveSigner() : key_(EVP_EC_gen("P-256")) {}
    ~CurveSigner() { EVP_PKEY_free(key_); }
    CurveSigner(const CurveSigner&) = delete;
    CurveSigner& operator=(const CurveSigner&) = delete;

    [[nodiscard]] std::string sign(const std::string& header, const std::string& claims,
                                   bool as_der = false) const {
        const std::string input = to_base64_url(header) + "." + to_base64_url(claims);
        const std::string der = signature_of(key_, input, false);
        if (as_der) return input + "." + to_base64_url(der);
        const auto* at = reinterpret_cast<const unsigned char*>(der.data());
        ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
        std::string raw(64, '\0');
        auto* out = reinterpret_cast<unsigned char*>(raw.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(both), out, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(both), out + 32, 32);
        ECDSA_SIG_free(both);
        return input + "." + to_base64_url(raw);
    }
    [[nodiscard]] std::string jwks(const std::string& more = {}) const {
        return fmt::format(
            R"({{"keys":[{{"kty":"EC","crv":"P-256","kid":"e1","x":"{}","y":"{}"{}}}]}})",
            number(OSSL_PKEY_PARAM_EC_PUB_X), number(OSSL_PKEY_PARAM_EC_PUB_Y), more);
    }

  private:
    [[nodiscard]] std::string number(const char* name) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_, name, &value);
        std::string bytes(32, '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), 32);
        BN_free(value);
        return to_base64_url(bytes);
    }

    EVP_PKEY* key_;
};

int verdict_by(const std::vector<std::string>& algorithms, const std::string& token,
               const std::string& jwks) {
    IdExpected expected = kExpected;
    expected.algorithms = algorithms;
    const auto checked = check_id_token(token, jwks, expected);
    return checked ? 0 : checked.error().code;
}

TEST(IdTokens, MayBeSignedOnACurve) {
    const CurveSigner curve;
    constexpr const char* kCurve = R"({"alg":"ES256","kid":"e1"})";
    const std::string good = curve.sign(kCurve, claims());
    EXPECT_EQ(verdict_by({"RS256", "ES256"}, good, curve.jwks()), 0);
    EXPECT_EQ(verdict_by({"ES256"}, curve.sign(R"({"alg":"ES256"})", claims()), curve.jwks()), 0);
    EXPECT_EQ(verdict_by({"RS256"}, good, curve.jwks()), number(IdTokenError::BadAlgorithm))
        << "which its issuer does not say that it signs by";
    EXPECT_EQ(verdict_by({"ES256"}, curve.sign(kCurve, claims(), true), curve.jwks()),
              number(IdTokenError::BadSignature))
        << "another way to write the same numbers";
    EXPECT_EQ(verdict_by({"ES256"}, CurveSigner().sign(kCurve, claims()), curve.jwks()),
              number(IdTokenError::BadSignature));
    const std::string zeros =
        good.substr(0, good.rfind('.') + 1) + to_base64_url(std::string(64, '\0'));
    EXPECT_EQ(verdict_by({"ES256"}, zeros, curve.jwks()), number(IdTokenError::BadSignature));
    const std::string off_curve = R"({"keys":[{"kty":"EC","crv":"P-256","kid":"e1","x":")" +
                                  to_base64_url(std::string(32, '\1')) + R"(","y":")" +
                                  to_base64_url(std::string(32, '\1')) + R"("}]})";
    EXPECT_EQ(verdict_by({"ES256"}, good, off_curve), number(IdTokenError::UnknownKey));
}

TEST(IdTokens, AKeyIsForItsAlgorithmAlone) {
    const CurveSigner curve;
    const std::vector<std::string> all{"RS256", "PS256", "ES256"};
    // The header's algorithm is not that of the key that it names.
    EXPECT_EQ(verdict_by(all, curve.sign(R"({"alg":"RS256","kid":"e1"})", claims()), curve.jwks()),
              number(IdTokenError::BadAlgorithm));
    EXPECT_EQ(verdict_by(all, signer().sign(R"({"alg":"ES256","kid":"r1"})", claims()),
                         signer().jwks("r1")),
              number(IdTokenError::BadAlgorithm));
    EXPECT_EQ(verdict_by(all, curve.sign(R"({"alg":"ES256","kid":"e1"})", claims()),
                         curve.jwks(R"(,"alg":"ES384")")),
              number(IdTokenError::BadAlgorithm));
    for (const char* header : {R"({"alg":"none","kid":"e1"})", R"({"alg":"HS256","kid":"e1"})",
                               R"({"alg":"ES384","kid":"e1"})"}) {
        EXPECT_EQ(verdict_by({"none", "HS256", "ES384", "ES256"}, curve.sign(header, claims()),
                             curve.jwks()),
                  number(IdTokenError::BadAlgorithm))
            << header;
    }
}

TEST(IdTokens, MayBeSignedByPs256) {
    const std::string header = R"({"alg":"PS256","kid":"k1"})";
    EXPECT_EQ(verdict_by({"PS256"}, signer().sign(header, claims(), true), signer().jwks()), 0);
    EXPECT_EQ(verdict_by({"PS256"}, signer().sign(header, claims()), signer().jwks()),
              number(IdTokenError::BadSignature));
    EXPECT_EQ(verdict_by({"RS256"}, signer().sign(kHeader, claims(), true), signer().jwks()),
              number(IdTokenError::BadSignature));
}

TEST(IdTokens, MayBeAnything) {
    for (const std::string& token :
         {std::string(), std::string(".."), std::string("a.b"), std::string("a.b.c"),
          std::string("e30.e30."), std::string(20'000, 'a'), std::string("W10.W10.AA")}) {
        EXPECT_NE(verdict(token), 0) << token.substr(0, 40);
    }
}

TEST(Discovery, IsOfItsIssuer) {
    const std::string text =
        R"({"issuer":"https://id.test","authorization_endpoint":"https://id.test/a",)"
        R"("token_endpoint":"https://id.test/t","jwks_uri":"https://id.test/k"})";
    EXPECT_EQ(read_discovery(text, "https://id.test")->token, "https://id.test/t");
    EXPECT_FALSE(read_discovery(text, "https://other.test"));
    EXPECT_FALSE(read_discovery("[]", "https://id.test"));
    EXPECT_FALSE(read_discovery(R"({"issuer":"https://id.test"})", "https://id.test"));
    // Of the algorithms that it names, ours; RS256 where it names none.
    const auto naming = [&](const std::string& names) {
        const std::string more = R"(,"id_token_signing_alg_values_supported":)" + names + "}";
        return read_discovery(text.substr(0, text.size() - 1) + more, "https://id.test");
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(read_discovery(text, "https://id.test")->algorithms, Names{"RS256"});
    EXPECT_EQ(naming(R"(["none","HS256","ES256","RS256"])")->algorithms, (Names{"RS256", "ES256"}));
    EXPECT_FALSE(naming(R"(["none","HS256",7])"));
    EXPECT_EQ(id_token_in(R"({"id_token":"x"})").value(), "x");
    EXPECT_FALSE(id_token_in(R"({"error":"invalid_grant"})"));
}

TEST(Pkce, IsThatOfRfc7636) {
    EXPECT_EQ(pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

}  // namespace
}  // namespace baton::access
