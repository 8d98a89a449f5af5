// Public forms: POST /f/{form}. The form's name is the lead's source.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "api/answers.hpp"
#include "api/form_reply.hpp"
#include "api/intake.hpp"
#include "api/origin.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "http/address.hpp"
#include "http/content_type.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

constexpr std::size_t kMaxFormName = 100;
constexpr std::size_t kMaxPageBytes = 4'000;

bool is_form_name(std::string_view name) {
    return !name.empty() && name.size() <= kMaxFormName && is_utf8(name);
}

// Who sent it: behind a proxy on this machine, whom the proxy names last.
std::string_view sender_of(const http::RequestHead& head) {
    const bool by_proxy =
        head.over_unix_socket || http::Address{.host = head.peer_address}.is_loopback();
    const auto forwarded = head.header("X-Forwarded-For");
    if (!by_proxy || !forwarded) return head.peer_address;
    return trim(forwarded->substr(forwarded->rfind(',') + 1));  // npos + 1 is the beginning
}

struct Submitted {
    capture::Form form;
    bool is_json = false;
};

OrResponse<Submitted> read_form(const http::Request& request) {
    if (auto refusal = refuse_type(request, {"application/x-www-form-urlencoded",
                                             "multipart/form-data", "application/json"})) {
        return std::unexpected(std::move(*refusal));
    }
    const std::string_view given = *request.header("Content-Type");
    const std::string type = http::parse_media_type(given)->name;
    auto form = type == "application/x-www-form-urlencoded"
                    ? capture::parse_urlencoded_form(request.body)
                : type == "multipart/form-data" ? capture::parse_multipart_form(request.body, given)
                                                : capture::parse_json_form(request.body);
    if (!form) return std::unexpected(capture_refusal(form.error()));
    return Submitted{*std::move(form),
                     type != "application/x-www-form-urlencoded" && type != "multipart/form-data"};
}

// The page that the visitor was on, where the form itself does not say.
void add_context(lead::RawLead& raw, const http::RequestHead& head, const std::string& form) {
    std::erase_if(raw, [](const auto& member) { return member.name == "source"; });
    raw.emplace_back("source", lead::RawValue{form});
    const bool has_page = std::ranges::any_of(
        raw, [](const auto& member) { return equals_ignoring_ascii_case(member.name, "page"); });
    const auto referer = head.header("Referer");
    if (has_page || !referer || referer->size() > kMaxPageBytes || !is_utf8(*referer)) return;
    if (!origin_authority(*referer).empty()) {
        raw.emplace_back("page", lead::RawValue{std::string(*referer)});
    }
}

Uuid new_id(Service& service) {
    UuidRandom random{};
    service.options.random.fill(random);
    return service.ids.next(service.options.clock.now(), random).id;
}

// The page's one-time key stands for this form and this content: the same again is a second click,
// other content another submission. Apart from the keys of programs, which nobody outside may use.
std::optional<dispatch::Key> key_of(const capture::FormControl& control, const std::string& form,
                                    const std::string& body) {
    if (control.key.empty()) return std::nullopt;
    constexpr std::string_view kGap("\0", 1);
    const std::array<std::string_view, 5> pieces{form, kGap, control.key, kGap, body};
    const Digest digest = sha256(pieces);
    return dispatch::Key{"form:" + to_hex(bytes_of(digest)), digest};
}

void take_lead(Call call, Prepared prepared, std::optional<dispatch::Key> key, FormReply reply,
               FormOrigin origin, const std::string& form) {
    dispatch::Request request;
    request.what = std::move(prepared.intake);
    request.key = std::move(key);
    request.actor = {"form:" + form};
    request.render = [](const dispatch::Done& done) {
        return dispatch::Rendered{201, format_uuid(*done.events.front().lead)};
    };
    dispatch::Writer& writer = call.writer();
    request.reply = [call = std::move(call), reply = std::move(reply),
                     origin = std::move(origin)](dispatch::Answer answer) mutable {
        http::Response response = response_of(call.service(), std::move(answer));
        http::Response shown =
            response.status == 201
                ? reply.thanks(response.body)
                : reply.refusal(std::move(response),
                                "The form could not be taken just now. Please try again in a "
                                "moment.");
        add_form_headers(shown, origin);
        call.answer(std::move(shown));
    };
    writer.submit(std::move(request));
}

}  // namespace

void post_form(Call call, http::Request& request) {
    const std::string form = call.argument(0);
    if (!is_form_name(form)) return call.refuse(404, "a form's name has 1 to 100 bytes");
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    const workspace::Form* known = find_form(*live->policy, form);
    const FormOrigin origin = form_origin(request, known);
    if (!origin.is_allowed) {
        return call.refuse(403,
                           "pages of this origin may not post here; the document lists those "
                           "that may under forms: " +
                               form,
                           "Origin");
    }
    const auto answer = [&](http::Response response) {
        add_form_headers(response, origin);
        call.answer(std::move(response));
    };
    Service& service = call.service();
    if (const auto seconds =
            service.form_limiter.take(sender_of(request), service.options.clock.now())) {
        ++service.metrics.forms_slowed;
        return answer(http::problem_response(429, "too many submissions from this address")
                          .with("Retry-After", std::to_string(*seconds)));
    }
    auto submitted = read_form(request);
    if (!submitted) return answer(std::move(submitted.error()));
    FormReply reply(request, submitted->is_json, submitted->form.control, known);
    if (submitted->form.control.trapped) {
        ++service.metrics.forms_trapped;  // a program: thanked, and nothing is kept
        return answer(reply.thanks(format_uuid(new_id(service))));
    }
    lead::RawLead& raw = submitted->form.lead;
    add_context(raw, request, form);
    Prepared prepared = prepare(service, raw, *live);
    if (!says_something(*prepared.intake.content)) {
        return answer(reply.refusal(
            http::problem_response(422, "the form is empty: fill in an e-mail address, a name …",
                                   "email"),
            "The form came without anything in it. Please go back and fill it in."));
    }
    auto key = key_of(submitted->form.control, form, request.body);
    take_lead(std::move(call), std::move(prepared), std::move(key), std::move(reply), origin, form);
}

void get_form_key(Call call, http::Request& request) {
    const auto live = call.writer().live();
    const FormOrigin origin =
        form_origin(request, live->policy ? find_form(*live->policy, call.argument(0)) : nullptr);
    if (!origin.is_allowed)
        return call.refuse(403, "pages of this origin may not post here", "Origin");
    http::Response response =
        http::Response::json(200, "{\"key\":\"" + format_uuid(new_id(call.service())) + "\"}");
    add_form_headers(response, origin);
    call.answer(std::move(response));
}

void options_form(Call call, http::Request& request) {
    const auto live = call.writer().live();
    const FormOrigin origin =
        form_origin(request, live->policy ? find_form(*live->policy, call.argument(0)) : nullptr);
    if (!origin.is_allowed)
        return call.refuse(403, "pages of this origin may not post here", "Origin");
    http::Response response = http::Response::empty(204);
    add_form_headers(response, origin);
    response.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST");
    response.headers.emplace_back("Access-Control-Allow-Headers", "Content-Type");
    response.headers.emplace_back("Access-Control-Max-Age", "600");
    call.answer(std::move(response));
}

}  // namespace baton::api
