#include "deliver/notify/wording.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "deliver/notify/clean.hpp"

namespace baton::deliver {
namespace {

constexpr std::size_t kValueLimit = 200;
constexpr std::size_t kMessageLimit = 2000;
constexpr std::size_t kSentenceLimit = 500;
constexpr std::size_t kSubjectLimit = 200;
constexpr std::size_t kReasonsShown = 8;
constexpr std::size_t kMoreShown = 6;

std::string value(std::string_view text) { return one_line(text, kValueLimit); }

// "Ada Lovelace", else the address, else the number: what a person would call the lead.
std::string call_name(const LeadWords& lead) {
    for (const std::string* text : {&lead.name, &lead.email, &lead.phone}) {
        std::string clean = value(*text);
        if (!clean.empty()) return clean;
    }
    return "somebody who left no name";
}

std::string subject_of(const LeadFacts& facts) {
    const std::string company = value(facts.lead.company);
    return company.empty() ? call_name(facts.lead) : call_name(facts.lead) + ", " + company;
}

std::string name_of(const std::optional<PersonFacts>& person) {
    return person ? value(person->name) : std::string("nobody");
}

bool is_for_assignee(const LeadFacts& facts) {
    return facts.recipient && facts.assignee && facts.recipient->key == facts.assignee->key;
}

std::string headline_of(const LeadFacts& facts) {
    const std::string lead = subject_of(facts);
    const std::string whom = is_for_assignee(facts) ? "you" : name_of(facts.assignee);
    switch (facts.kind) {
        case MessageKind::Assigned:
            return fmt::format("New lead for {}: {}", whom, lead);
        case MessageKind::Reassigned:
            return fmt::format("Lead passed on to {}: {}", whom, lead);
        case MessageKind::Escalated:
            return fmt::format("No answer yet from {}: {}", whom, lead);
        case MessageKind::Held:
            return fmt::format("Lead waits for {}: {}",
                               facts.pool.empty() ? "its pool" : value(facts.pool), lead);
        case MessageKind::Queued:
            return fmt::format("Lead to claim in {}: {}", value(facts.queue), lead);
        case MessageKind::Unrouted:
            return fmt::format("Nobody takes this lead: {}", lead);
        case MessageKind::Rejected:
            return fmt::format("Lead turned away: {}", lead);
        case MessageKind::Acknowledged:
            return fmt::format("{} has it in hand: {}", name_of(facts.assignee), lead);
        case MessageKind::Contacted:
            return fmt::format("{} made contact: {}", name_of(facts.assignee), lead);
        case MessageKind::Closed:
            return fmt::format("Lead closed: {}", lead);
        case MessageKind::Revised:
            return fmt::format("{} wrote again", lead);
        case MessageKind::LadderFailed:
            return fmt::format("Nobody to pass this lead to: {}", lead);
        case MessageKind::DeliveryFailed:
            return "Messages could not be delivered";
        case MessageKind::Test:
            return fmt::format("Test by Baton: messages of {} come through",
                               value(facts.workspace));
        case MessageKind::Pressed:
        case MessageKind::Answer:
            return lead;
    }
    return {};
}

std::string who_of(const LeadWords& lead) {
    std::string who = call_name(lead);
    const std::string title = value(lead.title);
    const std::string company = value(lead.company);
    if (!title.empty()) who += ", " + title;
    if (!company.empty()) who += (title.empty() ? ", " : " at ") + company;
    return who;
}

std::string place_of(const LeadWords& lead) {
    std::vector<std::string> parts;
    for (const std::string* part : {&lead.city, &lead.state, &lead.country}) {
        if (!part->empty()) parts.push_back(value(*part));
    }
    // US-NY says US already.
    if (parts.size() >= 2 && parts[parts.size() - 2].starts_with(parts.back() + "-")) {
        parts.pop_back();
    }
    return join(parts, ", ");
}

// Digits and a leading +, for a tel: link; empty for what is no number.
std::string dialled(std::string_view phone) {
    std::string out;
    for (const char c : phone) {
        if ((c >= '0' && c <= '9') || (c == '+' && out.empty())) out += c;
    }
    return out.size() >= 5 ? out : std::string();
}

bool is_plain_address(std::string_view email) {
    return email.find('@') != std::string_view::npos &&
           std::all_of(email.begin(), email.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("@._+-").find(c) != std::string_view::npos;
           });
}

// 50000 -> "50,000": a figure that is read at a glance.
std::string grouped(double amount) {
    std::string text = format_number(amount);
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!plain) return text;
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

class Lines {
  public:
    void add(std::string_view label, std::string text, std::string link = {}) {
        if (!text.empty()) lines_.push_back({std::string(label), std::move(text), std::move(link)});
    }
    void add(std::string_view label, std::optional<double> amount) {
        if (amount) add(label, grouped(*amount));
    }
    std::vector<Line> take() { return std::move(lines_); }

