// The pages that the binary carries: the web app, the sample form, their parts.
#include <array>
#include <utility>

#include "api/resources.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "http/problem.hpp"
#include "web/assets.hpp"

namespace baton::api {
namespace {

constexpr std::string_view kForm = "/form";

void add_page_headers(http::Response& response) {
    response.headers.emplace_back("Content-Security-Policy", web::kContentSecurityPolicy);
    response.headers.emplace_back("Referrer-Policy", web::kReferrerPolicy);
    response.headers.emplace_back("X-Frame-Options", "DENY");
    response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
}

}  // namespace

void get_page(Call call, http::Request& request) {
    const web::Asset* page = web::find_asset(request.path);
    if (page == nullptr) return call.refuse(404, "there is no such page");
    http::Response response;
    add_page_headers(response);
    response.headers.emplace_back("Content-Type", page->content_type);
    if (page->path == kForm) {  // each copy has its own key, so none is kept
        UuidRandom random{};
        call.service().options.random.fill(random);
        const Instant now = call.service().options.clock.now();
        response.body =
            web::with_form_key(page->body, format_uuid(make_uuid_v7(now.micros / 1000, random)));
        return call.answer(std::move(response));
    }
    const web::Asset::Packed* packed =
        web::packing_for(*page, request.header("Accept-Encoding").value_or(""));
    const std::string_view etag = packed != nullptr ? packed->etag : page->etag;
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Cache-Control", web::is_immutable(page->path)
                                                       ? "public, max-age=31536000, immutable"
                                                       : "no-cache");
    if (!page->packed.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
    const auto known = request.header("If-None-Match");
    if (known && trim(*known) == etag) {
        response.status = 304;
    } else if (packed != nullptr) {
        response.headers.emplace_back("Content-Encoding", packed->encoding);
        response.body = std::string(packed->body);
    } else {
        response.body = std::string(page->body);
    }
    call.answer(std::move(response));
}

}  // namespace baton::api
