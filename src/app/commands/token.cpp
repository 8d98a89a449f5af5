// baton token: makes, lists and revokes API tokens — through the running server's Unix socket, or
// in the store itself where no server runs. A token is shown once; what is stored is its hash.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <future>

#include "access/secret.hpp"
#include "api/token.hpp"
#include "app/commands/commands.hpp"
#include "app/open_store.hpp"
#include "app/remote.hpp"
#include "app/system.hpp"
#include "app/wiring.hpp"
#include "base/text.hpp"
#include "http/uri.hpp"

namespace baton::app {
namespace {

namespace json = boost::json;

int complain(std::string_view message) {
    fmt::print(stderr, "baton token: {}\n", message);
    return kFound;
}

void print_row(std::string_view name, std::string_view scopes, std::string_view created,
               std::string_view ends) {
    fmt::print("{:<24} {:<32} {:<22} {}\n", name, scopes, created, ends);
}

std::string scopes_of(const TokenOptions& options) {
    return options.scopes.empty() ? "*" : join(options.scopes, " ");
}

// ---- through the server ----

int through_server(const TokenOptions& options, Remote& remote) {
    const std::string place =
        (options.workspace.empty() ? "" : "/w/" + http::percent_encode(options.workspace)) +
        "/v1/tokens";
    if (options.action == "create") {
        json::object body{{"name", options.name}, {"scopes", scopes_of(options)}};
        if (!options.expires.empty()) body["expires_in"] = options.expires;
        const auto made = remote.send(http::Method::Post, place, json::serialize(body),
                                      {{"Content-Type", "application/json"}});
        if (!made) return complain(made.error().message);
        if (made->status != 201) return complain(problem_words(*made));
        const json::value answer = json::parse(made->body);
        fmt::print("{}\n", std::string_view(answer.at("token").as_string()));
        return kDone;
    }
    if (options.action == "revoke") {
        const auto gone = remote.send(http::Method::Delete, place + "/" + options.name);
        if (!gone) return complain(gone.error().message);
        if (gone->status >= 300) return complain(problem_words(*gone));
        fmt::print("revoked {}\n", options.name);
        return kDone;
    }
    const auto listed = remote.send(http::Method::Get, place);
    if (!listed) return complain(listed.error().message);
    if (listed->status != 200) return complain(problem_words(*listed));
    const json::value answer = json::parse(listed->body);
    print_row("NAME", "SCOPES", "CREATED", "ENDS");
    for (const json::value& row : answer.at("tokens").as_array()) {
        const auto text = [&](std::string_view key) {
            const json::value* value = row.as_object().if_contains(key);
            return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                          : std::string();
        };
        const std::string revoked = text("revoked_at");
        print_row(text("name"), text("scopes"), text("created_at"),
                  revoked.empty() ? text("expires_at") : "revoked " + revoked);
    }
    return kDone;
}

// ---- in the store ----

template <class Write>
Result<void> wait_for(Write&& write) {
    std::promise<Result<void>> promise;
    write([&promise](Result<void> done) { promise.set_value(std::move(done)); });
    return promise.get_future().get();
}

int in_store(const TokenOptions& options, store::Store& store, Random& random) {
    const SystemClock clock;
    const std::string workspace = options.workspace;
    if (options.action == "create") {
        if (!api::is_token_name(options.name)) {
            return complain("a token's name is 1 to 100 letters, digits, '.', '_' and '-'");
        }
        const auto scopes = api::parse_scopes(scopes_of(options));
        if (!scopes) return complain(scopes.error().message);
        const std::string secret = access::make_secret(random, api::kTokenPrefix);
        store::TokenRow row;
        row.workspace = workspace;
        row.name = options.name;
        row.hash = access::secret_hash(secret);
        row.scopes = *scopes;
        row.created_at = clock.now();
        if (!options.expires.empty())
            row.expires_at = clock.now() + *parse_duration(options.expires);
        const auto put = wait_for([&](auto done) { store.put_token(row, std::move(done)); });
        if (!put) return complain(put.error().message);
        fmt::print("{}\n", secret);
        return kDone;
    }
    if (options.action == "revoke") {
        const auto gone = wait_for([&](auto done) {
            store.revoke_token(workspace, options.name, clock.now(), std::move(done));
        });
        if (!gone) return complain(gone.error().message);
        fmt::print("revoked {}\n", options.name);
        return kDone;
    }
    const auto rows = store.tokens(workspace);
    if (!rows) return complain(rows.error().message);
    print_row("NAME", "SCOPES", "CREATED", "ENDS");
    for (const store::TokenRow& row : *rows) {
        std::string ends = row.expires_at ? format_time(*row.expires_at) : "";
        if (row.revoked_at) ends = "revoked " + format_time(*row.revoked_at);
        print_row(row.name, row.scopes, format_time(row.created_at), ends);
    }
    return kDone;
}

}  // namespace

int token(const TokenOptions& options) {
    if (!options.expires.empty() && !parse_duration(options.expires)) {
        fmt::print(stderr, "baton token: --expires has to be a duration such as 90d, not \"{}\"\n",
                   options.expires);
        return kUsage;
    }
    auto remote = Remote::running(options.remote);
    if (!remote) return complain(remote.error().message);
    if (*remote) return through_server(options, **remote);
    std::error_code ignored;
    std::filesystem::create_directories(options.remote.data, ignored);
    SystemRandom random;
    const auto store = open_store(options.store, options.remote.data, random);
    if (!store) return complain(store.error().message);
    TokenOptions named = options;
    if (named.workspace.empty()) {
        const auto workspaces = (*store)->workspaces("", 1);
        named.workspace = workspaces && !workspaces->empty() ? workspaces->front() : "default";
    }
    return in_store(named, **store, random);
}

}  // namespace baton::app
