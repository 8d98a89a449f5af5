#include "deliver/notify/teams.hpp"

#include <algorithm>
#include <vector>

#include "core/event/json_writer.hpp"
#include "deliver/notify/clean.hpp"
#include "deliver/notify/wording.hpp"

namespace baton::deliver {
namespace {

using event::ObjectWriter;
using event::write_list;

// Code points of a text each, and how many lines, so that a whole card fits. A code point of a
// lead's own may take six bytes of JSON.
struct Room {
    std::size_t asked;
    std::size_t value;
    std::size_t lines;
};
constexpr Room kRooms[] = {{3'000, 500, 40}, {1'000, 200, 20}, {300, 80, 12}, {100, 40, 8}};

// How a run of text looks.
struct Look {
    bool is_strong = false;
    bool is_subtle = false;
    bool is_alarm = false;
    bool is_large = false;
};

void write_run(std::string& out, std::string_view text, const Look& look,
               std::string_view link = {}) {
    ObjectWriter run(out);
    run.text("type", "TextRun");
    run.text("text", text);
    if (look.is_strong) run.text("weight", "Bolder");
    if (look.is_large) run.text("size", "Large");
    if (look.is_alarm) run.text("color", "Attention");
    run.flag_if_set("isSubtle", look.is_subtle);
    if (!link.empty()) {
        ObjectWriter action(run.key("selectAction"));
        action.text("type", "Action.OpenUrl");
        action.text("url", link);
    }
}

// A paragraph of one run.
std::string paragraph(std::string_view text, const Look& look = {}) {
    std::string out;
    {
        ObjectWriter block(out);
        block.text("type", "RichTextBlock");
        std::string& runs = block.key("inlines");
        runs += '[';
        write_run(runs, text, look);
        runs += ']';
    }
    return out;
}

std::string line_block(const Line& line, const Room& room) {
    std::string out;
    {
        ObjectWriter block(out);
        block.text("type", "RichTextBlock");
        block.text("spacing", "Small");
        std::string& runs = block.key("inlines");
        runs += '[';
        write_run(runs, shorten(line.label, 60) + "  ", {.is_subtle = true});
        runs += ',';
        // Teams opens web addresses, mail and telephone links; anything longer is only shown.
        const bool is_linked = !line.link.empty() && line.link.size() <= room.value;
        write_run(runs, shorten(line.value, room.value), {}, is_linked ? line.link : "");
        runs += ']';
    }
    return out;
}

std::vector<std::string> blocks_of(const Wording& words, const Room& room) {
    std::vector<std::string> blocks;
    const auto add = [&](std::string_view text, std::size_t limit, const Look& look = {}) {
        if (!text.empty()) blocks.push_back(paragraph(shorten(text, limit), look));
    };
    add(words.headline, 150, {.is_strong = true, .is_large = true});
    add(words.urgent, 300, {.is_strong = true, .is_alarm = true});
    add(words.text, room.asked);
    add(words.who, 300);
    const std::size_t shown = std::min(words.lines.size(), room.lines);
    for (std::size_t i = 0; i < shown; ++i) blocks.push_back(line_block(words.lines[i], room));
    if (!words.asked.empty()) {
        add("They wrote", 60, {.is_strong = true});
        add(words.asked, room.asked);
    }
    add(words.happens_next, 300);
    for (std::size_t i = 0; i < std::min<std::size_t>(words.why.size(), 10); ++i) {
        add(words.why[i], room.value, {.is_subtle = true});
    }
    return blocks;
}

void write_card(std::string& out, const Wording& words, const Room& room) {
    ObjectWriter card(out);
    card.text("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.text("type", "AdaptiveCard");
    card.text("version", "1.5");
    card.text("fallbackText", shorten(words.headline, 150));
    write_list(card.key("body"), blocks_of(words, room),
               [&](const std::string& block) { out += block; });
    if (is_web_link(words.link)) {
        std::string& actions = card.key("actions");
        actions += '[';
        {
            ObjectWriter open(out);
            open.text("type", "Action.OpenUrl");
            open.text("title", "Open the lead");
            open.text("url", words.link);
        }
        out += ']';
    }
    ObjectWriter width(card.key("msteams"));
    width.text("width", "Full");
}

}  // namespace

std::string teams_message(const LeadFacts& facts) {
    const Wording words = put_into_words(facts);
    std::string out;
    for (const Room& room : kRooms) {
        out.clear();
        {
            ObjectWriter message(out);
            message.text("type", "message");
            message.key("attachments") += '[';
            {
                ObjectWriter attachment(out);
                attachment.text("contentType", "application/vnd.microsoft.card.adaptive");
                attachment.key("contentUrl") += "null";
                write_card(attachment.key("content"), words, room);
            }
            out += ']';
        }
        if (out.size() <= kTeamsMessage) break;
    }
    return out;
}

}  // namespace baton::deliver
