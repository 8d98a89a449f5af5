#include "deliver/slack_post.hpp"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "core/desk/open_lead.hpp"
#include "core/event/json_writer.hpp"
#include "deliver/outbound/json_answer.hpp"

namespace baton::deliver {
namespace {

constexpr std::string_view kPool = "pool:";

// "42 s", "5 min", "3 h", "2 days": as people say it.
std::string in_short(Duration span) {
    const std::int64_t seconds = std::max<std::int64_t>(0, span.micros / 1'000'000);
    if (seconds < 120) return fmt::format("{} s", seconds);
    if (seconds < 2 * 3600) return fmt::format("{} min", seconds / 60);
    if (seconds < 2 * 86400) return fmt::format("{} h", seconds / 3600);
    return fmt::format("{} days", seconds / 86400);
}

}  // namespace

std::string write_pressed(const Pressed& pressed) {
    std::string out;
    {
        event::ObjectWriter object(out);
        object.text("room", pressed.room);
        object.text("ts", pressed.ts);
        object.text("user", pressed.user);
        object.text("press", pressed.press);
        object.text_if_any("remark", pressed.remark);
    }
    return out;
}

std::optional<Pressed> read_pressed(std::string_view payload) {
    const auto read = JsonAnswer::parse(payload);
    if (!read) return std::nullopt;
    Pressed pressed;
    pressed.room = read->text({"room"});
    pressed.ts = read->text({"ts"});
    pressed.user = read->text({"user"});
    pressed.press = read->text({"press"});
    pressed.remark = read->text({"remark"});
    if (pressed.room.empty() || pressed.ts.empty()) return std::nullopt;
    return pressed;
}

std::string room_payload(const std::string& pool) {
    return pool.empty() ? std::string() : std::string(kPool) + pool;
}

std::string room_of(const workspace::SlackApp& app, std::string_view payload,
                    const workspace::Policy& live) {
    if (payload.starts_with(kPool)) {
        const auto pool = live.names.pools.find(std::string(payload.substr(kPool.size())));
        const auto found = pool ? std::ranges::find(app.pool_rooms, *pool,
                                                    [](const auto& each) { return each.first; })
                                : app.pool_rooms.end();
        if (found != app.pool_rooms.end()) return found->second;
    }
    return app.room;
}

std::optional<SlackPost> post_of(const workspace::SlackApp& app, const store::DeliveryRow& row,
                                 const workspace::Policy& live) {
    SlackPost post;
    post.app = app;
    if (row.kind == to_word(MessageKind::Pressed)) {
        const auto pressed = read_pressed(row.payload);
        if (!pressed) return std::nullopt;
        post.target.room = pressed->room;
        post.target.ts = pressed->ts;
        post.remark_to = pressed->user;
        post.remark = pressed->remark;
        post.is_remark_only = !row.lead;
        return post;
    }
    if (row.recipient.empty()) {
        post.target.room = room_of(app, row.payload, live);
        return post.target.room.empty() ? std::nullopt : std::optional(std::move(post));
    }
    const auto id = live.names.people.find(row.recipient);
    const workspace::Person* person = id ? live.person(*id) : nullptr;
    if (person == nullptr) return std::nullopt;
    post.user = live.messaging().reach(*id).slack;
    post.email = person->email;
    return post;
}

std::vector<SlackButton> buttons_for(const LeadFacts& facts, std::string_view state,
                                     const workspace::SlackApp& app) {
    if (app.secret.empty() || facts.lead_id.empty()) return {};
    const auto known = desk::lead_state_from(state);
    if (known == desk::LeadState::Queued) return {SlackButton::Claim};
    if (known != desk::LeadState::Assigned || !facts.assignee) return {};
    // In a room all may see them; in a direct message they are whose lead it is.
    if (facts.recipient && facts.recipient->key != facts.assignee->key) return {};
    return {SlackButton::Acknowledge, SlackButton::PassOn};
}

MessageKind kind_of_standing(std::string_view state, const LeadStory& story) {
    const auto known = desk::lead_state_from(state);
    if (!known) return MessageKind::Pressed;
    switch (*known) {
        case desk::LeadState::Assigned:
            return story.previous().empty() ? MessageKind::Assigned : MessageKind::Reassigned;
        case desk::LeadState::Acknowledged:
            return MessageKind::Acknowledged;
        case desk::LeadState::Contacted:
            return MessageKind::Contacted;
        case desk::LeadState::Queued:
            return MessageKind::Queued;
        case desk::LeadState::Held:
            return MessageKind::Held;
        case desk::LeadState::Unrouted:
            return MessageKind::Unrouted;
        case desk::LeadState::Rejected:
            return MessageKind::Rejected;
        case desk::LeadState::Won:
        case desk::LeadState::Lost:
        case desk::LeadState::Disqualified:
            return MessageKind::Closed;
    }
    return MessageKind::Pressed;
}

std::string taken_in_words(const LeadStory& story, const LeadFacts& facts) {
    const event::Event* taken = story.acknowledged();
    if (taken == nullptr || !facts.assigned_at || !facts.assignee) return {};
    return fmt::format("{} took it after {}", facts.assignee->name,
                       in_short(taken->at - *facts.assigned_at));
}

}  // namespace baton::deliver
