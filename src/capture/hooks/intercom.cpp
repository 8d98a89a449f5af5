// Intercom: a contact that can be reached, or a visitor who begins to talk.
#include <algorithm>
#include <array>

#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"

namespace baton::capture {

using lead::RawValue;

namespace {

// Whether a tag stands inside a word or a line: "b", "/b", "a href=…".
bool is_inline(std::string_view tag) {
    constexpr std::array<std::string_view, 7> kInline{"a", "b", "em", "i", "span", "strong", "u"};
    if (tag.starts_with('/')) tag.remove_prefix(1);
    return std::ranges::find(kInline, tag.substr(0, tag.find(' '))) != kInline.end();
}

// Words of a message without its tags, those of blocks and lines as a blank, and with the five
// entities that are written for characters read.
std::string without_tags(std::string_view html) {
    std::string out;
    while (!html.empty()) {
        const std::size_t open = html.find('<');
        out += html.substr(0, open);
        if (open == std::string_view::npos) break;
        const std::size_t close = html.find('>', open);
        if (close == std::string_view::npos) break;
        const bool parts = !is_inline(html.substr(open + 1, close - open - 1));
        if (parts && !out.empty() && out.back() != ' ') out += ' ';
        html.remove_prefix(close + 1);
    }
    constexpr std::pair<std::string_view, std::string_view> kEntities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    for (const auto& [entity, character] : kEntities) {
        for (std::size_t i = out.find(entity); i != std::string::npos;
             i = out.find(entity, i + character.size())) {
            out.replace(i, entity.size(), character);
        }
    }
    return out;
}

void add_contact(LeadBuilder& lead, const RawValue& contact) {
    for (const std::string_view name : {"email", "phone", "name"}) {
        if (const RawValue* value = at(contact, {name})) lead.add({name}, *value);
    }
    for (const std::string_view name : {"country", "city"}) {
        if (const RawValue* value = at(contact, {"location", name})) lead.add({name}, *value);
    }
    const auto companies = items(at(contact, {"companies", "data"}));
    if (!companies.empty()) {
        if (const RawValue* name = at(companies.front(), {"name"})) lead.add({"company"}, *name);
    }
    for (const auto& own : members(at(contact, {"custom_attributes"}))) {
        lead.add({own.name}, own.value);
    }
}

}  // namespace

Result<HookContent> read_intercom(const HookFields& fields, const RawValue& body) {
    const std::string topic = text(at(body, {"topic"}));
    if (topic.empty()) return not_its_shape("Intercom", "topic");
    HookContent content;
    const RawValue* item = at(body, {"data", "item"});
    const bool is_talk = topic == "conversation.user.created";
    const bool is_contact = (topic.starts_with("contact.") || topic.starts_with("user.")) &&
                            (topic.ends_with(".created") || topic.ends_with(".added_email") ||
                             topic.ends_with(".signed_up"));
    if (item == nullptr || (!is_talk && !is_contact)) {
        content.nothing = topic;
        return content;
    }
    LeadBuilder lead(fields);
    if (is_talk) {
        if (const RawValue* author = at(*item, {"source", "author"})) add_contact(lead, *author);
        const std::string words = text(at(*item, {"source", "body"}));
        if (!words.empty()) lead.add({"message"}, RawValue{without_tags(words)});
        if (const RawValue* page = at(*item, {"source", "url"})) lead.add({"page"}, *page);
        for (const auto& own : members(at(*item, {"custom_attributes"}))) {
            lead.add({own.name}, own.value);
        }
    } else {
        add_contact(lead, *item);
        // They come again, with `added_email`, once they can be reached.
        if (!lead.has("email") && !lead.has("phone")) {
            content.nothing = "a contact without an address";
            return content;
        }
    }
    content.leads.push_back(lead.take(text(at(*item, {"id"}))));
    return content;
}

}  // namespace baton::capture
