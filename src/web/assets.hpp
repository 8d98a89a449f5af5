// The pages and their parts that the binary carries: the web app, the sample form. Constant
// data; every function may be called from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace baton::web {

struct Asset {
    std::string_view path;          // "/"; "/app/{path*}": all that begins so
    std::string_view content_type;  // with its charset
    std::string_view body;
    std::string_view etag;  // with its quotes: the same for the same bytes
    // The same body packed when the binary was built, smallest first, each with an ETag of its own;
    // none where packing gains nothing.
    struct Packed {
        std::string_view encoding;  // as Content-Encoding says it
        std::string_view body;
        std::string_view etag;
    };
    std::span<const Packed> packed = {};
};

// All of them, as listed in assets.txt.
[[nodiscard]] std::span<const Asset> assets();

// The asset at exactly this path; null where there is none.
[[nodiscard]] const Asset* find_asset(std::string_view path);

// Whether the bytes at this path are forever the same: the app's parts, whose names bear a hash.
[[nodiscard]] bool is_immutable(std::string_view path);

// The smallest packing of `asset` that an Accept-Encoding takes; null: the bytes as they are. A
// coding with a weight other than 0 counts as taken, `*` and weights of 0 as not.
[[nodiscard]] const Asset::Packed* packing_for(const Asset& asset, std::string_view accepted);

// A form's page with `key` as its one-time key: what a second click sends is then known for the
// same. `key` is URL-safe text (a UUID); a page without the hidden field comes back as it is.
[[nodiscard]] std::string with_form_key(std::string_view page, std::string_view key);

// What every page is to be answered with besides: nothing comes from elsewhere, nothing runs
// inline, and no other site may frame it.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
// The form's own address, with its utm parameters, comes back to us with a submission; other sites
// are told nothing.
inline constexpr std::string_view kReferrerPolicy = "same-origin";

}  // namespace baton::web
