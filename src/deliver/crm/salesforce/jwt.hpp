// The assertion of the OAuth 2.0 JWT bearer flow (RFC 7523): who asks for a session, signed with
// RS256. Values; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace baton::deliver::crm::salesforce {

struct Claims {
    std::string issuer;    // the connected app's consumer key
    std::string subject;   // the user that it acts as
    std::string audience;  // where one logs in: https://login.salesforce.com
    Instant expires;
};

// An RSA private key, at least 2,048 bits.
class SigningKey {
  public:
    // Reads PEM, PKCS#8 or PKCS#1, without a passphrase. A line's end may be written as \n, for
    // environments that hold one line. BadKey for anything else; the text is not shown.
    [[nodiscard]] static Result<SigningKey> read(std::string_view pem, std::string_view where);

    // The three parts of the token, joined by dots; empty where the library fails.
    [[nodiscard]] std::string sign(const Claims& claims) const;

  private:
    struct Key;
    explicit SigningKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
    std::shared_ptr<const Key> key_;  // shared: copies sign with the same, which never changes
};

}  // namespace baton::deliver::crm::salesforce
