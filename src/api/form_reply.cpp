#include "api/form_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/origin.hpp"
#include "api/page.hpp"
#include "base/text.hpp"

namespace baton::api {
namespace {

bool says(const http::RequestHead& head, std::string_view field, std::string_view word) {
    const auto value = head.header(field);
    return value && value->find(word) != std::string_view::npos;
}

bool asks_for_json(const http::RequestHead& head, bool is_json, bool has_redirect) {
    if (is_json) return true;
    if (says(head, "Accept", "text/html")) return false;
    if (says(head, "Accept", "json")) return true;
    const auto mode = head.header("Sec-Fetch-Mode");
    if (mode) return *mode != "navigate";
    return !has_redirect;
}

}  // namespace

const workspace::Form* find_form(const workspace::Policy& policy, std::string_view name) {
    const auto it = std::ranges::find(policy.forms, name, &workspace::Form::key);
    return it == policy.forms.end() ? nullptr : &*it;
}

FormOrigin form_origin(const http::RequestHead& head, const workspace::Form* form) {
    const auto origin = head.header("Origin");
    if (!origin) return {};
    const auto host = head.header("Host");
    const std::string_view authority = origin_authority(*origin);
    if (host && !authority.empty() && equals_ignoring_ascii_case(authority, *host)) return {};
    if (form != nullptr) {
        for (const std::string& listed : form->origins) {
            if (equals_ignoring_ascii_case(listed, *origin)) return {true, std::string(*origin)};
        }
    }
    return {false, {}};
}

void add_form_headers(http::Response& response, const FormOrigin& origin) {
    response.headers.emplace_back("Vary", "Origin");
    if (origin.shared_with.empty()) return;
    response.headers.emplace_back("Access-Control-Allow-Origin", origin.shared_with);
}

FormReply::FormReply(const http::RequestHead& head, bool is_json,
                     const capture::FormControl& control, const workspace::Form* form) {
    if (form != nullptr) {
        const std::vector<std::string>& listed = form->redirects;
        if (!control.redirect.empty()) {
            if (std::ranges::find(listed, control.redirect) != listed.end()) {
                redirect_ = control.redirect;
            }
        } else if (!listed.empty()) {
            redirect_ = listed.front();
        }
    }
    wants_json_ = asks_for_json(head, is_json, !redirect_.empty());
}

http::Response FormReply::thanks(std::string_view lead) const {
    if (wants_json_) {
        return http::Response::json(201, fmt::format("{{\"lead\":\"{}\"}}", lead));
    }
    if (!redirect_.empty()) return http::Response::redirect(redirect_);
    return page(200, "Thank you", "We have got your message and will be in touch shortly.");
}

http::Response FormReply::refusal(http::Response problem, std::string_view words) const {
    if (wants_json_) return problem;
    http::Response shown = page(problem.status, "That did not work", words);
    for (auto& header : problem.headers) shown.headers.push_back(std::move(header));
    return shown;
}

}  // namespace baton::api
