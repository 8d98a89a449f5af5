// API tokens: made, listed, revoked. The secret is shown once and stored nowhere.
#include <fmt/format.h>

#include <utility>

#include "access/secret.hpp"
#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/session_start.hpp"
#include "api/token.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

void write_token(ObjectWriter& object, const store::TokenRow& token) {
    object.text("name", token.name);
    object.text("scopes", token.scopes);
    object.text("created_at", format_time(token.created_at));
    text_or_null(object, "expires_at", token.expires_at ? format_time(*token.expires_at) : "");
    text_or_null(object, "revoked_at", token.revoked_at ? format_time(*token.revoked_at) : "");
}

}  // namespace

void get_tokens(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto tokens = call.service().options.store.tokens(call.workspace());
    if (!tokens) return call.answer(store_failed(tokens.error()));
    std::string body = "{\"tokens\":";
    write_list(body, *tokens, [&](const store::TokenRow& token) {
        ObjectWriter item(body);
        write_token(item, token);
    });
    call.answer(http::Response::json(200, body + "}"));
}

void post_token(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    BodyFields fields(*body, {"name", "scopes", "expires_in"});
    fields.need_one_of({"name"});
    fields.need_one_of({"scopes"});
    Service& service = call.service();
    store::TokenRow token;
    token.workspace = call.workspace();
    token.created_at = service.options.clock.now();
    token.name = fields.text("name").value_or("");
    if (fields.has("name") && !is_token_name(token.name)) {
        fields.wrong("name", "a token's name is 1 to 100 letters, digits, '.', '_' and '-'");
    }
    if (const auto text = fields.text("scopes")) {
        auto scopes = parse_scopes(*text);
        if (scopes) {
            token.scopes = *std::move(scopes);
        } else {
            fields.wrong("scopes", scopes.error().message);
        }
    }
    if (const auto text = fields.text("expires_in")) {
        const auto lasts = parse_duration(*text);
        if (lasts && lasts->micros > 0) {
            token.expires_at = token.created_at + *lasts;
        } else {
            fields.wrong("expires_in", "a duration looks like 90d, 12h or 1w");
        }
    }
    if (!fields.is_fine()) return call.answer(fields.refusal());
    const std::string secret = access::make_secret(service.options.random, kTokenPrefix);
    token.hash = access::secret_hash(secret);
    std::string answer;
    {
        ObjectWriter object(answer);
        object.text("token", secret);
        write_token(object, token);
    }
    store::AccessChange change;
    std::string after;
    {
        ObjectWriter object(after);
        object.text("scopes", token.scopes);
        text_or_null(object, "expires_at", token.expires_at ? format_time(*token.expires_at) : "");
    }
    change.audit = audit_row(call, "token.made", token.name, "", std::move(after));
    change.token = std::move(token);
    change_access(std::move(call), std::move(change), http::Response::json(201, std::move(answer)),
                  "name");
}

void delete_token(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const std::string& name = call.argument(0);
    store::AccessChange change;
    change.ends_token = store::TokenEnd{call.workspace(), name, call.service().options.clock.now()};
    change.audit = audit_row(call, "token.revoked", name, "", "");
    change_access(std::move(call), std::move(change), http::Response::empty(204));
}

}  // namespace baton::api
