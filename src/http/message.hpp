// A request as it came and a response as it goes: plain values that know no socket. A request's
// head is whole, checked and within its limits before a handler sees it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::http {

enum class Method : std::uint8_t { Get, Head, Post, Put, Delete, Options, Patch, Other };
inline constexpr std::size_t kMethods = 8;

[[nodiscard]] std::string_view method_name(Method method);  // "GET"; "OTHER" for the rest
[[nodiscard]] Method method_from(std::string_view name);    // case-sensitive, as methods are

// Header fields in the order they came, all text in one block: one allocation or two for a whole
// head, none where the object is used again after clear().
class Headers {
  public:
    void add(std::string_view name, std::string_view value);
    void clear();

    [[nodiscard]] std::size_t size() const { return fields_.size(); }
    [[nodiscard]] std::string_view name(std::size_t index) const;
    [[nodiscard]] std::string_view value(std::size_t index) const;
    // The value of the first field of that name, compared without regard to ASCII case. The view
    // lives as long as this object is not changed or moved.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    // How often the name occurs: what must be said once (Authorization) may be checked for it.
    [[nodiscard]] std::size_t count(std::string_view name) const;

  private:
    struct Field {
        std::uint32_t name_at;
        std::uint32_t name_size;
        std::uint32_t value_at;
        std::uint32_t value_size;
    };
    std::string text_;
    std::vector<Field> fields_;
};

inline constexpr std::uint32_t kNoRoute = 0xFFFF'FFFF;

// All of a request but its body.
struct RequestHead {
    Method method = Method::Get;
    std::string target;  // as it came: "/v1/leads/%41?x=1"
    // The path of the target with its escapes decoded, save %2F and %25, so that it can still be
    // cut at '/' and a segment's text is had without doubt by decode_segment(). UTF-8 without
    // control characters; begins with '/'; has no segment "." or "..". "*" for OPTIONS *.
    std::string path;
    std::string query;  // what follows '?', still encoded; see query_parameters()
    Headers headers;
    std::string peer_address;  // numeric, without port: "203.0.113.7"; "unix" over a Unix socket
    bool over_unix_socket = false;
    bool keep_alive = true;
    std::uint64_t id = 0;  // unique in this process; for logs

    // Left here by the handler's plan() for its handle(), so that a path is looked up once.
    std::uint32_t route = kNoRoute;
    std::vector<std::string> arguments;  // the path's parameters, in the template's order

    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
        return headers.find(name);
    }
};

struct Request : RequestHead {
    std::string body;  // empty where the body is streamed
};

// A text written into the program, so that a response can point at it for ever.
class StaticText {
  public:
    constexpr StaticText() = default;
    consteval StaticText(const char* text) : text_(text) {}  // NOLINT: implicit on purpose
    [[nodiscard]] constexpr std::string_view view() const { return text_; }
    [[nodiscard]] constexpr bool empty() const { return text_.empty(); }

  private:
    std::string_view text_;
};

// What is answered. Date, Content-Length, Transfer-Encoding and Connection are the transport's to
// write. Line ends inside a header's value are written as spaces.
struct Response {
    int status = 200;
    StaticText content_type =
        {};  // no Content-Type field where it is empty (and none in `headers`)
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};

    [[nodiscard]] static Response json(int status, std::string body);
    [[nodiscard]] static Response text(int status, std::string body);  // text/plain, UTF-8
    [[nodiscard]] static Response html(int status, std::string body);
    [[nodiscard]] static Response empty(int status);
    // 303 See Other by default: what a form's post is answered with.
    [[nodiscard]] static Response redirect(std::string location, int status = 303);

    // Adds a field; for chains as `return Response::json(201, text).with("Location", place);`
    [[nodiscard]] Response with(std::string name, std::string value) &&;
    // The value of the first field of that name in `headers`; for tests and for logs.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

// "Created" for 201; "Unknown" for a number that RFC 9110 does not have.
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace baton::http
