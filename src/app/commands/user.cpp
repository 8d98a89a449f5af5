// baton user: who may sign in and as what — through the running server's Unix socket, or in the
// store itself where no server runs. Nobody's password passes here: who is added gets a link that
// works once.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/role.hpp"
#include "api/link.hpp"
#include "app/commands/commands.hpp"
#include "app/open_store.hpp"
#include "app/remote.hpp"
#include "app/system.hpp"
#include "app/wiring.hpp"
#include "base/text.hpp"
#include "core/lead/email.hpp"
#include "http/uri.hpp"

namespace baton::app {
namespace {

namespace json = boost::json;

int complain(std::string_view message) {
    fmt::print(stderr, "baton user: {}\n", message);
    return kFound;
}

void print_row(std::string_view email, std::string_view role, std::string_view person,
               std::string_view name) {
    fmt::print("{:<36} {:<12} {:<16} {}\n", email, role, person, name);
}

void print_link(const std::string& link) {
    if (link.empty()) {
        fmt::print("They have an account already and sign in as before.\n");
    } else if (link.starts_with('/')) {
        fmt::print("{}\n", link);
        fmt::print(stderr, "Put the server's address before it. It works once, for 48 hours.\n");
    } else {
        fmt::print("{}\n", link);
        fmt::print(stderr, "They choose a password there. It works once, for 48 hours.\n");
    }
}

// ---- through the server ----

class ThroughServer {
  public:
    ThroughServer(const UserOptions& options, Remote& remote)
        : options_(options), remote_(remote) {}

    int run() {
        if (options_.action == "add") return add();
        const auto listed = send(http::Method::Get, "/v1/members", {}, 200);
        if (!listed) return complain(listed.error().message);
        if (options_.action == "list") return list(*listed);
        const auto account = account_in(*listed);
        if (!account) {
            return complain(fmt::format("nobody of this workspace is {}", options_.email));
        }
        if (options_.action == "reset") {
            const auto made =
                send(http::Method::Post, "/v1/members/" + *account + "/link", "{}", 201);
            if (!made) return complain(made.error().message);
            print_link(text_in(*made, "link"));
            return kDone;
        }
        const auto gone = send(http::Method::Delete, "/v1/members/" + *account, {}, 204);
        if (!gone) return complain(gone.error().message);
        fmt::print("removed {}\n", options_.email);
        return kDone;
    }

  private:
    Result<json::value> send(http::Method method, const std::string& path, std::string body,
                             int expected) {
        const std::string prefix =
            options_.workspace.empty() ? "" : "/w/" + http::percent_encode(options_.workspace);
        std::vector<std::pair<std::string, std::string>> headers;
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        const auto answer = remote_.send(method, prefix + path, std::move(body), headers);
        if (!answer) return std::unexpected(answer.error());
        if (answer->status != expected) return std::unexpected(Error{1, problem_words(*answer)});
        return answer->body.empty() ? json::value() : json::parse(answer->body);
    }

    int add() {
        json::object body{{"email", options_.email}, {"role", options_.role}};
        if (!options_.name.empty()) body["name"] = options_.name;
        if (!options_.person.empty()) body["person"] = options_.person;
        const auto made = send(http::Method::Post, "/v1/members", json::serialize(body), 201);
        if (!made) return complain(made.error().message);
        print_link(text_in(*made, "link"));
        return kDone;
    }

    static int list(const json::value& listed) {
        print_row("E-MAIL", "ROLE", "PERSON", "NAME");
        for (const json::value& row : listed.at("members").as_array()) {
            print_row(text_in(row, "email"), text_in(row, "role"), text_in(row, "person"),
                      text_in(row, "name"));
        }
        return kDone;
    }

    [[nodiscard]] std::optional<std::string> account_in(const json::value& listed) const {
        for (const json::value& row : listed.at("members").as_array()) {
            if (text_in(row, "email") == ascii_lower(options_.email))
                return text_in(row, "account");
        }
        return std::nullopt;
    }

    static std::string text_in(const json::value& row, std::string_view key) {
        const json::value* value = row.as_object().if_contains(key);
        return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                      : std::string();
    }

    const UserOptions& options_;
    Remote& remote_;
};

// ---- in the store ----

class InStore {
  public:
    InStore(const UserOptions& options, store::Store& store, Random& random, std::string workspace)
        : options_(options),
          accounts_(*store.access()),
          random_(random),
          workspace_(std::move(workspace)) {}

