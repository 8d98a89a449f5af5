#include "deliver/notify/answer.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "deliver/notify/clean.hpp"

namespace baton::deliver {
namespace {

constexpr std::size_t kSubjectLimit = 200;
constexpr std::size_t kTextLimit = 20'000;
constexpr std::size_t kAskedLimit = 2'000;

std::string with_breaks(std::string_view text) {
    std::string out;
    for (const std::string_view line : split(text, '\n')) {
        out += (out.empty() ? "" : "<br>\n") + escape_html(line);
    }
    return out;
}

std::string plain(const std::string& text, const std::string& asked) {
    std::string out = text + "\n";
    if (asked.empty()) return out;
    out += "\nYou wrote:\n";
    for (const std::string_view line : split(asked, '\n')) {
        out += line.empty() ? ">\n" : fmt::format("> {}\n", line);
    }
    return out;
}

std::string html(const std::string& subject, const std::string& text, const std::string& asked) {
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n</head>\n"
        "<body style=\"font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
        "font-size:16px;line-height:1.5\">\n<p>{}</p>\n",
        escape_html(subject), with_breaks(text));
    if (!asked.empty()) {
        out += fmt::format(
            "<p>You wrote:</p>\n<blockquote style=\"margin:0;padding:0 0 0 12px;"
            "border-left:3px solid\">{}</blockquote>\n",
            with_breaks(asked));
    }
    return out + "</body>\n</html>\n";
}

}  // namespace

std::string answer_message(const ProspectAnswer& answer, const std::string& from,
                           const std::string& delivery_id, Instant date) {
    const std::string text = many_lines(answer.text, kTextLimit);
    const std::string asked = many_lines(answer.asked, kAskedLimit);
    Mail mail;
    mail.from = {answer.writer.name, from};
    mail.to = answer.to;
    if (!answer.writer.address.empty()) mail.reply_to = answer.writer;
    mail.subject = one_line(answer.subject, kSubjectLimit);
    mail.date = date;
    mail.id = delivery_id;
    mail.text = plain(text, asked);
    mail.html = html(mail.subject, text, asked);
    return write_mail(mail);
}

}  // namespace baton::deliver
