// BodyReader: a request's body, piece by piece, as fast as it is asked for: nothing is read from
// the socket until the piece before was taken and the next one asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace baton::http {

// A piece of 1 byte to Limits::read_chunk bytes; nothing at the end of the body. Errors:
// BodyTooLarge past the plan's limit, BadMessage for broken chunks, TimedOut, ConnectionLost; the
// request can still be answered (problem_from_error() has the fitting response), and the connection
// then closes.
using BodyPiece = Result<std::optional<std::string>>;
using BodyCallback = std::move_only_function<void(BodyPiece)>;

// Where the pieces come from: a connection, or a test. Any thread.
class BodySource {
  public:
    virtual ~BodySource() = default;
    virtual void read_body(std::uint64_t exchange, BodyCallback callback) = 0;
};

class BodyReader {
  public:
    BodyReader(std::shared_ptr<BodySource> source, std::uint64_t exchange)
        : source_(std::move(source)), exchange_(exchange) {}
    BodyReader(BodyReader&&) noexcept = default;
    BodyReader& operator=(BodyReader&&) noexcept = default;

    // Asks for the next piece. `callback` is called exactly once, on the connection's thread, never
    // before this returns from within another callback; so reading in a loop does not nest. From
    // any thread, one at a time (else ReadUnderWay); after the answer it gets ExchangeOver.
    void read(BodyCallback callback) { source_->read_body(exchange_, std::move(callback)); }

  private:
    std::shared_ptr<BodySource> source_;  // shared with the connection
    std::uint64_t exchange_;
};

}  // namespace baton::http
