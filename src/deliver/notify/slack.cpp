#include "deliver/notify/slack.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "core/event/json_writer.hpp"
#include "deliver/notify/clean.hpp"
#include "deliver/notify/wording.hpp"

namespace baton::deliver {
namespace {

using event::ObjectWriter;
using event::write_list;

// A text object. Markup is ours alone: `verbatim` keeps Slack from finding links, channels and
// people in what a lead wrote.
void write_markup(std::string& out, std::string_view text) {
    ObjectWriter object(out);
    object.text("type", "mrkdwn");
    object.text("text", text);
    object.flag_if_set("verbatim", true);
}

void write_plain(std::string& out, std::string_view text) {
    ObjectWriter object(out);
    object.text("type", "plain_text");
    object.text("text", text);
    object.key("emoji") += "false";
}

std::string header_block(const Wording& words) {
    std::string out;
    {
        ObjectWriter block(out);
        block.text("type", "header");
        write_plain(block.key("text"), escape_slack(words.headline, slack_limit::kHeader));
    }
    return out;
}

std::string markup_block(std::string_view text) {
    std::string out;
    {
        ObjectWriter block(out);
        block.text("type", "section");
        write_markup(block.key("text"), text);
    }
    return out;
}

std::string plain_block(std::string_view text) {
    std::string out;
    {
        ObjectWriter block(out);
        block.text("type", "section");
        // Escaped, since Slack reads entities in plain text, too.
        write_plain(block.key("text"), escape_slack(text, slack_limit::kText));
    }
    return out;
}

std::string field_text(const Line& line) {
    // Room for the label, the link and the markup around them.
    constexpr std::size_t kValue = slack_limit::kField / 3;
    std::string out = "*" + escape_slack(line.label, 60) + "*\n";
    const std::string shown = escape_slack(line.value, kValue);
    const std::string target = escape_slack(line.link, slack_limit::kField);
    const bool linked = !line.link.empty() && target.size() <= kValue;
    return out + (linked ? "<" + target + "|" + shown + ">" : shown);
}

std::string fields_block(std::span<const Line> lines) {
    std::string out;
    {
        ObjectWriter block(out);
        block.text("type", "section");
        write_list(block.key("fields"), lines,
                   [&](const Line& line) { write_markup(out, field_text(line)); });
    }
    return out;
}

std::string context_block(std::span<const std::string> texts) {
    std::string out;
    {
        ObjectWriter block(out);
        block.text("type", "context");
        write_list(block.key("elements"), texts, [&](const std::string& text) {
            write_markup(out, escape_slack(text, slack_limit::kText));
        });
    }
    return out;
}

constexpr std::array<std::pair<SlackButton, std::string_view>, 3> kButtons{
    {{SlackButton::Acknowledge, "acknowledge"},
     {SlackButton::PassOn, "pass_on"},
     {SlackButton::Claim, "claim"}}};

std::string_view label_of(SlackButton button) {
    switch (button) {
        case SlackButton::Acknowledge:
            return "Acknowledge";
        case SlackButton::PassOn:
            return "Pass on";
        case SlackButton::Claim:
            return "Take it";
    }
    return {};
}

std::string button_element(SlackButton button, std::string_view lead) {
    std::string out;
    {
        ObjectWriter element(out);
        element.text("type", "button");
        write_plain(element.key("text"), label_of(button));
        element.text("action_id", to_word(button));
        element.text("value", lead);
        if (button != SlackButton::PassOn) element.text("style", "primary");
    }
    return out;
}

std::string link_element(std::string_view link) {
    std::string out;
    {
        ObjectWriter element(out);
        element.text("type", "button");
        write_plain(element.key("text"), "Open");
        element.text("action_id", "open");
        element.text("url", link);
    }
    return out;
}

// The buttons; empty where there are none.
std::string actions_block(const Wording& words, const LeadFacts& facts, const SlackTarget& target) {
    std::vector<std::string> elements;
    for (const SlackButton button : target.buttons) {
        elements.push_back(button_element(button, facts.lead_id));
    }
    constexpr std::size_t kMostOfUrl = 3000;
    if (!words.link.empty() && words.link.size() <= kMostOfUrl) {
        elements.push_back(link_element(words.link));
    }
    std::string out;
    if (elements.empty()) return out;
    {
        ObjectWriter block(out);
        block.text("type", "actions");
        block.text("block_id", "baton");
        write_list(block.key("elements"), elements,
                   [&](const std::string& element) { out += element; });
    }
    return out;
}

std::vector<std::string> blocks_of(const Wording& words) {
    std::vector<std::string> blocks;
    blocks.push_back(header_block(words));
    if (!words.urgent.empty()) {
        blocks.push_back(
            markup_block("*" + escape_slack(words.urgent, slack_limit::kText - 10) + "*"));
    }
    for (const std::string* text : {&words.text, &words.who}) {
        if (!text->empty()) blocks.push_back(plain_block(*text));
    }
    const std::span<const Line> lines(words.lines);
    for (std::size_t at = 0; at < lines.size(); at += slack_limit::kFields) {
        blocks.push_back(
            fields_block(lines.subspan(at, std::min(slack_limit::kFields, lines.size() - at))));
    }
    if (!words.asked.empty()) {
        blocks.push_back(markup_block("*They wrote*"));
        blocks.push_back(plain_block(words.asked));
    }
    if (!words.happens_next.empty()) {
        blocks.push_back(markup_block(escape_slack(words.happens_next, slack_limit::kText)));
    }
    if (!words.why.empty()) blocks.push_back(context_block(words.why));
    return blocks;
}

std::string fallback_of(const Wording& words);

void write_content(ObjectWriter& message, std::string& out, const Wording& words,
                   const std::vector<std::string>& blocks) {
    message.text("text", fallback_of(words));
    write_list(message.key("blocks"), blocks, [&](const std::string& block) { out += block; });
}

// A link that a lead sent is not shown as a page.
void write_unfurling(ObjectWriter& message) {
    message.key("unfurl_links") += "false";
    message.key("unfurl_media") += "false";
}

std::string fallback_of(const Wording& words) {
    std::string out = words.headline;
    if (!words.urgent.empty()) out += "\n" + words.urgent;
    for (const Line& line : words.lines) {
        if (!line.link.empty()) out += "\n" + line.label + ": " + line.value;
    }
    return escape_slack(out, slack_limit::kFallback);
}

}  // namespace

std::string escape_slack(std::string_view text, std::size_t limit) {
    std::string out;
    std::size_t used = 0;
    std::size_t fits = 0;  // the bytes of `out` that leave room for an ellipsis
    while (!text.empty()) {
        const std::size_t size = std::min(code_point_bytes(text.front()), text.size());
        const std::string_view point = text.substr(0, size);
        const std::string_view piece = point == "&"   ? "&amp;"
                                       : point == "<" ? "&lt;"
                                       : point == ">" ? "&gt;"
                                                      : point;
        const std::size_t width = size == 1 ? piece.size() : size == 4 ? 2 : 1;
        if (used + width > limit) return out.substr(0, fits) + (limit == 0 ? "" : "…");
        out += piece;
        used += width;
        if (used < limit) fits = out.size();
        text.remove_prefix(size);
    }
    return out;
}

std::string_view to_word(SlackButton button) {
    return kButtons[static_cast<std::size_t>(button) - 1].second;
}

std::optional<SlackButton> slack_button_from(std::string_view word) {
    const auto found =
        std::ranges::find(kButtons, word, [](const auto& each) { return each.second; });
    return found == kButtons.end() ? std::nullopt : std::optional(found->first);
}

std::string slack_message(const LeadFacts& facts) {
    const Wording words = put_into_words(facts);
    std::vector<std::string> blocks = blocks_of(words);
    if (!words.link.empty()) {
        blocks.push_back(markup_block("<" + escape_slack(words.link, 2500) + "|Open the lead>"));
    }
    std::string out;
    {
        ObjectWriter message(out);
        write_content(message, out, words, blocks);
        write_unfurling(message);
    }
    return out;
}

std::string slack_app_message(const LeadFacts& facts, const SlackTarget& target) {
    const Wording words = put_into_words(facts);
    std::vector<std::string> blocks = blocks_of(words);
    std::string actions = actions_block(words, facts, target);
    if (!actions.empty()) blocks.push_back(std::move(actions));
    std::string out;
    {
        ObjectWriter message(out);
        message.text("channel", target.room);
        message.text_if_any("ts", target.ts);
        write_content(message, out, words, blocks);
        if (target.ts.empty()) write_unfurling(message);
        ObjectWriter metadata(message.key("metadata"));
        metadata.text("event_type", "baton_delivery");
        ObjectWriter payload(metadata.key("event_payload"));
        payload.text("delivery", target.delivery);
        payload.text_if_any("lead", facts.lead_id);
    }
    return out;
}

}  // namespace baton::deliver