    int run() {
        if (options_.action == "list") return list();
        if (options_.action == "add") return add();
        const auto account = accounts_.account_of_email(ascii_lower(options_.email));
        if (!account) return complain(account.error().message);
        if (!*account) return complain(fmt::format("there is no account {}", options_.email));
        if (options_.action == "reset") return reset(**account);
        store::AccessChange change;
        change.leaves = store::MemberKey{workspace_, (*account)->id};
        change.ends = store::SessionEnd{.account = (*account)->id};
        change.audit = entry("member.removed", (*account)->email);
        if (const auto gone = carry_out(std::move(change)); !gone) {
            return complain(gone.error().message);
        }
        fmt::print("removed {}\n", options_.email);
        return kDone;
    }

  private:
    Result<void> carry_out(store::AccessChange change) {
        std::promise<Result<void>> promise;
        accounts_.change_access(std::move(change), [&promise](Result<void> done) {
            promise.set_value(std::move(done));
        });
        return promise.get_future().get();
    }

    [[nodiscard]] Uuid id() {
        UuidRandom bits{};
        random_.fill(bits);
        return make_uuid_v7(clock_.now().micros / 1000, bits);
    }

    [[nodiscard]] store::AuditRow entry(std::string action, std::string subject) {
        return {workspace_, id(), clock_.now(), "admin", std::move(action), std::move(subject),
                "",         ""};
    }

    int add() {
        const auto email = lead::read_email(options_.email);
        if (!email) return complain(fmt::format("{} is no e-mail address", options_.email));
        const auto known = accounts_.account_of_email(ascii_lower(*email));
        if (!known) return complain(known.error().message);
        store::AccessChange change;
        store::AccountRow account;
        std::string path;
        if (*known) {
            account = **known;
        } else {
            account.id = id();
            account.email = ascii_lower(*email);
            account.name = options_.name;
            account.created_at = clock_.now();
            change.account = account;
            api::NewLink link = api::make_link(api::kInviteLink, account.id, clock_.now(), random_);
            path = link.path;
            change.link = std::move(link.row);
        }
        change.member =
            store::MemberRow{workspace_, account.id, options_.role, options_.person, clock_.now()};
        change.audit = entry("member.added", account.email);
        if (const auto added = carry_out(std::move(change)); !added) {
            return complain(added.error().message);
        }
        print_link(path);
        return kDone;
    }

    int reset(const store::AccountRow& account) {
        api::NewLink link = api::make_link(api::kResetLink, account.id, clock_.now(), random_);
        store::AccessChange change;
        change.link = std::move(link.row);
        change.audit = entry("account.reset", account.email);
        if (const auto made = carry_out(std::move(change)); !made) {
            return complain(made.error().message);
        }
        print_link(link.path);
        return kDone;
    }

    int list() {
        const auto members = accounts_.members(workspace_);
        if (!members) return complain(members.error().message);
        print_row("E-MAIL", "ROLE", "PERSON", "NAME");
        for (const store::MemberOf& one : *members) {
            print_row(one.account.email, one.member.role, one.member.person, one.account.name);
        }
        return kDone;
    }

    const UserOptions& options_;
    store::AccessStore& accounts_;
    Random& random_;
    std::string workspace_;
    SystemClock clock_;
};

}  // namespace

int user(const UserOptions& options) {
    if (options.action == "add" && !access::role_from(options.role)) {
        fmt::print(stderr, "baton user: there is no role \"{}\"; they are {}\n", options.role,
                   access::role_words());
        return kUsage;
    }
    auto remote = Remote::running(options.remote);
    if (!remote) return complain(remote.error().message);
    if (*remote) return ThroughServer(options, **remote).run();
    std::error_code ignored;
    std::filesystem::create_directories(options.remote.data, ignored);
    SystemRandom random;
    const auto store = open_store(options.store, options.remote.data, random);
    if (!store) return complain(store.error().message);
    std::string workspace = options.workspace;
    if (workspace.empty()) {
        const auto workspaces = (*store)->workspaces("", 1);
        workspace = workspaces && !workspaces->empty() ? workspaces->front() : "default";
    }
    return InStore(options, **store, random, std::move(workspace)).run();
}

}  // namespace baton::app
