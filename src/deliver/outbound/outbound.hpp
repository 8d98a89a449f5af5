// Outbound: the one way out. Every message, request and mail that Baton sends goes through it, so
// that the guards stand in one place: bounded numbers, sizes and times, checked TLS, no redirects,
// no addresses inside the network unless they are allowed, no secrets in what is said afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "deliver/outbound/secrets.hpp"

namespace baton::deliver {

enum class HttpMethod : std::uint8_t { Post, Get, Put, Patch, Delete };

// A body sent to an http or https URL, or what is read or deleted there.
struct HttpCall {
    std::string url;
    std::string content_type;
    std::vector<std::pair<std::string, std::string>> headers;  // no CR or LF in them
    std::string body;
    Secrets secrets;  // taken out of the outcome's message
    HttpMethod method = HttpMethod::Post;
    // What it asks for would be there twice if it came twice: it goes over a connection of its own.
    // On a kept one that turns out to be closed, the library sends a request again by itself.
    bool never_twice = false;
    bool wants_answer = false;                    // the outcome's `answer` is wanted
    std::vector<std::string> wants_headers = {};  // of the answer; names in lower case
};

// One mail to a server: `smtp://host[:port]` (STARTTLS, which has to be there when there is a
// password and the server is not a loopback one; used whenever it is offered) or `smtps://…`.
struct MailCall {
    std::string server;
    std::string user;  // empty: no AUTH
    std::string password;
    std::string from;             // bare addresses, no names
    std::vector<std::string> to;  // at least one
    std::string message;          // RFC 5322, lines end in CRLF
    Secrets secrets;
};

using Call = std::variant<HttpCall, MailCall>;

enum class OutcomeKind : std::uint8_t {
    Sent = 1,       // the other side took it
    Retry = 2,      // it may go better later
    Permanent = 3,  // it never will like this
};

struct Outcome {
    OutcomeKind kind = OutcomeKind::Retry;
    std::int32_t status = 0;                   // HTTP's or SMTP's number; 0: no answer
    std::optional<Duration> retry_after = {};  // what the other side asked for, as it asked
    std::string message = {};                  // for people; empty when sent; without secrets
    // The body of an HTTP answer that was wanted, whatever its status. It may repeat what a lead
    // said: it is read, and never shown or kept.
    std::string answer = {};
    std::vector<std::pair<std::string, std::string>> headers = {};  // those that were wanted
    bool gone = false;     // permanent since the receiver is no more, which is nobody's fault
    bool stopped = false;  // it was never tried to the end: the client was stopped
};

using OutcomeDone = std::move_only_function<void(Outcome)>;

class Outbound {
  public:
    virtual ~Outbound() = default;
    Outbound() = default;
    Outbound(const Outbound&) = delete;
    Outbound& operator=(const Outbound&) = delete;

    // Starts a call; `done` is called exactly once, from a thread of the client's or, when the call
    // is refused (queue full, address that is none), before this returns. It must not block or
    // throw. Any thread.
    virtual void submit(Call call, OutcomeDone done) = 0;
};

}  // namespace baton::deliver
