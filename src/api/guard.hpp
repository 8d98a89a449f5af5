// Guard: who may call. On loopback, as long as no token exists, everybody whose Host and Origin are
// loopback (a page elsewhere cannot reach it, by DNS rebinding neither); otherwise whoever has a
// token with the right scope. The admin socket may do everything. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/options.hpp"
#include "api/token.hpp"
#include "http/message.hpp"

namespace baton::api {

// What a call needs of its caller.
enum class Need : std::uint8_t {
    Nothing,   // health, public forms, the pages themselves
    AnyToken,  // whoever may call at all
    LeadsWrite,
    LeadsRead,
    Desk,
    Workspace,
    Metrics,
    Admin,
};

struct Caller {
    std::string actor;      // as events record it: "token:website", "api", "admin"
    std::string workspace;  // the token's; empty: whichever the path says
};

class Guard {
  public:
    Guard(store::Store& store, const dispatch::Clock& clock, Access access)
        : store_(store), clock_(clock), access_(access) {}

    // The caller, or what is answered instead: 401, 403, 503.
    [[nodiscard]] std::variant<Caller, http::Response> admit(const http::RequestHead& head,
                                                             Need need);
    // Tokens were made or revoked: nothing that was known of them holds any more.
    void forget();

  private:
    struct Known {
        std::optional<store::TokenRow> token;
        Instant until;
    };
    [[nodiscard]] Result<bool> any_token(Instant now);
    [[nodiscard]] Result<std::optional<store::TokenRow>> find(const Digest& hash, Instant now);
    [[nodiscard]] std::variant<Caller, http::Response> admit_token(std::string_view authorization,
                                                                   Need need);

    store::Store& store_;
    const dispatch::Clock& clock_;
    const Access access_;

    std::mutex mutex_;  // guards all below
    std::map<Digest, Known> tokens_;
    bool any_ = false;
    Instant any_until_{};
    std::uint64_t forgotten_ = 0;  // counts forget(): what was read before is not kept
};

// "127.0.0.1:8080", "localhost", "[::1]:80": a Host whose name is this machine itself.
[[nodiscard]] bool is_loopback_authority(std::string_view authority);
// What stands between "http://" or "https://" and the end of an Origin; empty for "null" and the
// like.
[[nodiscard]] std::string_view origin_authority(std::string_view origin);

}  // namespace baton::api
