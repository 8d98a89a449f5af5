#include "deliver/notify/mime.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/hmac.hpp"
#include "base/text.hpp"
#include "deliver/notify/clean.hpp"

namespace baton::deliver {
namespace {

constexpr std::size_t kColumns = 76;
constexpr std::size_t kHeaderLimit = 300;   // code points of a subject or a name
constexpr std::size_t kAddressLimit = 254;  // RFC 5321

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

// Characters of RFC 5322 atoms, and the blank between them.
bool is_phrase(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(" !#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
    });
}

bool is_usable_address(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
    return text.size() <= kAddressLimit && std::none_of(text.begin(), text.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte <= 0x20 || byte == 0x7F ||
                      std::string_view("<>()[],;:\"\\").find(c) != std::string_view::npos;
           });
}

std::string_view domain_of(std::string_view address) {
    return address.substr(address.rfind('@') + 1);
}

std::string mailbox_header(const Mailbox& box, std::size_t used) {
    const std::string name = one_line(box.name, kHeaderLimit);
    if (name.empty()) return box.address;
    const std::string address = "<" + box.address + ">";
    if (!is_ascii(name) || name.find("=?") != std::string::npos || name.size() > 60) {
        return encode_header(name, used) + "\r\n " + address;
    }
    if (is_phrase(name)) return name + " " + address;
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\" " + address;
}

// What may stand left of a Message-ID's @, made of anything.
std::string id_word(std::string_view text) {
    const bool plain =
        !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_';
        });
    return plain ? std::string(text) : to_hex(bytes_of(sha256(text)));
}

std::string fold_ascii(std::string_view text, std::size_t used) {
    std::string out;
    std::size_t column = used;
    for (const std::string_view word : split(text, ' ')) {
        if (!out.empty()) {
            const bool breaks = column + 1 + word.size() > kColumns;
            out += breaks ? "\r\n " : " ";
            column = breaks ? 1 : column + 1;
        }
        out += word;
        column += word.size();
    }
    return out;
}

void part(std::string& out, std::string_view boundary, std::string_view type,
          std::string_view text) {
    out += fmt::format(
        "--{}\r\nContent-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n{}\r\n",
        boundary, type, quoted_printable(text));
}

}  // namespace

Result<Mailbox> parse_mailbox(std::string_view text) {
    text = trim(text);
    Mailbox box;
    const std::size_t open = text.rfind('<');
    if (open != std::string_view::npos && text.ends_with('>')) {
        std::string_view name = trim(text.substr(0, open));
        if (name.size() >= 2 && name.front() == '"' && name.back() == '"') {
            name = name.substr(1, name.size() - 2);
        }
        box.name = one_line(name, kHeaderLimit);
        text = trim(text.substr(open + 1, text.size() - open - 2));
    }
    if (!is_utf8(text) || !is_usable_address(text)) {
        return fail(DeliverError::BadAddress,
                    fmt::format("\"{}\" is not a mail address; write it as leads@example.com or "
                                "Leads <leads@example.com>",
                                one_line(text, 100)));
    }
    box.address = text;
    return box;
}

std::string encode_header(std::string_view text, std::size_t used) {
    const std::string clean = one_line(text, kHeaderLimit);
    const std::vector<std::string_view> words = split(clean, ' ');
    const bool short_words = std::all_of(words.begin(), words.end(),
                                         [](std::string_view word) { return word.size() < 70; });
    if (is_ascii(clean) && short_words && clean.find("=?") == std::string::npos) {
        return fold_ascii(clean, used);
    }
    // "=?UTF-8?B?" and "?=" take 12 columns; base64 turns 3 bytes into 4. No word splits a
    // character.
    std::string out;
    std::string chunk;
    std::size_t columns = used;
    const auto flush = [&] {
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + to_base64(chunk) + "?=";
        chunk.clear();
        columns = 1;
    };
    for (std::size_t at = 0; at < clean.size();) {
        const std::size_t size = code_point_bytes(clean[at]);
        const std::size_t encoded = (chunk.size() + size + 2) / 3 * 4 + 12;
        if (!chunk.empty() && columns + encoded > kColumns - 1) flush();
        chunk += clean.substr(at, size);
        at += size;
    }
    if (!chunk.empty()) flush();
    return out;
}

std::string quoted_printable(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        const bool last_of_line = i + 1 == text.size() || text[i + 1] == '\n';
        const bool literal =
            (byte > 0x20 && byte < 0x7F && c != '=') || (c == ' ' && !last_of_line);
        const std::size_t width = literal ? 1 : 3;
        if (column + width > kColumns - 1) {  // room for the soft break's own "="
            out += "=\r\n";
            column = 0;
        }
        if (literal) {
            out += c;
        } else {
            out += '=';
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
        column += width;
    }
    return out;
}

std::string mail_date(Instant at) {
    constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::int64_t seconds = at.to_seconds();
    const std::int64_t days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400;
    const Date date = date_from_days(days);
    const std::int64_t rest = seconds - days * 86400;
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                       kDays[static_cast<std::size_t>(weekday_from_days(days) - 1)], date.day,
                       kMonths[static_cast<std::size_t>(date.month - 1)], date.year, rest / 3600,
                       rest / 60 % 60, rest % 60);
}

std::string write_mail(const Mail& mail) {
    const std::string_view domain = domain_of(mail.from.address);
    // "=_" cannot come out of quoted_printable: there "=" is followed by a hex digit or a line's
    // end.
    const std::string boundary = "=_" + to_hex(bytes_of(sha256(mail.id))).substr(0, 32);
    std::string out;
    out += "From: " + mailbox_header(mail.from, 6) + "\r\n";
    out += "To: " + mailbox_header(mail.to, 4) + "\r\n";
    if (!mail.reply_to.address.empty()) {
        out += "Reply-To: " + mailbox_header(mail.reply_to, 10) + "\r\n";
    }
    out += "Subject: " + encode_header(mail.subject, 9) + "\r\n";
    out += "Date: " + mail_date(mail.date) + "\r\n";
    out += fmt::format("Message-ID: <{}@{}>\r\n", id_word(mail.id), domain);
    if (!mail.thread.empty()) {
        out += fmt::format("References: <lead-{}@{}>\r\n", id_word(mail.thread), domain);
    }
    out += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";
    out += "MIME-Version: 1.0\r\n";
    out +=
        fmt::format("Content-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n", boundary);
    part(out, boundary, "text/plain", mail.text);
    part(out, boundary, "text/html", mail.html);
    out += "--" + boundary + "--\r\n";
    return out;
}

}  // namespace baton::deliver
