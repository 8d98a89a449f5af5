#include "api/routes.hpp"

#include <algorithm>

#include "api/forget.hpp"
#include "api/resources.hpp"
#include "api/trials.hpp"
#include "web/assets.hpp"

namespace baton::api {
namespace {

using http::Method;

using access::Reach;
using access::Reaches;

// Called before anybody is known, and so by everybody.
constexpr Reaches kNoSession{};
constexpr Reaches kAdmins{Reach::All};
constexpr Reaches kOperations{Reach::All, Reach::All};
constexpr Reaches kManagers{Reach::All, Reach::All, Reach::All};
constexpr Reaches kEverybody{Reach::All, Reach::All, Reach::All, Reach::All};
// Leads and people: a manager's team's, a rep's own.
constexpr Reaches kTheirs{Reach::All, Reach::All, Reach::Team, Reach::Own};

constexpr Route kCalls[] = {
    {Method::Post, "/v1/leads", Need::LeadsWrite, kOperations, BodySize::Small, post_lead},
    {Method::Post, "/v1/leads/batch", Need::LeadsWrite, kOperations, BodySize::Streamed, nullptr,
     post_batch},
    {Method::Get, "/v1/leads", Need::LeadsRead, kTheirs, BodySize::None, get_leads},
    {Method::Get, "/v1/leads/{lead}", Need::LeadsRead, kTheirs, BodySize::None, get_lead},
    {Method::Get, "/v1/leads/{lead}/history", Need::LeadsRead, kTheirs, BodySize::None,
     get_lead_history},
    {Method::Get, "/v1/leads/{lead}/explanation", Need::LeadsRead, kTheirs, BodySize::None,
     get_lead_explanation},
    {Method::Post, "/v1/leads/{lead}/acknowledge", Need::Desk, kTheirs, BodySize::Small,
     post_acknowledge},
    {Method::Post, "/v1/leads/{lead}/contact", Need::Desk, kTheirs, BodySize::Small, post_contact},
    {Method::Post, "/v1/leads/{lead}/close", Need::Desk, kTheirs, BodySize::Small, post_close},
    {Method::Post, "/v1/leads/{lead}/reassign", Need::Desk, kTheirs, BodySize::Small,
     post_reassign},
    {Method::Post, "/v1/leads/{lead}/claim", Need::Desk, kTheirs, BodySize::Small, post_claim},
    {Method::Post, "/v1/forget", Need::Admin, kAdmins, BodySize::Small, post_forget},
    {Method::Post, "/v1/decide", Need::LeadsRead, kOperations, BodySize::Small, post_decide},
    {Method::Get, "/v1/people", Need::LeadsRead, kTheirs, BodySize::None, get_people},
    {Method::Get, "/v1/people/{person}", Need::LeadsRead, kTheirs, BodySize::None, get_person},
    {Method::Put, "/v1/people/{person}/availability", Need::Desk, kTheirs, BodySize::Small,
     put_availability},
    {Method::Put, "/v1/people/{person}/figures", Need::Desk, kOperations, BodySize::Small,
     put_figures},
    {Method::Get, "/v1/pools", Need::LeadsRead, kEverybody, BodySize::None, get_pools},
    {Method::Get, "/v1/pools/{pool}/ledger", Need::LeadsRead, kManagers, BodySize::None,
     get_ledger},
    {Method::Get, "/v1/workspace", Need::Workspace, kOperations, BodySize::None, get_workspace},
    {Method::Put, "/v1/workspace", Need::Workspace, kOperations, BodySize::Document, put_workspace,
     nullptr, true, true},
    {Method::Post, "/v1/workspace/check", Need::Workspace, kOperations, BodySize::Document,
     post_check},
    {Method::Post, "/v1/workspace/simulate", Need::Workspace, kOperations, BodySize::Document,
     post_simulate},
    {Method::Post, "/v1/workspace/compare", Need::Workspace, kOperations, BodySize::Document,
     post_compare},
    {Method::Get, "/v1/workspace/versions", Need::Workspace, kOperations, BodySize::None,
     get_versions},
    {Method::Get, "/v1/workspace/versions/{version}", Need::Workspace, kOperations, BodySize::None,
     get_version},
    {Method::Post, "/v1/workspace/rollback", Need::Workspace, kOperations, BodySize::Small,
     post_rollback},
    {Method::Put, "/v1/workspace/editors/{editor}", Need::Workspace, kOperations, BodySize::Small,
     put_editor},
    {Method::Delete, "/v1/workspace/editors/{editor}", Need::Workspace, kOperations, BodySize::None,
     delete_editor},
    {Method::Get, "/v1/events", Need::LeadsRead, kTheirs, BodySize::None, get_events},
    {Method::Get, "/v1/deliveries", Need::LeadsRead, kOperations, BodySize::None, get_deliveries},
    {Method::Get, "/v1/deliveries/{delivery}", Need::LeadsRead, kOperations, BodySize::None,
     get_delivery},
    {Method::Post, "/v1/deliveries/replay", Need::Desk, kOperations, BodySize::Small, post_replay},
    {Method::Post, "/v1/deliveries/{delivery}/retry", Need::Desk, kOperations, BodySize::Small,
     post_retry},
    {Method::Get, "/v1/connections", Need::Workspace, kOperations, BodySize::None, get_connections},
    {Method::Post, "/v1/connections/{connection}/test", Need::Workspace, kOperations,
     BodySize::Small, post_connection_test},
    {Method::Get, "/v1/reports/{report}", Need::LeadsRead, kTheirs, BodySize::None, get_report},
    {Method::Get, "/v1/tokens", Need::Admin, kAdmins, BodySize::None, get_tokens},
    {Method::Post, "/v1/tokens", Need::Admin, kAdmins, BodySize::Small, post_token},
    {Method::Delete, "/v1/tokens/{token}", Need::Admin, kAdmins, BodySize::None, delete_token},
    {Method::Get, "/v1/sign-in", Need::Nothing, kNoSession, BodySize::None, get_sign_in},
    {Method::Get, "/v1/sign-in/sso", Need::Nothing, kNoSession, BodySize::None, get_sso},
    {Method::Get, "/v1/sign-in/sso/callback", Need::Nothing, kNoSession, BodySize::None,
     get_sso_callback},
    {Method::Post, "/v1/sign-in/link", Need::Nothing, kNoSession, BodySize::Small, post_link},
    {Method::Post, "/v1/sign-in/reset", Need::Nothing, kNoSession, BodySize::Small, post_reset},
    {Method::Post, "/v1/session", Need::Nothing, kNoSession, BodySize::Small, post_session},
    {Method::Get, "/v1/session", Need::AnyToken, kEverybody, BodySize::None, get_session},
    {Method::Delete, "/v1/session", Need::AnyToken, kEverybody, BodySize::None, delete_session},
    {Method::Get, "/v1/sessions", Need::AnyToken, kEverybody, BodySize::None, get_sessions},
    {Method::Delete, "/v1/sessions/{session}", Need::AnyToken, kEverybody, BodySize::None,
     delete_one_session},
    {Method::Put, "/v1/account/password", Need::AnyToken, kEverybody, BodySize::Small,
     put_password},
    {Method::Get, "/v1/push", Need::AnyToken, kEverybody, BodySize::None, get_push},
    {Method::Post, "/v1/push/subscriptions", Need::AnyToken, kEverybody, BodySize::Small,
     post_push_subscription},
    {Method::Delete, "/v1/push/subscriptions/{subscription}", Need::AnyToken, kEverybody,
     BodySize::None, delete_push_subscription},
    {Method::Post, "/v1/push/test", Need::AnyToken, kEverybody, BodySize::Small, post_push_test},
    {Method::Get, "/v1/members", Need::Admin, kAdmins, BodySize::None, get_members},
    {Method::Post, "/v1/members", Need::Admin, kAdmins, BodySize::Small, post_member},
    {Method::Put, "/v1/members/{account}", Need::Admin, kAdmins, BodySize::Small, put_member},
    {Method::Delete, "/v1/members/{account}", Need::Admin, kAdmins, BodySize::None, delete_member},
    {Method::Post, "/v1/members/{account}/link", Need::Admin, kAdmins, BodySize::Small,
     post_member_link},
    {Method::Get, "/v1/audit", Need::Admin, kAdmins, BodySize::None, get_audit},
    {Method::Post, "/f/{form}", Need::Nothing, kNoSession, BodySize::Small, post_form},
    {Method::Options, "/f/{form}", Need::Nothing, kNoSession, BodySize::None, options_form},
    {Method::Get, "/f/{form}/key", Need::Nothing, kNoSession, BodySize::None, get_form_key},
    {Method::Options, "/f/{form}/key", Need::Nothing, kNoSession, BodySize::None, options_form},
    {Method::Post, "/v1/hooks/{source}", Need::Nothing, kNoSession, BodySize::Small, post_hook},
    {Method::Get, "/v1/hooks/{source}", Need::Nothing, kNoSession, BodySize::None, get_hook},
    {Method::Get, "/a/{link}", Need::Nothing, kNoSession, BodySize::None, get_acknowledge},
    {Method::Post, "/a/{link}", Need::Nothing, kNoSession, BodySize::Small, post_acknowledge_link},
    {Method::Get, "/healthz", Need::Nothing, kNoSession, BodySize::None, get_health, nullptr,
     false},
    {Method::Get, "/readyz", Need::Nothing, kNoSession, BodySize::None, get_readiness, nullptr,
     false},
    {Method::Get, "/metrics", Need::Metrics, kAdmins, BodySize::None, get_metrics, nullptr, false},
    {Method::Get, "/v1/openapi.json", Need::AnyToken, kEverybody, BodySize::None, get_openapi,
     nullptr, false},
};

// A call that is not for everybody says for whom it is.
static_assert(std::ranges::all_of(kCalls, [](const Route& route) {
    return (route.need == Need::Nothing) != route.roles.names_anybody();
}));

std::vector<Route> all_routes() {
    std::vector<Route> all(std::begin(kCalls), std::end(kCalls));
    for (const web::Asset& asset : web::assets()) {
        if (asset.path.starts_with("/v1/")) continue;  // the document has its call
        Route page{Method::Get, asset.path};
        page.handle = get_page;
        page.in_workspace = false;
        all.push_back(page);
    }
    return all;
}

}  // namespace

std::span<const Route> routes() {
    static const std::vector<Route> kAll = all_routes();
    return kAll;
}

}  // namespace baton::api
