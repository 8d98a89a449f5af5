#include "deliver/crm/words.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "deliver/outbound/classify.hpp"

namespace baton::deliver::crm {
namespace {

void add_line(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    if (!out.empty()) out += '\n';
    out += name;
    out += ": ";
    out += value;
}

}  // namespace

std::string first_of(std::string_view text, std::size_t most) {
    if (!is_utf8(text)) return {};
    text = trim(text);
    std::size_t points = 0;
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
        const bool starts = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
        if (starts && points++ == most) break;
    }
    return std::string(trim(text.substr(0, end)));
}

std::string one_line(std::string_view text) { return printable(text, kShortText); }

FullName name_of(const Prospect& said) {
    FullName name{first_of(said.first_name, kShortText), first_of(said.last_name, kShortText)};
    if (!name.first.empty() || !name.last.empty()) return name;
    const std::string whole = first_of(said.name, kShortText);
    const std::size_t space = whole.rfind(' ');
    if (space == std::string::npos) return {"", whole};
    return {std::string(trim(std::string_view(whole).substr(0, space))), whole.substr(space + 1)};
}

std::string title_of(const Prospect& said) {
    const FullName name = name_of(said);
    std::string person = name.first;
    if (!person.empty() && !name.last.empty()) person += ' ';
    person += name.last;
    if (person.empty()) person = said.email;
    if (person.empty()) person = said.phone;
    const std::string company = said.company.empty() ? said.domain : said.company;
    if (company.empty()) return person.empty() ? "Lead" : first_of(person, 120);
    if (person.empty()) return first_of(company, 120);
    return first_of(first_of(company, 60) + " – " + first_of(person, 57), 120);
}

std::string story_of(const LeadNow& lead) {
    std::string out = first_of(lead.prospect.message, kLongText / 2);
    add_line(out, "Country", lead.prospect.country);
    add_line(out, "State", lead.prospect.state);
    add_line(out, "Source", lead.prospect.source);
    add_line(out, "Page", first_of(lead.prospect.page, kShortText));
    add_line(out, "Tier", lead.tier);
    add_line(out, "Rule", lead.rule);
    add_line(out, "In Baton", lead.link);
    return out;
}

std::string account_key(const Prospect& said) {
    if (!said.domain.empty()) return "domain:" + said.domain;
    const std::string name = ascii_lower(trim(said.company));
    return name.empty() ? std::string() : "name:" + first_of(name, kShortText);
}

bool is_closed(desk::LeadState state) {
    return state == desk::LeadState::Won || state == desk::LeadState::Lost ||
           state == desk::LeadState::Disqualified || state == desk::LeadState::Rejected;
}

bool is_done(desk::LeadState state) {
    return state == desk::LeadState::Contacted || is_closed(state);
}

std::optional<RecordKind> main_record(std::span<const RecordKind> wants) {
    for (const RecordKind kind : {RecordKind::Opportunity, RecordKind::Lead, RecordKind::Contact}) {
        if (std::ranges::find(wants, kind) != wants.end()) return kind;
    }
    return std::nullopt;
}

}  // namespace baton::deliver::crm
