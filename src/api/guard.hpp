// Guard: who may call. On loopback, as long as there is neither account nor token, everybody whose
// Host and Origin are loopback (a page elsewhere cannot reach it, by DNS rebinding neither);
// otherwise whoever has a session whose role the call is for, or a token with the right scope. The
// admin socket may do everything. Any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "access/role.hpp"
#include "api/known.hpp"
#include "api/options.hpp"
#include "api/token.hpp"
#include "http/message.hpp"

namespace baton::api {

// What a call needs of a token.
enum class Need : std::uint8_t {
    Nothing,   // health, public forms, the pages themselves, signing in
    AnyToken,  // whoever may call at all
    LeadsWrite,
    LeadsRead,
    Desk,
    Workspace,
    Metrics,
    Admin,
};

struct Caller {
    std::string actor =
        {};  // as events record it: "user:ann@acme.test", "token:web", "api", "admin"
    std::string workspace = {};  // the session's or token's; empty: whichever the path says
    access::Reach reach = access::Reach::All;
    std::string role = {};    // of a session
    std::string person = {};  // … whom of the document's people it is; may be empty
    std::optional<Uuid> account = {};
    std::optional<Digest> session = {};

    friend bool operator==(const Caller&, const Caller&) = default;
};

// What is asked for.
struct Asked {
    Need need = Need::Nothing;
    access::Reaches reaches = {};
    std::string workspace = {};  // as the path says; empty: it does not
};

class Guard {
  public:
    // `default_workspace`: whose a session without one in the path is, if it has a role there.
    Guard(store::Store& store, const dispatch::Clock& clock, Access access, std::string public_url,
          std::string default_workspace);

    // The caller, or what is answered instead: 401, 403, 503.
    [[nodiscard]] std::variant<Caller, http::Response> admit(const http::RequestHead& head,
                                                             const Asked& asked);
    // Whether this machine's own programs and pages may do everything yet.
    [[nodiscard]] Result<bool> is_open();
    // Accounts, roles, sessions or tokens were changed: nothing that was known of them holds.
    void forget();

    // The session's cookie, "NAME=SECRET; …"; an empty secret takes it away.
    [[nodiscard]] std::string cookie(std::string_view secret, Duration lasts) const;
    // A request that a page elsewhere made somebody's browser send.
    [[nodiscard]] bool is_forged(const http::RequestHead& head) const;
    [[nodiscard]] std::string_view public_url() const { return public_url_; }

  private:
    [[nodiscard]] Result<bool> anybody(Instant now);
    [[nodiscard]] std::variant<Caller, http::Response> admit_token(std::string_view authorization,
                                                                   Need need);
    [[nodiscard]] std::variant<Caller, http::Response> admit_session(const http::RequestHead& head,
                                                                     std::string_view secret,
                                                                     const Asked& asked);
    [[nodiscard]] const store::MemberRow* role_in(const store::SessionOf& session,
                                                  const std::string& workspace) const;
    void note_seen(const store::SessionRow& session, Instant now);
    [[nodiscard]] std::string_view cookie_name() const;

    store::Store& store_;
    store::AccessStore& accounts_;
    const dispatch::Clock& clock_;
    const Access access_;
    const std::string public_url_;
    const std::string default_workspace_;

    Known<store::TokenRow> tokens_;
    Known<store::SessionOf> sessions_;
    std::mutex mutex_;  // guards all below
    bool any_ = false;
    Instant any_until_{};
    std::uint64_t forgotten_ = 0;  // counts forget(): what was read before is not kept
};

}  // namespace baton::api
