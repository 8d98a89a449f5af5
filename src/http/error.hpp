// What can go wrong in the transport, by number. Messages are for people.
#pragma once

namespace baton::http {

enum class HttpError {
    BadAddress = 1,      // an address to listen on or connect to cannot be read
    CannotListen = 2,    // the address is in use, not ours, or not allowed
    CannotConnect = 3,   // client: nobody listens there
    ConnectionLost = 4,  // the other side went away before the end
    TimedOut = 5,        // the other side was too slow
    BodyTooLarge = 6,    // more bytes than the limit that was set
    BadMessage = 7,      // not HTTP/1.1 as RFC 9112 has it
    BadForm = 8,         // an urlencoded text with a broken escape or broken UTF-8
    BadMultipart = 9,    // not multipart/form-data as RFC 7578 has it
    TooManyParts = 10,   // more fields or parts than allowed
    ReadUnderWay = 11,   // BodyReader::read before the one before was answered
    ExchangeOver = 12,   // BodyReader::read after the request was answered
};

}  // namespace baton::http
