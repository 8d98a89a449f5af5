// Every bound of the transport, by name. The defaults suit a server on the open network.
#pragma once

#include <cstddef>

#include "base/instant.hpp"

namespace baton::http {

struct Limits {
    std::size_t body = std::size_t{1} << 20U;     // bytes of a body; a plan may say otherwise. 413
    std::size_t header = std::size_t{16} << 10U;  // bytes of a head. 431
    std::size_t connections = 4096;               // at once, over all threads. 503 and close
    std::size_t stream_buffer = std::size_t{1} << 20U;  // bytes waiting in one outgoing stream
    std::size_t read_chunk = std::size_t{64} << 10U;    // bytes read at once of a streamed body
    // A request refused before its end is answered, then at most so much is read and thrown away,
    // so that the client gets to see the answer.
    std::size_t linger_bytes = std::size_t{64} << 20U;

    // Counted in ticks of an eighth of the shortest of them, at most 250 ms, so they may last that
    // much longer.
    Duration idle = Duration::seconds(75);         // between requests; then the connection closes
    Duration header_time = Duration::seconds(10);  // from a head's first byte to its last. 408
    Duration body_time = Duration::seconds(60);  // a whole body; for a streamed one, a single piece
    Duration write_time = Duration::seconds(30);  // without a byte taken by the client
    Duration linger = Duration::seconds(5);
    // How long a connection without a request stays when the server stops: a client that was about
    // to send one gets its answer, with the word that it is the last, instead of a broken line.
    Duration parting = Duration{250'000};
};
// Pipelined requests need no limit of their own: they are served one after another, and what has
// not been parsed waits in the socket once a connection's buffer (`header` bytes) is full.

}  // namespace baton::http
