#include "deliver/push/encrypt.hpp"

#include <openssl/evp.h>

#include <memory>

#include "base/base64_url.hpp"
#include "base/check.hpp"
#include "base/hmac.hpp"

namespace baton::deliver {
namespace {

constexpr std::size_t kAuthBytes = 16;
constexpr std::size_t kKeyBytes = 16;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kRecordBytes = 4096;
constexpr char kLastRecord = 2;

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes, std::size_t from = 0) {
    return reinterpret_cast<unsigned char*>(bytes.data()) + from;
}

// HKDF with SHA-256 (RFC 5869), for no more than one block.
std::string derive(std::string_view salt, std::string_view key, std::string_view info,
                   std::size_t bytes) {
    return hmac_sha256(hmac_sha256(salt, key), std::string(info) + '\1').substr(0, bytes);
}

// A text for HKDF's info, with the zero byte that ends it.
template <std::size_t N>
constexpr std::string_view with_zero(const char (&text)[N]) {
    return {text, N};
}

std::string seal(std::string_view key, std::string_view nonce, std::string_view text) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string out(text.size() + kTagBytes, '\0');
    int size = 0;
    int rest = 0;
    const bool is_well =
        context != nullptr &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, raw(key), raw(nonce)) == 1 &&
        EVP_EncryptUpdate(context.get(), raw(out), &size, raw(text),
                          static_cast<int>(text.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), raw(out, text.size()), &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes),
                            raw(out, text.size())) == 1;
    BATON_CHECK(is_well);
    return out;
}

}  // namespace

std::optional<BrowserKeys> read_browser_keys(std::string_view p256dh, std::string_view auth) {
    auto point = from_base64_url(p256dh);
    auto secret = from_base64_url(auth);
    if (!point || !secret || !is_point(*point) || secret->size() != kAuthBytes) return std::nullopt;
    return BrowserKeys{*std::move(point), *std::move(secret)};
}

std::string encode_aes128gcm(std::string_view key, std::string_view salt, std::string_view key_id,
                             std::string_view text) {
    BATON_CHECK(salt.size() == kSaltBytes && key_id.size() <= 255);
    BATON_CHECK(text.size() + 1 + kTagBytes <= kRecordBytes);
    std::string out(salt);
    for (int shift = 24; shift >= 0; shift -= 8) {
        out += static_cast<char>(kRecordBytes >> shift & 0xFFU);
    }
    out += static_cast<char>(key_id.size());
    out += key_id;
    // The first record's number is zero, so that its nonce is the base alone.
    return out + seal(derive(salt, key, with_zero("Content-Encoding: aes128gcm"), kKeyBytes),
                      derive(salt, key, with_zero("Content-Encoding: nonce"), kNonceBytes),
                      std::string(text) + kLastRecord);
}

std::string encrypt_push(const BrowserKeys& to, const KeyPair& sender, std::string_view salt,
                         std::string_view text) {
    BATON_CHECK(text.size() <= kMaxPushText);
    const auto shared = agree(sender, to.point);
    BATON_CHECK(shared.has_value());
    const std::string info = std::string(with_zero("WebPush: info")) + to.point + sender.point;
    const std::string key = derive(to.auth, *shared, info, 32);
    return encode_aes128gcm(key, salt, sender.point, text);
}

}  // namespace baton::deliver
