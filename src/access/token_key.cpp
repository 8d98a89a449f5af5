#include "access/token_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/base64_url.hpp"

namespace baton::access {
namespace {

namespace json = boost::json;

constexpr std::size_t kMinRsaBits = 2'048;
constexpr std::size_t kNumber = 32;  // bytes of a number of P-256

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* value) const {
        Free(value);
    }
};
using PublicKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Number number(std::string_view digits) {
    return Number(BN_bin2bn(bytes(digits), static_cast<int>(digits.size()), nullptr));
}

std::string text_in(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

// Null for what is no key: a point that is not on its curve, for one.
PublicKey key_of(const char* type, OSSL_PARAM_BLD* builder) {
    const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> parameters(
        OSSL_PARAM_BLD_to_param(builder));
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
        EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return nullptr;
    }
    return PublicKey(key);
}

PublicKey rsa_key(const json::object& jwk) {
    const auto modulus = from_base64_url(text_in(jwk, "n"));
    const auto exponent = from_base64_url(text_in(jwk, "e"));
    if (!modulus || !exponent || modulus->size() * 8 < kMinRsaBits) return nullptr;
    const Number n = number(*modulus);
    const Number e = number(*exponent);
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return nullptr;
    }
    return key_of("RSA", builder.get());
}

PublicKey p256_key(const json::object& jwk) {
    const auto x = from_base64_url(text_in(jwk, "x"));
    const auto y = from_base64_url(text_in(jwk, "y"));
    if (text_in(jwk, "crv") != "P-256" || !x || !y || x->size() != kNumber ||
        y->size() != kNumber) {
        return nullptr;
    }
    const std::string point = "\x04" + *x + *y;
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                        0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1) {
        return nullptr;
    }
    return key_of("EC", builder.get());
}

// As OpenSSL reads a signature: a sequence of both numbers.
std::optional<std::string> der_of(std::string_view signature) {
    if (signature.size() != 2 * kNumber) return std::nullopt;
    Number r = number(signature.substr(0, kNumber));
    Number s = number(signature.substr(kNumber));
    const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> both(ECDSA_SIG_new());
    if (!r || !s || !both || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return std::nullopt;
    (void)r.release();  // they are its own now
    (void)s.release();
    unsigned char* out = nullptr;
    const int size = i2d_ECDSA_SIG(both.get(), &out);
    if (size <= 0) return std::nullopt;
    std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

bool is_for(const json::object& jwk, std::string_view algorithm) {
    const std::string own = text_in(jwk, "alg");
    const std::string_view type = algorithm == "ES256" ? "EC" : "RSA";
    return text_in(jwk, "kty") == type && (own.empty() || own == algorithm);
}

struct KeysFound {
    std::vector<PublicKey> keys;
    bool is_of_other = false;  // the id is that of a key, but of none for this algorithm
};

KeysFound find_keys(std::string_view jwks, std::string_view id, std::string_view algorithm) {
    KeysFound found;
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = 16;
    const json::value set = json::parse(jwks, error, {}, options);
    const json::value* list =
        !error && set.is_object() ? set.get_object().if_contains("keys") : nullptr;
    if (list == nullptr || !list->is_array()) return found;
    for (const json::value& each : list->get_array()) {
        if (!each.is_object()) continue;
        const json::object& one = each.get_object();
        const std::string use = text_in(one, "use");
        if (!use.empty() && use != "sig") continue;
        if (!id.empty() && text_in(one, "kid") != id) continue;
        if (!is_for(one, algorithm)) {
            found.is_of_other = !id.empty();
            continue;
        }
        PublicKey key = algorithm == "ES256" ? p256_key(one) : rsa_key(one);
        if (key) found.keys.push_back(std::move(key));
    }
    return found;
}

bool has_signed(EVP_PKEY* key, const Signed& what, std::string_view signature) {
    const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* details = nullptr;  // the context's own
    if (!context ||
        EVP_DigestVerifyInit(context.get(), &details, EVP_sha256(), nullptr, key) != 1) {
        return false;
    }
    // RFC 7518, 3.5: the mask's hash is SHA-256, too, and the salt as long as it.
    const bool is_set = what.algorithm != "PS256" ||
                        (EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING) == 1 &&
                         EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST) == 1);
    return is_set && EVP_DigestVerify(context.get(), bytes(signature), signature.size(),
                                      bytes(what.input), what.input.size()) == 1;
}

}  // namespace

SignedBy who_signed(const Signed& what, std::string_view jwks) {
    const KeysFound found = find_keys(jwks, what.key, what.algorithm);
    if (found.keys.empty()) return found.is_of_other ? SignedBy::OtherKind : SignedBy::Unknown;
    const std::optional<std::string> signature =
        what.algorithm == "ES256" ? der_of(what.signature) : std::string(what.signature);
    const bool is_signed = signature && std::ranges::any_of(found.keys, [&](const PublicKey& key) {
                               return has_signed(key.get(), what, *signature);
                           });
    return is_signed ? SignedBy::Issuer : SignedBy::Nobody;
}

}  // namespace baton::access
