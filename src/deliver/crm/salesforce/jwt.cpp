#include "deliver/crm/salesforce/jwt.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "core/event/json_writer.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver::crm::salesforce {
namespace {

constexpr int kMinKeyBits = 2'048;

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* value) const {
        Free(value);
    }
};

std::string base64url(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    while (out.ends_with('=')) out.pop_back();
    std::ranges::replace(out, '+', '-');
    std::ranges::replace(out, '/', '_');
    return out;
}

std::string with_line_ends(std::string_view pem) {
    std::string out;
    for (std::size_t i = 0; i < pem.size(); ++i) {
        const bool is_written = pem[i] == '\\' && i + 1 < pem.size() && pem[i + 1] == 'n';
        out += is_written ? '\n' : pem[i];
        if (is_written) ++i;
    }
    return out;
}

// A key with a passphrase is refused, not asked for at a terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

struct SigningKey::Key {
    std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> key;
};

Result<SigningKey> SigningKey::read(std::string_view pem, std::string_view where) {
    const std::string text = with_line_ends(pem);
    const std::unique_ptr<BIO, Freed<BIO_free>> bio(
        BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    auto key = std::make_shared<Key>();
    if (bio) key->key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
    ERR_clear_error();
    if (!key->key || EVP_PKEY_get_base_id(key->key.get()) != EVP_PKEY_RSA ||
        EVP_PKEY_get_bits(key->key.get()) < kMinKeyBits) {
        return fail(DeliverError::BadKey,
                    fmt::format("{}: this is no RSA private key of {} bits or more in PEM, without "
                                "a passphrase; `openssl genrsa {}` makes one",
                                where, kMinKeyBits, kMinKeyBits));
    }
    return SigningKey(std::move(key));
}

std::string SigningKey::sign(const Claims& claims) const {
    std::string said;
    {
        event::ObjectWriter object(said);
        object.text("iss", claims.issuer);
        object.text("sub", claims.subject);
        object.text("aud", claims.audience);
        object.integer("exp", claims.expires.to_seconds());
    }
    std::string token = base64url(R"({"alg":"RS256"})") + '.' + base64url(said);
    const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(token.data());
    std::size_t size = 0;
    if (!context ||
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->key.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, bytes, token.size()) != 1) {
        return {};
    }
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes, token.size()) != 1) {
        return {};
    }
    signature.resize(size);
    return token + '.' + base64url(signature);
}

}  // namespace baton::deliver::crm::salesforce
