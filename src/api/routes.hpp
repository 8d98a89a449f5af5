// The table of all calls: method, path, what a token needs, which roles may and how far, how the
// body is read, who answers. Enforced in one place, before anything of the request is read
// (api.cpp).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "api/guard.hpp"
#include "http/body_reader.hpp"
#include "http/message.hpp"

namespace baton::api {

// How large a body may be.
enum class BodySize : std::uint8_t { None, Small, Document, Streamed };

using Resource = void (*)(Call, http::Request&);
using StreamResource = void (*)(Call, http::Request&, http::BodyReader);

struct Route {
    http::Method method = http::Method::Get;
    std::string_view path;
    Need need = Need::Nothing;
    access::Reaches roles = {};  // whose sessions may call it, and how far it reaches for each
    BodySize body = BodySize::None;
    Resource handle = nullptr;
    StreamResource handle_stream = nullptr;
    bool in_workspace = true;      // speaks of a workspace: "/w/NAME" may stand before the path
    bool makes_workspace = false;  // where there is none of that name yet
};

// Every call; its place is its number in the router.
[[nodiscard]] std::span<const Route> routes();

}  // namespace baton::api
