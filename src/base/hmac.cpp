#include "base/hmac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <memory>

#include "base/check.hpp"

namespace baton {
namespace {

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string hmac(HmacHash hash, std::string_view key, std::span<const std::string_view> pieces) {
    static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(EVP_MAC_CTX_new(mac),
                                                                            &EVP_MAC_CTX_free);
    std::string name = hash == HmacHash::Sha1 ? "SHA1" : "SHA256";
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string("digest", name.data(), 0), OSSL_PARAM_construct_end()};
    // A null key would mean "the key of before"; an empty one is a key of no bytes.
    const std::string_view given = key.data() == nullptr ? std::string_view("") : key;
    bool is_well = context != nullptr &&
                   EVP_MAC_init(context.get(), raw(given), given.size(), parameters.data()) == 1;
    for (const std::string_view piece : pieces) {
        is_well = is_well && EVP_MAC_update(context.get(), raw(piece), piece.size()) == 1;
    }
    std::string out(EVP_MAX_MD_SIZE, '\0');
    std::size_t size = 0;
    is_well = is_well && EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(out.data()),
                                       &size, out.size()) == 1;
    BATON_CHECK(is_well);
    out.resize(size);
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    return hmac(HmacHash::Sha256, key, std::span(&text, 1));
}

std::string to_base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // the library ends it with a zero byte
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), raw(bytes),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    if (text.empty()) return std::string();
    // The library passes over white space and takes padding anywhere.
    if (text.find_first_of(" \t\r\n\v\f") != std::string_view::npos) return std::nullopt;
    if (text.find('=') < text.size() - 2) return std::nullopt;
    std::string out(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), raw(text),
                                     static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    out.resize(static_cast<std::size_t>(size) - padding);
    return out;
}

bool equals_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace baton