  private:
    std::vector<Line> lines_;
};

std::string score_of(const LeadFacts& facts) {
    if (!facts.score) return {};
    std::string out = format_number(*facts.score);
    if (!facts.tier.empty()) out += fmt::format(" ({})", value(facts.tier));
    return out;
}

std::vector<Line> lines_of(const LeadFacts& facts) {
    const LeadWords& lead = facts.lead;
    Lines lines;
    const std::string number = dialled(lead.phone);
    lines.add("Phone", value(lead.phone), number.empty() ? "" : "tel:" + number);
    lines.add("E-mail", value(lead.email),
              is_plain_address(lead.email) ? "mailto:" + lead.email : std::string());
    lines.add("Company", value(lead.company));
    lines.add("Score", score_of(facts));
    lines.add("Page", value(lead.page), is_web_link(lead.page) ? lead.page : "");
    lines.add("Where", place_of(lead));
    lines.add("Employees", lead.employees);
    lines.add("Budget", lead.budget);
    lines.add("Industry", value(lead.industry));
    lines.add("Timeline", value(lead.timeline));
    lines.add("Revenue", lead.revenue);
    lines.add("Website", value(lead.website));
    lines.add("Account", value(facts.account));
    lines.add("Territory", value(facts.territory));
    lines.add("Source", value(lead.source));
    std::vector<std::string> campaign;
    for (const NamedText& part : lead.utm) campaign.push_back(value(part.value));
    lines.add("Campaign", one_line(join(campaign, " / "), kValueLimit));
    for (std::size_t i = 0; i < std::min(kMoreShown, lead.more.size()); ++i) {
        lines.add(one_line(lead.more[i].name, 40), value(lead.more[i].value));
    }
    return lines.take();
}

std::vector<std::string> why_of(const LeadFacts& facts) {
    std::vector<std::string> why;
    const std::string sentence = one_line(facts.explanation, kSentenceLimit);
    if (!sentence.empty()) why.push_back(sentence);
    std::string reasons;
    for (std::size_t i = 0; i < std::min(kReasonsShown, facts.reasons.size()); ++i) {
        const ScoreReason& reason = facts.reasons[i];
        if (!reasons.empty()) reasons += "; ";
        reasons += fmt::format("{}{} {}", reason.points < 0 ? "" : "+",
                               format_number(reason.points), value(reason.because));
    }
    if (!reasons.empty()) why.push_back("Score: " + reasons + ".");
    std::vector<std::string> previous;
    for (const PersonFacts& person : facts.previous) previous.push_back(value(person.name));
    if (!previous.empty()) why.push_back("Had it before: " + join(previous, ", ") + ".");
    return why;
}

bool is_settled(MessageKind kind) {
    return kind == MessageKind::Acknowledged || kind == MessageKind::Contacted ||
           kind == MessageKind::Closed || kind == MessageKind::Rejected;
}

std::string urgent_of(const LeadFacts& facts) {
    if (is_settled(facts.kind) || facts.lead_id.empty()) {
        return one_line(facts.detail, kSentenceLimit);
    }
    std::string out = one_line(facts.detail, kSentenceLimit);
    if (facts.respond_within && facts.assigned_at) {
        if (!out.empty()) out += " · ";
        out += "Respond within " + format_duration(*facts.respond_within);
        out += facts.in_working_time
                   ? " of working time"
                   : ", by " + clock_time(*facts.assigned_at + *facts.respond_within, facts.at,
                                          facts.offset_seconds);
    }
    return out;
}

}  // namespace

std::string clock_time(Instant at, Instant beside, std::int32_t offset_seconds) {
    constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day_of = [&](Instant t) {
        const std::int64_t local = t.to_seconds() + offset_seconds;
        return local >= 0 ? local / 86400 : (local - 86399) / 86400;
    };
    const std::int64_t day = day_of(at);
    const std::int64_t second = at.to_seconds() + offset_seconds - day * 86400;
    std::string zone = "UTC";
    if (offset_seconds != 0) {
        const std::int32_t minutes = std::abs(offset_seconds) / 60;
        zone += fmt::format("{}{:02}:{:02}", offset_seconds < 0 ? '-' : '+', minutes / 60,
                            minutes % 60);
    }
    std::string out = fmt::format("{:02}:{:02} ({})", second / 3600, second / 60 % 60, zone);
    if (day == day_of(beside)) return out;
    const Date date = date_from_days(day);
    return fmt::format("{} {} {} {}", kDays[static_cast<std::size_t>(weekday_from_days(day) - 1)],
                       date.day, kMonths[static_cast<std::size_t>(date.month - 1)], out);
}

Wording put_into_words(const LeadFacts& facts) {
    Wording out;
    out.headline = one_line(facts.own_subject, kSubjectLimit);
    if (out.headline.empty()) out.headline = headline_of(facts);
    out.urgent = urgent_of(facts);
    if (is_web_link(facts.link)) out.link = facts.link;
    if (is_web_link(facts.acknowledge)) out.acknowledge = facts.acknowledge;
    if (facts.lead_id.empty()) return out;
    out.text = many_lines(facts.own_text, kMessageLimit);
    if (!out.text.empty()) return out;
    out.who = who_of(facts.lead);
    out.lines = lines_of(facts);
    out.asked = many_lines(facts.lead.message, kMessageLimit);
    out.why = why_of(facts);
    if (facts.next_at && !facts.next_step.empty() && !is_settled(facts.kind)) {
        out.happens_next = fmt::format("If nobody answers by {}: {}.",
                                       clock_time(*facts.next_at, facts.at, facts.offset_seconds),
                                       one_line(facts.next_step, kValueLimit));
    }
    return out;
}

}  // namespace baton::deliver
