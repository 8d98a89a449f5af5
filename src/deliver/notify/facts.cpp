#include "deliver/notify/facts.hpp"

#include <array>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace baton::deliver {
namespace {

namespace field = lead::field;

struct KindWord {
    MessageKind kind;
    std::string_view word;
};
constexpr std::array<KindWord, 16> kWords{{
    {MessageKind::Assigned, "assigned"},
    {MessageKind::Reassigned, "reassigned"},
    {MessageKind::Escalated, "escalated"},
    {MessageKind::Held, "held"},
    {MessageKind::Queued, "queued"},
    {MessageKind::Unrouted, "unrouted"},
    {MessageKind::Rejected, "rejected"},
    {MessageKind::Acknowledged, "acknowledged"},
    {MessageKind::Contacted, "contacted"},
    {MessageKind::Closed, "closed"},
    {MessageKind::Revised, "revised"},
    {MessageKind::LadderFailed, "ladder_failed"},
    {MessageKind::DeliveryFailed, "delivery_failed"},
    {MessageKind::Pressed, "pressed"},
    {MessageKind::Answer, "answer"},
    {MessageKind::Test, "test"},
}};

std::optional<double> number(const lead::Lead& lead, lead::FieldId id) {
    const auto* value = std::get_if<double>(&lead.at(id));
    return value == nullptr ? std::nullopt : std::optional(*value);
}

std::string text(const lead::Lead& lead, lead::FieldId id) { return to_text(lead.at(id)); }

std::string full_name(const lead::Lead& lead) {
    std::string name = text(lead, field::kName);
    if (!name.empty()) return name;
    const std::string first = text(lead, field::kFirstName);
    const std::string last = text(lead, field::kLastName);
    return first.empty() || last.empty() ? first + last : first + " " + last;
}

// A JSON text's own words, where it is a plain string; the JSON as it stands otherwise.
std::string unquoted(const std::string& raw) {
    const bool plain = raw.size() >= 2 && raw.front() == '"' && raw.back() == '"' &&
                       raw.find('\\') == std::string::npos;
    return plain ? raw.substr(1, raw.size() - 2) : raw;
}

}  // namespace

std::string_view to_word(MessageKind kind) {
    return kWords[static_cast<std::size_t>(kind) - 1].word;
}

std::optional<MessageKind> message_kind_from(std::string_view word) {
    for (const KindWord& known : kWords) {
        if (known.word == word) return known.kind;
    }
    return std::nullopt;
}

std::string to_text(const lead::FieldValue& value) {
    struct Writer {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(bool flag) const { return flag ? "yes" : "no"; }
        std::string operator()(double amount) const { return format_number(amount); }
        std::string operator()(const std::string& words) const { return words; }
        std::string operator()(const std::vector<std::string>& items) const {
            return join(items, ", ");
        }
        std::string operator()(const Date& day) const {
            return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
        }
        std::string operator()(const lead::Signals& signals) const {
            std::string out;
            for (const auto& [name, count] : signals) {
                if (!out.empty()) out += ", ";
                out += name + " " + format_number(count);
            }
            return out;
        }
    };
    return std::visit(Writer{}, value);
}

LeadWords words_of(const lead::Lead& lead, const lead::Schema& schema) {
    LeadWords words;
    words.name = full_name(lead);
    words.title = text(lead, field::kTitle);
    words.company = text(lead, field::kCompany);
    words.email = text(lead, field::kEmail);
    words.phone = text(lead, field::kPhone);
    words.website = text(lead, field::kWebsite);
    words.country = text(lead, field::kCountry);
    words.state = text(lead, field::kState);
    words.city = text(lead, field::kCity);
    words.industry = text(lead, field::kIndustry);
    words.timeline = text(lead, field::kTimeline);
    words.employees = number(lead, field::kEmployees);
    words.revenue = number(lead, field::kRevenue);
    words.budget = number(lead, field::kBudget);
    words.message = text(lead, field::kMessage);
    words.page = text(lead, field::kPage);
    words.referrer = text(lead, field::kReferrer);
    words.source = text(lead, field::kSource);
    for (const lead::FieldId id : {field::kUtmSource, field::kUtmMedium, field::kUtmCampaign,
                                   field::kUtmTerm, field::kUtmContent}) {
        std::string value = text(lead, id);
        if (!value.empty()) words.utm.push_back({schema.spec(id).name, std::move(value)});
    }
    const auto add = [&](const std::string& name, std::string value) {
        if (!value.empty()) words.more.push_back({name, std::move(value)});
    };
    add("signals", text(lead, field::kSignals));
    for (std::uint32_t i = field::kBuiltinCount; i < schema.size(); ++i) {
        add(schema.spec({i}).name, text(lead, {i}));
    }
    for (const lead::Unread& unread : lead.unreadable) add(unread.name, unquoted(unread.raw));
    for (const lead::Unread& unread : lead.extra) add(unread.name, unquoted(unread.raw));
    return words;
}

}  // namespace baton::deliver
