#include "deliver/notify/email.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "deliver/notify/clean.hpp"
#include "deliver/notify/wording.hpp"

namespace baton::deliver {
namespace {

// Colours are left to the reader's program, light or dark; only weight, size and space are ours.
constexpr std::string_view kHead =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"supported-color-schemes\" content=\"light dark\">\n";

constexpr std::string_view kBody =
    "<body style=\"margin:0;padding:16px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,"
    "Arial,sans-serif;font-size:16px;line-height:1.5\">\n"
    "<main style=\"max-width:640px\">\n";

constexpr std::string_view kRow =
    "<tr><th scope=\"row\" style=\"text-align:left;vertical-align:top;padding:2px 16px 2px 0;"
    "font-weight:600\">{}</th><td style=\"vertical-align:top;padding:2px 0\">{}</td></tr>\n";

constexpr std::string_view kButton =
    "<p><a href=\"{}\" style=\"display:inline-block;padding:8px 16px;border:2px solid;"
    "border-radius:6px;font-weight:600;text-decoration:none\">I take it</a></p>\n";

std::string with_breaks(std::string_view text) {
    std::string out;
    for (const std::string_view line : split(text, '\n')) {
        if (!out.empty()) out += "<br>\n";
        out += escape_html(line);
    }
    return out;
}

std::string cell(const Line& line) {
    if (line.link.empty()) return escape_html(line.value);
    return fmt::format("<a href=\"{}\">{}</a>", escape_html(line.link), escape_html(line.value));
}

std::string paragraph(std::string_view content) { return fmt::format("<p>{}</p>\n", content); }

}  // namespace

std::string email_text(const LeadFacts& facts) {
    const Wording words = put_into_words(facts);
    std::string out = words.headline + "\n";
    if (!words.urgent.empty()) out += words.urgent + "\n";
    if (!words.text.empty()) out += "\n" + words.text + "\n";
    if (!words.who.empty()) out += "\n" + words.who + "\n";
    for (const Line& line : words.lines) out += line.label + ": " + line.value + "\n";
    if (!words.asked.empty()) {
        out += "\nThey wrote:\n";
        for (const std::string_view line : split(words.asked, '\n')) {
            out += line.empty() ? ">\n" : fmt::format("> {}\n", line);
        }
    }
    if (!words.happens_next.empty()) out += "\n" + words.happens_next + "\n";
    if (!words.why.empty()) out += "\n" + join(words.why, "\n") + "\n";
    if (!words.acknowledge.empty()) out += "\nI take it: " + words.acknowledge + "\n";
    if (!words.link.empty()) out += "\nOpen the lead: " + words.link + "\n";
    return out;
}

std::string email_html(const LeadFacts& facts) {
    const Wording words = put_into_words(facts);
    std::string out(kHead);
    out += fmt::format("<title>{}</title>\n</head>\n", escape_html(words.headline));
    out += kBody;
    out += fmt::format("<h1 style=\"font-size:20px;line-height:1.3;margin:0 0 8px\">{}</h1>\n",
                       escape_html(words.headline));
    if (!words.urgent.empty()) {
        out += paragraph(fmt::format("<strong>{}</strong>", escape_html(words.urgent)));
    }
    if (!words.text.empty()) out += paragraph(with_breaks(words.text));
    if (!words.who.empty()) out += paragraph(escape_html(words.who));
    if (!words.lines.empty()) {
        out += "<table style=\"border-collapse:collapse\">\n";
        for (const Line& line : words.lines) {
            out += fmt::format(fmt::runtime(kRow), escape_html(line.label), cell(line));
        }
        out += "</table>\n";
    }
    if (!words.asked.empty()) {
        out += "<h2 style=\"font-size:16px;margin:16px 0 4px\">They wrote</h2>\n";
        out += fmt::format(
            "<blockquote style=\"margin:0;padding:0 0 0 12px;border-left:3px solid\">{}"
            "</blockquote>\n",
            with_breaks(words.asked));
    }
    if (!words.happens_next.empty()) out += paragraph(escape_html(words.happens_next));
    for (const std::string& sentence : words.why) {
        out +=
            fmt::format("<p style=\"font-size:14px;margin:4px 0\">{}</p>\n", escape_html(sentence));
    }
    if (!words.acknowledge.empty()) {
        out += fmt::format(fmt::runtime(kButton), escape_html(words.acknowledge));
    }
    if (!words.link.empty()) {
        out += paragraph(fmt::format("<a href=\"{}\">Open the lead</a>", escape_html(words.link)));
    }
    return out + "</main>\n</body>\n</html>\n";
}

std::string email_message(const EmailEnvelope& envelope, const LeadFacts& facts) {
    Mail mail;
    mail.from = envelope.from;
    mail.to = envelope.to;
    mail.subject = put_into_words(facts).headline;
    mail.date = envelope.date;
    mail.id = envelope.delivery_id;
    mail.thread = facts.lead_id;
    mail.text = email_text(facts);
    mail.html = email_html(facts);
    return write_mail(mail);
}

}  // namespace baton::deliver
