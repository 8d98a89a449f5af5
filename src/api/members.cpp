// Who belongs to a workspace, and as what: invited, changed, sent away, let in again.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "access/role.hpp"
#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/link.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/session_start.hpp"
#include "base/text.hpp"
#include "core/lead/email.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

void write_member(ObjectWriter& object, const store::MemberRow& member,
                  const store::AccountRow& account) {
    object.text("account", format_uuid(account.id));
    object.text("email", account.email);
    text_or_null(object, "name", account.name);
    object.text("role", member.role);
    text_or_null(object, "person", member.person);
    object.text("since", format_time(member.since));
    flag(object, "invited", account.password.empty() && account.subject.empty());
    flag(object, "disabled", account.disabled_at.has_value());
}

// What the audit trail says of a member.
std::string standing(const store::MemberRow& member, const store::AccountRow& account) {
    std::string text;
    {
        ObjectWriter object(text);
        object.text("role", member.role);
        text_or_null(object, "person", member.person);
        flag(object, "disabled", account.disabled_at.has_value());
    }
    return text;
}

http::Response no_such_member() {
    return http::problem_response(404, "nobody of this workspace has such an account");
}

// What was asked of a role, checked: a role that there is, a person of the document.
struct Wanted {
    std::optional<std::string> email;
    std::optional<std::string> name;
    std::optional<std::string> role;
    std::optional<std::string> person;
    std::optional<bool> disabled;
};

Wanted read_wanted(BodyFields& fields, const workspace::Policy* policy) {
    Wanted wanted;
    if (const auto email = fields.text("email")) {
        const auto read = lead::read_email(*email);
        if (read) wanted.email = ascii_lower(*read);
        if (!read) fields.wrong("email", "this is no e-mail address");
    }
    wanted.name = fields.text("name");
    if (wanted.name && wanted.name->size() > kMaxAccountName) {
        fields.wrong("name", "a name has at most 200 bytes");
    }
    wanted.role = fields.text("role");
    if (wanted.role && !access::role_from(*wanted.role)) {
        fields.wrong("role", fmt::format("there is no role \"{}\"; they are {}", *wanted.role,
                                         access::role_words()));
    }
    wanted.person = fields.text("person");
    if (wanted.person && !wanted.person->empty() &&
        (policy == nullptr || !find_person(*policy, *wanted.person))) {
        fields.wrong("person", policy == nullptr ? "there is no document yet, and so nobody in it"
                                                 : no_such_person(*policy, *wanted.person));
    }
    wanted.disabled = fields.flag("disabled");
    return wanted;
}

struct Found {
    store::MemberOf member;
    bool is_last_admin = false;
    bool is_elsewhere_too = false;  // the account has a role in another workspace
};

OrResponse<Found> find_member(const Call& call, const Uuid& account) {
    store::AccessStore& accounts = *call.service().options.store.access();
    auto members = accounts.members(call.workspace());
    if (!members) return std::unexpected(store_failed(members.error()));
    const auto found = std::ranges::find_if(
        *members, [&](const store::MemberOf& one) { return one.account.id == account; });
    if (found == members->end()) return std::unexpected(no_such_member());
    const auto roles = accounts.roles_of(account);
    if (!roles) return std::unexpected(store_failed(roles.error()));
    const auto is_admin = [](const store::MemberOf& one) {
        return one.member.role == "admin" && !one.account.disabled_at;
    };
    Found result;
    result.is_last_admin = is_admin(*found) && std::ranges::count_if(*members, is_admin) == 1;
    result.is_elsewhere_too = roles->size() > 1;
    result.member = std::move(*found);
    return result;
}

http::Response last_admin() {
    return http::problem_response(
        409, "this is the last administrator; make somebody else one first", "role");
}

void invite(Call call, const Wanted& wanted, const std::string& base) {
    Service& service = call.service();
    store::AccessStore& accounts = *service.options.store.access();
    const auto known = accounts.account_of_email(*wanted.email);
    if (!known) return call.answer(store_failed(known.error()));
    const Instant now = service.options.clock.now();
    store::AccessChange change;
    store::AccountRow account;
    std::string link;
    if (*known) {
        account = **known;
        const auto roles = accounts.roles_of(account.id);
        if (!roles) return call.answer(store_failed(roles.error()));
        if (std::ranges::find(*roles, call.workspace(), &store::MemberRow::workspace) !=
            roles->end()) {
            return call.refuse(409, account.email + " belongs to this workspace already", "email");
        }
    } else {
        account.id = new_id(service);
        account.email = *wanted.email;
        account.name = wanted.name.value_or("");
        account.created_at = now;
        change.account = account;
        NewLink made = make_link(kInviteLink, account.id, now, service.options.random);
        link = base + made.path;
        change.link = std::move(made.row);
    }
    change.member = store::MemberRow{call.workspace(), account.id, *wanted.role,
                                     wanted.person.value_or(""), now};
    change.audit =
        audit_row(call, "member.added", account.email, "", standing(*change.member, account));
    std::string body;
    {
        ObjectWriter object(body);
        write_member(object, *change.member, account);
        text_or_null(object, "link", link);
    }
    change_access(std::move(call), std::move(change), http::Response::json(201, std::move(body)),
                  "email");
}

