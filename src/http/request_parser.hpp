// RequestParser: bytes from a socket to a Request, on Boost.Beast's basic_parser, which this is the
// only file to know. Pulled by its connection, one thread. Refuses what RFC 9112 calls dangerous:
// two ways to tell a body's length, a Transfer-Encoding but "chunked", no Host or two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace baton::http {

enum class ParseStep {
    NeedMore,  // all that could be used was used
    HeadDone,  // the head is whole, a body follows
    Complete,  // the request is whole
    Failed,    // see failure()
};

struct ParseFailure {
    int status = 400;
    std::string detail;
};

class RequestParser {
  public:
    RequestParser();
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    // Begins a request, to be written into `request` (cleared here), its body into request.body.
    void begin(Request& request, std::size_t header_limit);
    // From HeadDone on: the body is appended to `body` instead, and `request` is not touched again.
    void redirect_body(std::string& body) { body_ = &body; }

    struct Progress {
        std::size_t consumed;
        ParseStep step;
    };
    // Uses bytes from the front. Stops after the head, so that a limit can be set before the body.
    Progress put(std::string_view bytes);

    // From HeadDone on: past so many bytes the body is Failed with 413.
    void limit_body(std::size_t bytes) { body_limit_ = bytes; }

    // What a 413 says.
    [[nodiscard]] static std::string too_large(std::size_t limit);

    [[nodiscard]] const ParseFailure& failure() const { return failure_; }
    [[nodiscard]] bool has_started() const { return started_; }
    [[nodiscard]] std::optional<std::uint64_t> content_length() const;
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }
    [[nodiscard]] bool is_http_1_0() const { return http_1_0_; }

  private:
    class Machine;
    void fail(int status, std::string_view detail);
    void read_target(std::string_view target);
    [[nodiscard]] bool check_head();

    std::unique_ptr<Machine> machine_;  // Beast's parser, made anew in place for each request
    Request* request_ = nullptr;
    std::string* body_ = nullptr;
    std::size_t body_limit_ = 0;
    std::uint64_t body_seen_ = 0;   // by the lines of the chunks
    std::uint64_t chunk_left_ = 0;  // of the chunk that is being read
    ParseFailure failure_;
    std::size_t head_limit_ = 0;
    std::size_t head_seen_ = 0;
    std::uint32_t hosts_ = 0;
    bool started_ = false;
    bool in_head_ = true;
    bool expects_continue_ = false;
    bool http_1_0_ = false;
};

}  // namespace baton::http
