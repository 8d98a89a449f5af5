// Mail as it goes over the wire: RFC 5322 headers, RFC 2047 words for what is not ASCII, a
// multipart/alternative body in quoted-printable (RFC 2045, 2046). Whatever text is handed in, it
// can neither add a header nor end a part. Pure: the same mail, the same bytes.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver {

struct Mailbox {
    std::string name;     // may be empty
    std::string address;  // "sarah@acme.test"
};

struct Mail {
    Mailbox from;
    Mailbox to;
    Mailbox reply_to = {};  // without an address: whom it is from
    std::string subject;
    Instant date;
    std::string id;      // what makes it this mail, "0190…": the Message-ID's left side
    std::string thread;  // what its conversation shares; empty: none
    std::string text;    // lines end in \n
    std::string html;
};

// "Baton <leads@acme.test>", "leads@acme.test". BadAddress when there is no usable address in it.
[[nodiscard]] Result<Mailbox> parse_mailbox(std::string_view text);

// The whole message, lines ended by CRLF and none longer than 998 bytes. Needs mailboxes that
// parse_mailbox would take. The Message-ID is <id@domain of from>: a repeat of the same delivery
// bears the same.
[[nodiscard]] std::string write_mail(const Mail& mail);

// A header's text, as words of RFC 2047 where it needs them, folded so that no line passes 76
// columns; `used` is how many columns the header's name takes.
[[nodiscard]] std::string encode_header(std::string_view text, std::size_t used);

// RFC 2045 quoted-printable of text whose lines end in \n: lines of at most 76 columns, CRLF.
[[nodiscard]] std::string quoted_printable(std::string_view text);

// "Mon, 02 Mar 2026 14:00:00 +0000"
[[nodiscard]] std::string mail_date(Instant at);

}  // namespace baton::deliver
