#include "access/password.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace baton::access {
namespace {

constexpr auto kPasses = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto kMemory = crypto_pwhash_MEMLIMIT_INTERACTIVE;

void begin() {
    static const bool kBegun = sodium_init() >= 0;
    BATON_CHECK(kBegun);
}

// What is compared with where there is no account: the hash of a password that nobody has.
const std::string& nobodys_hash() {
    static const std::string kHash = [] {
        std::array<char, 32> random{};
        randombytes_buf(random.data(), random.size());
        return hash_password({random.data(), random.size()}).value_or("");
    }();
    return kHash;
}

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::optional<std::string> password_complaint(std::string_view password) {
    if (characters_in(password) < kMinPassword) {
        return fmt::format("a password has at least {} characters", kMinPassword);
    }
    if (password.size() > kMaxPassword) {
        return fmt::format("a password has at most {} bytes", kMaxPassword);
    }
    const bool is_one_character =
        std::ranges::all_of(password, [&](char c) { return c == password.front(); });
    if (is_one_character) return "a password is more than one character again and again";
    return std::nullopt;
}

Result<std::string> hash_password(std::string_view password) {
    begin();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), kPasses, kMemory) != 0) {
        return fail(PasswordError::NoMemory, "there is too little memory to hash a password");
    }
    return std::string(out.data());
}

bool password_fits(std::string_view password, const std::string& hash) {
    begin();
    const bool is_known = hash.size() < crypto_pwhash_STRBYTES && hash.starts_with("$argon2id$");
    const std::string& compared = is_known ? hash : nobodys_hash();
    const bool fits =
        crypto_pwhash_str_verify(compared.c_str(), password.data(), password.size()) == 0;
    return fits && is_known;
}

}  // namespace baton::access
