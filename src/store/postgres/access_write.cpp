#include "store/postgres/access_write.hpp"

#include <fmt/core.h>

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "store/error.hpp"

namespace baton::store::postgres {
namespace {

constexpr Sql kChange{"SELECT baton_change_access($1::text::jsonb)", "changing who may do what"};

// One object of JSON text; members are named as the columns are.
class Object {
  public:
    Object& add(std::string_view key, std::string_view value) {
        begin(key);
        append_json_string(text_, value);
        return *this;
    }
    Object& add(std::string_view key, const std::string& value) {
        return add(key, std::string_view(value));
    }
    Object& add(std::string_view key, Instant value) {
        begin(key);
        text_ += std::to_string(value.micros);
        return *this;
    }
    Object& add(std::string_view key, const Uuid& value) { return add(key, format_uuid(value)); }
    Object& add(std::string_view key, const Digest& value) {
        return add(key, "\\x" + to_hex(bytes_of(value)));
    }
    Object& add(std::string_view key, const Object& value) {
        begin(key);
        text_ += value.text();
        return *this;
    }
    template <class T>
    Object& add(std::string_view key, const std::optional<T>& value) {
        return value ? add(key, *value) : *this;
    }
    [[nodiscard]] std::string text() const { return "{" + text_ + "}"; }

  private:
    void begin(std::string_view key) {
        if (!text_.empty()) text_ += ',';
        append_json_string(text_, key);
        text_ += ':';
    }

    std::string text_;
};

Object object_of(const AccountRow& row) {
    return Object()
        .add("id", row.id)
        .add("email", row.email)
        .add("name", row.name)
        .add("password", row.password)
        .add("subject", row.subject)
        .add("created_at", row.created_at)
        .add("disabled_at", row.disabled_at);
}
Object object_of(const MemberRow& row) {
    return Object()
        .add("workspace", row.workspace)
        .add("account", row.account)
        .add("role", row.role)
        .add("person", row.person)
        .add("since", row.since);
}
Object object_of(const MemberKey& key) {
    return Object().add("workspace", key.workspace).add("account", key.account);
}
Object object_of(const TokenRow& row) {
    return Object()
        .add("workspace", row.workspace)
        .add("name", row.name)
        .add("hash", row.hash)
        .add("scopes", row.scopes)
        .add("created_at", row.created_at)
        .add("expires_at", row.expires_at)
        .add("revoked_at", row.revoked_at);
}
Object object_of(const TokenEnd& end) {
    return Object().add("workspace", end.workspace).add("name", end.name).add("at", end.at);
}
Object object_of(const SessionRow& row) {
    return Object()
        .add("hash", row.hash)
        .add("id", row.id)
        .add("account", row.account)
        .add("created_at", row.created_at)
        .add("seen_at", row.seen_at)
        .add("expires_at", row.expires_at)
        .add("agent", row.agent)
        .add("address", row.address);
}
Object object_of(const SessionEnd& end) {
    return Object().add("account", end.account).add("only", end.only).add("but", end.but);
}
Object object_of(const LinkRow& row) {
    return Object()
        .add("hash", row.hash)
        .add("kind", row.kind)
        .add("account", row.account)
        .add("created_at", row.created_at)
        .add("expires_at", row.expires_at);
}
Object object_of(const LinkUse& use) {
    return Object().add("hash", use.hash).add("kind", use.kind).add("at", use.at);
}
Object object_of(const SubscriptionRow& row) {
    return Object()
        .add("workspace", row.workspace)
        .add("account", row.account)
        .add("endpoint", row.endpoint)
        .add("id", row.id)
        .add("p256dh", row.p256dh)
        .add("auth", row.auth)
        .add("created_at", row.created_at)
        .add("agent", row.agent);
}
Object object_of(const SubscriptionKey& key) {
    return Object().add("workspace", key.workspace).add("account", key.account).add("id", key.id);
}
Object object_of(const AuditRow& row) {
    return Object()
        .add("workspace", row.workspace)
        .add("id", row.id)
        .add("at", row.at)
        .add("actor", row.actor)
        .add("action", row.action)
        .add("subject", row.subject)
        .add("before", row.before)
        .add("after", row.after);
}

std::string json_of(const AccessChange& change) {
    Object all;
    const auto part = [&](std::string_view key, const auto& row) {
        if (row) all.add(key, object_of(*row));
    };
    if (change.needs_no_account) all.add("first", std::string_view("yes"));
    part("uses", change.uses);
    part("leaves", change.leaves);
    part("revokes", change.ends_token);
    part("unsubscribes", change.unsubscribes);
    part("account", change.account);
    part("member", change.member);
    part("token", change.token);
    part("ends", change.ends);
    part("session", change.session);
    part("link", change.link);
    part("subscribes", change.subscribes);
    if (change.subscribes) all.add("most", std::to_string(kMaxSubscriptions));
    part("audit", change.audit);
    return all.text();
}

// What each refusal of the function means.
struct Refusals {
    std::string email;
    std::string token;
    std::string ended_token;
    std::string workspace;

    [[nodiscard]] Result<void> result_of(std::string_view refused) const {
        if (refused.empty()) return {};
        if (refused == "accounts") {
            return fail(StoreError::Invalid, "there is an account already");
        }
        if (refused == "email") {
            return fail(StoreError::Invalid, fmt::format("{} has an account already", email));
        }
        if (refused == "token") {
            return fail(
                StoreError::Invalid,
                fmt::format("workspace {} has a token named {} already; choose another name",
                            workspace, token));
        }
        if (refused == "subscriptions") {
            return fail(
                StoreError::Invalid,
                fmt::format("{} browsers are told already; remove one first", kMaxSubscriptions));
        }
        if (refused == "subscription") {
            return fail(StoreError::NotFound, "there is no such subscription");
        }
        if (refused == "link") {
            return fail(StoreError::NotFound, "the link was used already, or is too old");
        }
        if (refused == "revoke") {
            return fail(StoreError::NotFound,
                        fmt::format("workspace {} has no token named {}", workspace, ended_token));
        }
        return fail(StoreError::NotFound, "there is no such member");
    }
};

}  // namespace

Write<void> change_access_write(const AccessChange& change) {
    const std::string json = json_of(change);
    Refusals refusals;
    if (change.account) refusals.email = change.account->email;
    if (change.token) {
        refusals.token = change.token->name;
        refusals.workspace = change.token->workspace;
    }
    if (change.ends_token) {
        refusals.ended_token = change.ends_token->name;
        refusals.workspace = change.ends_token->workspace;
    }
    return {.sql = &kChange,
            .parameters = Parameters(std::string_view(json)),
            .workspace = {},
            .bytes = json.size(),
            .read = [refusals = std::move(refusals)](Rows& rows) -> Result<void> {
                std::string refused;
                if (rows.next()) rows.read(refused);
                return refusals.result_of(refused);
            }};
}

}  // namespace baton::store::postgres
