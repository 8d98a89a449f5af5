// Who may do what, as the store keeps it: plain values. Accounts belong to the server, roles to a
// workspace. What a role, an action or a link's kind means is known above the store. An empty text
// means none.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/uuid.hpp"
#include "store/rows.hpp"

namespace baton::store {

struct AccountRow {
    Uuid id{};
    std::string email = {};     // lower case; unique among all accounts
    std::string name = {};      // as people write it
    std::string password = {};  // what a hash function made of it, with its parameters
    std::string subject = {};   // who they are to a single sign-on; unique where there is one
    Instant created_at = {};
    std::optional<Instant> disabled_at = {};

    friend bool operator==(const AccountRow&, const AccountRow&) = default;
};

// What an account is in one workspace.
struct MemberRow {
    std::string workspace = {};
    Uuid account{};
    std::string role = {};
    std::string person = {};  // who of the document's people it is
    Instant since = {};

    friend bool operator==(const MemberRow&, const MemberRow&) = default;
};

struct SessionRow {
    Digest hash{};  // of the secret, which is stored nowhere
    Uuid id{};      // what it is called where it is shown
    Uuid account{};
    Instant created_at = {};
    Instant seen_at = {};
    Instant expires_at = {};
    std::string agent = {};    // the browser, as it called itself
    std::string address = {};  // where it came from

    friend bool operator==(const SessionRow&, const SessionRow&) = default;
};

// A secret that works once.
struct LinkRow {
    Digest hash{};
    std::string kind = {};
    Uuid account{};  // zeros: of none yet
    Instant created_at = {};
    Instant expires_at = {};

    friend bool operator==(const LinkRow&, const LinkRow&) = default;
};

// A browser that somebody has switched notifications on in, for one workspace. Keyed by workspace,
// account and endpoint.
struct SubscriptionRow {
    std::string workspace = {};
    Uuid account{};
    std::string endpoint = {};  // where its push service takes messages for it: whoever knows it
                                // may write there, so it is shown to nobody
    Uuid id{};                  // what it is called where it is shown
    std::string p256dh = {};    // the browser's public key and the secret that it shares, both as
    std::string auth = {};      // browsers write them: base64url without padding
    Instant created_at = {};
    std::string agent = {};  // the browser, as it called itself

    friend bool operator==(const SubscriptionRow&, const SubscriptionRow&) = default;
};
// Of one account in one workspace; more are refused.
inline constexpr std::size_t kMaxSubscriptions = 10;

// One change of access: by whom, from what to what. `before` and `after` are JSON text.
struct AuditRow {
    std::string workspace = {};
    Uuid id{};  // UUIDv7, so that later ones are greater
    Instant at = {};
    std::string actor = {};
    std::string action = {};
    std::string subject = {};  // whom or what it was done to
    std::string before = {};
    std::string after = {};

    friend bool operator==(const AuditRow&, const AuditRow&) = default;
};

struct MemberKey {
    std::string workspace = {};
    Uuid account{};
};

struct SubscriptionKey {
    std::string workspace = {};
    Uuid account{};
    Uuid id{};
};

struct LinkUse {
    Digest hash{};
    std::string kind = {};
    Instant at = {};
};

// Which sessions of an account end.
struct SessionEnd {
    Uuid account{};
    std::optional<Uuid> only = {};   // this one; else all …
    std::optional<Digest> but = {};  // … save this one
};

struct TokenEnd {
    std::string workspace = {};
    std::string name = {};
    Instant at = {};
};

// Everything that one change does, in one transaction: all of it, or, where a part is refused,
// nothing. What is looked at before anything is written stands first.
struct AccessChange {
    bool needs_no_account = false;         // Invalid where there is any account
    std::optional<LinkUse> uses = {};      // NotFound where it was used, or is too old
    std::optional<MemberKey> leaves = {};  // NotFound where there is no such member; takes their
                                           // subscriptions along
    std::optional<SubscriptionKey> unsubscribes = {};  // NotFound
    std::optional<TokenEnd> ends_token = {};           // NotFound; ending twice is fine
    std::optional<AccountRow> account = {};  // new, or in place of the one with its id. Invalid
                                             // where its e-mail or subject is another's
    std::optional<MemberRow> member = {};    // new, or in place of the one that was
    std::optional<TokenRow> token = {};      // Invalid where the workspace has one of that name
    std::optional<SessionEnd> ends = {};
    std::optional<SessionRow> session = {};  // new, or seen again: then `seen_at` alone changes
    std::optional<LinkRow> link = {};        // earlier ones of its kind and account end
    // New, or in place of the account's own of that endpoint, whose id stays. Others lose it: a
    // browser tells whoever is signed in. Invalid where the account has kMaxSubscriptions others.
    std::optional<SubscriptionRow> subscribes = {};
    std::optional<AuditRow> audit = {};
};

// A session with whom it is of.
struct SessionOf {
    SessionRow session = {};
    AccountRow account = {};
    std::vector<MemberRow> members = {};  // by workspace
};

struct MemberOf {
    MemberRow member = {};
    AccountRow account = {};
};

}  // namespace baton::store