void change_member(Call call, const Uuid& id, const Wanted& wanted) {
    auto found = find_member(call, id);
    if (!found) return call.answer(std::move(found.error()));
    store::MemberRow member = found->member.member;
    store::AccountRow account = found->member.account;
    const std::string before = standing(member, account);
    if (wanted.role) member.role = *wanted.role;
    if (wanted.person) member.person = *wanted.person;
    if (wanted.disabled && *wanted.disabled != account.disabled_at.has_value()) {
        if (found->is_elsewhere_too) {
            return call.refuse(409,
                               "the account has a role in another workspace too; take away "
                               "its role here instead",
                               "disabled");
        }
        account.disabled_at.reset();
        if (*wanted.disabled) account.disabled_at = call.service().options.clock.now();
    }
    if (found->is_last_admin && (member.role != "admin" || account.disabled_at)) {
        return call.answer(last_admin());
    }
    store::AccessChange change;
    change.member = member;
    if (account != found->member.account) {
        change.account = account;
        if (account.disabled_at) change.ends = store::SessionEnd{.account = account.id};
    }
    change.audit =
        audit_row(call, "member.changed", account.email, before, standing(member, account));
    std::string body;
    {
        ObjectWriter object(body);
        write_member(object, member, account);
    }
    change_access(std::move(call), std::move(change), http::Response::json(200, std::move(body)));
}

void send_away(Call call, const Uuid& id) {
    auto found = find_member(call, id);
    if (!found) return call.answer(std::move(found.error()));
    if (found->is_last_admin) return call.answer(last_admin());
    store::AccessChange change;
    change.leaves = store::MemberKey{call.workspace(), id};
    if (!found->is_elsewhere_too) change.ends = store::SessionEnd{.account = id};
    change.audit = audit_row(call, "member.removed", found->member.account.email,
                             standing(found->member.member, found->member.account), "");
    change_access(std::move(call), std::move(change), http::Response::empty(204));
}

void let_in_again(Call call, const Uuid& id, const std::string& base) {
    auto found = find_member(call, id);
    if (!found) return call.answer(std::move(found.error()));
    // Whoever sets the password of an account has all of its roles.
    if (found->is_elsewhere_too) {
        return call.refuse(409,
                           "the account has a role in another workspace too; run baton user "
                           "reset on the server");
    }
    Service& service = call.service();
    NewLink link = make_link(kResetLink, id, service.options.clock.now(), service.options.random);
    std::string body;
    {
        ObjectWriter object(body);
        object.text("link", base + link.path);
        object.text("expires_at", format_time(link.row.expires_at));
    }
    store::AccessChange change;
    change.link = std::move(link.row);
    change.audit = audit_row(call, "account.reset", found->member.account.email, "", "");
    change_access(std::move(call), std::move(change), http::Response::json(201, std::move(body)));
}

}  // namespace

void get_members(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    in_background(std::move(call), [](Call asked) {
        const auto members = asked.service().options.store.access()->members(asked.workspace());
        if (!members) return asked.answer(store_failed(members.error()));
        std::string body = "{\"members\":";
        write_list(body, *members, [&](const store::MemberOf& one) {
            ObjectWriter item(body);
            write_member(item, one.member, one.account);
        });
        asked.answer(http::Response::json(200, body + "}"));
    });
}

void post_member(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    BodyFields fields(*body, {"email", "name", "role", "person"});
    fields.need_one_of({"email"});
    fields.need_one_of({"role"});
    const auto live = call.writer().live();
    const Wanted wanted = read_wanted(fields, live->policy.get());
    if (!fields.is_fine()) return call.answer(fields.refusal());
    const std::string base = base_url(call.service(), request);
    in_background(std::move(call),
                  [wanted, base](Call asked) { invite(std::move(asked), wanted, base); });
}

void put_member(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    BodyFields fields(*body, {"role", "person", "disabled"});
    const auto live = call.writer().live();
    const Wanted wanted = read_wanted(fields, live->policy.get());
    if (!fields.is_fine()) return call.answer(fields.refusal());
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.answer(no_such_member());
    in_background(std::move(call),
                  [wanted, id = *id](Call asked) { change_member(std::move(asked), id, wanted); });
}

void delete_member(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.answer(no_such_member());
    in_background(std::move(call), [id = *id](Call asked) { send_away(std::move(asked), id); });
}

void post_member_link(Call call, http::Request& request) {
    auto body = json_body_or_nothing(request);
    if (!body) return call.answer(std::move(body.error()));
    const BodyFields fields(*body, {});
    if (!fields.is_fine()) return call.answer(fields.refusal());
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.answer(no_such_member());
    const std::string base = base_url(call.service(), request);
    in_background(std::move(call),
                  [id = *id, base](Call asked) { let_in_again(std::move(asked), id, base); });
}

}  // namespace baton::api
