// Handler: what a server does with requests. Called on the server's threads, several at once; a
// call that takes long holds up the other connections of its thread, so work is handed on and
// answered later through the Reply. Nothing here may throw.
#pragma once

#include <cstddef>
#include <optional>

#include "http/body_reader.hpp"
#include "http/message.hpp"
#include "http/reply.hpp"

namespace baton::http {

// How the body of a request is to be had; decided when its head is known, before any of it is read.
struct BodyPlan {
    bool stream = false;  // handle_stream() instead of handle()
    // The most bytes; past it 413. Nothing: Limits::body.
    std::optional<std::size_t> limit = {};
    // Answer with this instead and read no body at all (401, 404, 405; the connection closes where
    // a body was announced). A Content-Length over the limit comes first. What must come after the
    // size, as 415, belongs in handle().
    std::optional<Response> refusal = {};
};

class Handler {
  public:
    virtual ~Handler() = default;

    // May leave `route` and `arguments` in the head for handle().
    [[nodiscard]] virtual BodyPlan plan(RequestHead& head) = 0;

    // The request with its body. May be moved from; what is not moved is used again for the
    // connection's next request, so a handler that only reads it saves allocations. The reference
    // is good until this returns.
    virtual void handle(Request&& request, Reply reply) = 0;

    // The same with the body still to come; called only where plan() said `stream`.
    virtual void handle_stream(Request&& request, BodyReader body, Reply reply) = 0;

    // The transport answers by itself what is not handed on: a head that is broken or too large, a
    // body over its limit, one that does not come, a connection too many. The handler may add its
    // fields to the answer. `head` has an id; the rest is as much as was read.
    virtual void on_refused(const RequestHead& /*head*/, Response& /*answer*/) {}
};

}  // namespace baton::http
