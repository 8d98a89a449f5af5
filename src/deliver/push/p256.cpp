#include "deliver/push/p256.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

#include "base/check.hpp"
#include "base/hmac.hpp"

namespace baton::deliver {
namespace {

constexpr int kScalarBytes = 32;
constexpr std::size_t kPointBytes = 65;
constexpr char kUncompressed = 4;

template <auto Free>
struct Freeing {
    template <class T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
using Number = std::unique_ptr<BIGNUM, Freeing<&BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, Freeing<&EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freeing<&EC_POINT_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freeing<&EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<&EVP_PKEY_CTX_free>>;
using Digesting = std::unique_ptr<EVP_MD_CTX, Freeing<&EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freeing<&OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freeing<&OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freeing<&ECDSA_SIG_free>>;

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

const EC_GROUP* curve() {
    static const Group kCurve(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    BATON_CHECK(kCurve != nullptr);
    return kCurve.get();
}

Number number_of(std::string_view bytes) {
    Number number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr));
    BATON_CHECK(number != nullptr);
    return number;
}

std::string bytes_of(const BIGNUM* number) {
    std::string out(kScalarBytes, '\0');
    BATON_CHECK(BN_bn2binpad(number, raw(out), kScalarBytes) == kScalarBytes);
    return out;
}

// The public half, and the private one where it is given; null for what is none of the curve.
Key key_of(std::string_view point, const BIGNUM* secret) {
    const Builder builder(OSSL_PARAM_BLD_new());
    BATON_CHECK(builder != nullptr);
    const bool is_built =
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                        0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) == 1 &&
        (secret == nullptr ||
         OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret) == 1);
    BATON_CHECK(is_built);
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    BATON_CHECK(parameters != nullptr && context != nullptr);
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) != 1) {
        return nullptr;
    }
    return Key(key);
}

Key key_of(const KeyPair& pair) { return key_of(pair.point, number_of(pair.secret).get()); }

}  // namespace

KeyPair derive_pair(std::string_view seed) {
    // All but one in 2^32 numbers of 32 bytes are below the order.
    for (char counter = 0;; ++counter) {
        const std::string secret = hmac_sha256(seed, std::string("P-256 key ") + counter);
        if (auto pair = pair_of(secret)) return *std::move(pair);
    }
}

std::optional<KeyPair> pair_of(std::string_view secret) {
    if (secret.size() != kScalarBytes) return std::nullopt;
    const Number number = number_of(secret);
    if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(curve())) >= 0) {
        return std::nullopt;
    }
    const Point point(EC_POINT_new(curve()));
    KeyPair pair{std::string(secret), std::string(kPointBytes, '\0')};
    const bool is_well =
        point != nullptr &&
        EC_POINT_mul(curve(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1 &&
        EC_POINT_point2oct(curve(), point.get(), POINT_CONVERSION_UNCOMPRESSED, raw(pair.point),
                           pair.point.size(), nullptr) == kPointBytes;
    BATON_CHECK(is_well);
    return pair;
}

bool is_point(std::string_view bytes) {
    if (bytes.size() != kPointBytes || bytes[0] != kUncompressed) return false;
    const Point point(EC_POINT_new(curve()));
    BATON_CHECK(point != nullptr);
    return EC_POINT_oct2point(curve(), point.get(), raw(bytes), bytes.size(), nullptr) == 1;
}

std::optional<std::string> agree(const KeyPair& own, std::string_view point) {
    if (!is_point(point)) return std::nullopt;
    const Key key = key_of(own);
    const Key peer = key_of(point, nullptr);
    if (key == nullptr || peer == nullptr) return std::nullopt;
    const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    std::string secret(kScalarBytes, '\0');
    std::size_t size = secret.size();
    if (context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
        EVP_PKEY_derive(context.get(), raw(secret), &size) != 1 || size != secret.size()) {
        return std::nullopt;
    }
    return secret;
}

std::string sign_es256(const KeyPair& pair, std::string_view text) {
    const Key key = key_of(pair);
    const Digesting context(EVP_MD_CTX_new());
    BATON_CHECK(key != nullptr && context != nullptr);
    BATON_CHECK(EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key.get(),
                                      nullptr) == 1);
    std::size_t size = 0;
    BATON_CHECK(EVP_DigestSign(context.get(), nullptr, &size, raw(text), text.size()) == 1);
    std::string der(size, '\0');
    BATON_CHECK(EVP_DigestSign(context.get(), raw(der), &size, raw(text), text.size()) == 1);
    const unsigned char* at = raw(std::string_view(der));
    const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    BATON_CHECK(signature != nullptr);
    return bytes_of(ECDSA_SIG_get0_r(signature.get())) +
           bytes_of(ECDSA_SIG_get0_s(signature.get()));
}

}  // namespace baton::deliver
