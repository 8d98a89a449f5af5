#include "api/routes.hpp"

#include "api/forget.hpp"
#include "api/resources.hpp"
#include "web/assets.hpp"

namespace baton::api {
namespace {

using http::Method;

constexpr Route kCalls[] = {
    {Method::Post, "/v1/leads", Need::LeadsWrite, BodySize::Small, post_lead},
    {Method::Post, "/v1/leads/batch", Need::LeadsWrite, BodySize::Streamed, nullptr, post_batch},
    {Method::Get, "/v1/leads", Need::LeadsRead, BodySize::None, get_leads},
    {Method::Get, "/v1/leads/{lead}", Need::LeadsRead, BodySize::None, get_lead},
    {Method::Get, "/v1/leads/{lead}/history", Need::LeadsRead, BodySize::None, get_lead_history},
    {Method::Get, "/v1/leads/{lead}/explanation", Need::LeadsRead, BodySize::None,
     get_lead_explanation},
    {Method::Post, "/v1/leads/{lead}/acknowledge", Need::Desk, BodySize::Small, post_acknowledge},
    {Method::Post, "/v1/leads/{lead}/contact", Need::Desk, BodySize::Small, post_contact},
    {Method::Post, "/v1/leads/{lead}/close", Need::Desk, BodySize::Small, post_close},
    {Method::Post, "/v1/leads/{lead}/reassign", Need::Desk, BodySize::Small, post_reassign},
    {Method::Post, "/v1/leads/{lead}/claim", Need::Desk, BodySize::Small, post_claim},
    {Method::Post, "/v1/forget", Need::Admin, BodySize::Small, post_forget},
    {Method::Post, "/v1/decide", Need::LeadsRead, BodySize::Small, post_decide},
    {Method::Get, "/v1/people", Need::LeadsRead, BodySize::None, get_people},
    {Method::Get, "/v1/people/{person}", Need::LeadsRead, BodySize::None, get_person},
    {Method::Put, "/v1/people/{person}/availability", Need::Desk, BodySize::Small,
     put_availability},
    {Method::Put, "/v1/people/{person}/figures", Need::Desk, BodySize::Small, put_figures},
    {Method::Get, "/v1/pools", Need::LeadsRead, BodySize::None, get_pools},
    {Method::Get, "/v1/pools/{pool}/ledger", Need::LeadsRead, BodySize::None, get_ledger},
    {Method::Get, "/v1/workspace", Need::Workspace, BodySize::None, get_workspace},
    {Method::Put, "/v1/workspace", Need::Workspace, BodySize::Document, put_workspace},
    {Method::Post, "/v1/workspace/check", Need::Workspace, BodySize::Document, post_check},
    {Method::Get, "/v1/workspace/versions", Need::Workspace, BodySize::None, get_versions},
    {Method::Get, "/v1/workspace/versions/{version}", Need::Workspace, BodySize::None, get_version},
    {Method::Post, "/v1/workspace/rollback", Need::Workspace, BodySize::Small, post_rollback},
    {Method::Get, "/v1/events", Need::LeadsRead, BodySize::None, get_events},
    {Method::Get, "/v1/deliveries", Need::LeadsRead, BodySize::None, get_deliveries},
    {Method::Get, "/v1/deliveries/{delivery}", Need::LeadsRead, BodySize::None, get_delivery},
    {Method::Post, "/v1/deliveries/{delivery}/retry", Need::Desk, BodySize::Small, post_retry},
    {Method::Get, "/v1/tokens", Need::Admin, BodySize::None, get_tokens},
    {Method::Post, "/v1/tokens", Need::Admin, BodySize::Small, post_token},
    {Method::Delete, "/v1/tokens/{token}", Need::Admin, BodySize::None, delete_token},
    {Method::Post, "/f/{form}", Need::Nothing, BodySize::Small, post_form},
    {Method::Options, "/f/{form}", Need::Nothing, BodySize::None, options_form},
    {Method::Get, "/f/{form}/key", Need::Nothing, BodySize::None, get_form_key},
    {Method::Options, "/f/{form}/key", Need::Nothing, BodySize::None, options_form},
    {Method::Post, "/v1/hooks/{source}", Need::Nothing, BodySize::Small, post_hook},
    {Method::Get, "/v1/hooks/{source}", Need::Nothing, BodySize::None, get_hook},
    {Method::Get, "/a/{link}", Need::Nothing, BodySize::None, get_acknowledge},
    {Method::Post, "/a/{link}", Need::Nothing, BodySize::Small, post_acknowledge_link},
    {Method::Get, "/healthz", Need::Nothing, BodySize::None, get_health, nullptr, false},
    {Method::Get, "/readyz", Need::Nothing, BodySize::None, get_readiness, nullptr, false},
    {Method::Get, "/metrics", Need::Metrics, BodySize::None, get_metrics, nullptr, false},
    {Method::Get, "/v1/openapi.json", Need::AnyToken, BodySize::None, get_openapi, nullptr, false},
};

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
