#include "deliver/log_interpreter.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/desk/open_lead.hpp"
#include "deliver/acknowledge_link.hpp"
#include "deliver/addressees.hpp"
#include "deliver/crm_channel.hpp"
#include "deliver/fill.hpp"
#include "deliver/lead_facts.hpp"
#include "deliver/lead_link.hpp"
#include "deliver/notify/clean.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver {
namespace {

using team::PersonId;
using workspace::Channel;
using workspace::ChannelType;
using workspace::Policy;

// A lead's words under the document that answers them.
struct Answering {
    const lead::Lead& lead;
    const Policy& live;
};

// What one event asks for, before channels are looked at.
struct Telling {
    MessageKind kind = MessageKind::Assigned;
    std::vector<PersonId> people;  // whom it is for
    bool is_alert = false;         // over `alerts` instead of `notify`
    bool tells_people = true;      // false: webhooks alone
};

Telling telling_of(const route::Decision& decision, const LeadStory& story, const Policy& policy) {
    switch (decision.outcome) {
        case route::Outcome::Assigned: {
            const bool is_first = story.previous().empty();
            return {is_first ? MessageKind::Assigned : MessageKind::Reassigned, {*decision.person}};
        }
        case route::Outcome::Held:
            return {MessageKind::Held, {}, false, false};
        case route::Outcome::Unrouted:
            return {MessageKind::Unrouted, {}, true};
        case route::Outcome::Queued: {
            Telling telling{MessageKind::Queued, {}, false, false};
            const workspace::Queue* queue =
                decision.queue ? policy.queue(*decision.queue) : nullptr;
            if (queue == nullptr || !queue->notify || !queue->open_to) return telling;
            telling.tells_people = true;
            if (const workspace::Pool* pool = policy.pool(*queue->open_to)) {
                for (const auto& member : pool->members) telling.people.push_back(member.person);
            }
            return telling;
        }
        case route::Outcome::Rejected:
            return {MessageKind::Rejected, {}, false, false};
    }
    return {};
}

struct Teller {
    const LeadStory& story;
    const Policy& policy;

    using Answer = std::optional<Telling>;
    Answer operator()(const event::Received& body) const {
        return telling_of(body.decision, story, policy);
    }
    Answer operator()(const event::Decided& body) const {
        return telling_of(body.decision, story, policy);
    }
    Answer operator()(const event::Revised&) const {
        const auto holder = story.holder();
        if (!holder) return Telling{MessageKind::Revised, {}, false, false};
        return Telling{MessageKind::Revised, {*holder}};
    }
    Answer operator()(const event::Escalated& body) const {
        return Telling{MessageKind::Escalated, body.notified};
    }
    Answer operator()(const event::Alerted&) const {
        return Telling{MessageKind::LadderFailed, {}, true};
    }
    Answer operator()(const event::Acknowledged&) const {
        return Telling{MessageKind::Acknowledged, {}, false, false};
    }
    Answer operator()(const event::Contacted&) const {
        return Telling{MessageKind::Contacted, {}, false, false};
    }
    Answer operator()(const event::Closed&) const {
        return Telling{MessageKind::Closed, {}, false, false};
    }
    Answer operator()(const event::Published&) const { return std::nullopt; }
    Answer operator()(const event::Availability&) const { return std::nullopt; }
    Answer operator()(const event::Figures&) const { return std::nullopt; }
};

// The pool that the lead came to somebody by, or whose people may take it.
std::string pool_of(const LeadStory& story, const Policy& policy) {
    const event::Event* decided = story.decided();
    if (decided == nullptr) return {};
    const route::Decision& decision = *event::decision_of(*decided);
    if (decision.pool) return policy.names.pools.name(*decision.pool);
    const workspace::Queue* queue = decision.queue ? policy.queue(*decision.queue) : nullptr;
    return queue != nullptr && queue->open_to ? policy.names.pools.name(*queue->open_to)
                                              : std::string();
}

// The rule that decided it; empty: none did.
std::string rule_of(const LeadStory& story) {
    const event::Event* ruled = story.ruled();
    return ruled == nullptr ? "" : event::decision_of(*ruled)->rule;
}

const std::vector<std::string>& channels_of(const std::string& rule, const Policy& policy) {
    const workspace::Rule* found = rule.empty() ? nullptr : policy.find_rule(rule);
    return found != nullptr && found->notify ? *found->notify : policy.notify;
}

// Why a message to people is not true any more; empty while it is.
std::string_view what_changed(MessageKind kind, const LeadStory& story, const store::LeadRow& lead,
                              const Policy& live) {
    const auto state = desk::lead_state_from(lead.state);
    if (!state) return "the lead is in no known state";
    const auto holder = story.holder();
    const bool moved = !holder || live.names.people.name(*holder) != lead.person;
    const bool is_over = desk::is_over(*state);
    switch (kind) {
        case MessageKind::Assigned:
        case MessageKind::Reassigned:
        case MessageKind::Revised:
            if (is_over) return "the lead is closed";
            return moved ? "the lead has moved on" : "";
        case MessageKind::Escalated:
        case MessageKind::LadderFailed:
            if (moved) return "the lead has moved on";
            return *state == desk::LeadState::Assigned ? "" : "somebody has answered";
        case MessageKind::Queued:
            return *state == desk::LeadState::Queued ? "" : "the lead is claimed";
        case MessageKind::Unrouted:
            return *state == desk::LeadState::Unrouted ? "" : "the lead is routed";
        case MessageKind::Held:
        case MessageKind::Rejected:
        case MessageKind::Acknowledged:
        case MessageKind::Contacted:
        case MessageKind::Closed:
        case MessageKind::DeliveryFailed:
        case MessageKind::Pressed:
        case MessageKind::Answer:
        case MessageKind::Test:
            return "";
    }
    return "";
}

// The document's own words for this kind of message, where it has some.
void say_in_own_words(Message& message, const Filling& with) {
    if (message.channel.type == ChannelType::Webhook) return;
    const auto& templates = with.live.messaging().templates;
    const auto found = templates.find(to_word(message.facts.kind));
    if (found == templates.end()) return;
    message.facts.own_subject = fill(found->second.subject, with);
    message.facts.own_text = fill(found->second.text, with);
}

// Whose mailbox an address is: letters of either case and "+anything" lead to the same.
std::string who_reads(std::string_view workspace, std::string_view email) {
    const std::size_t at = email.rfind('@');
    const std::string_view host = at == std::string_view::npos ? "" : email.substr(at);
    std::string_view name = email.substr(0, at);
    name = name.substr(0, name.find('+'));
    return fmt::format("{}\n{}{}", workspace, ascii_lower(name), ascii_lower(host));
}

// Whoever has the lead now writes; a lead that left them since is its next holder's.
Result<Composed> compose_answer(const store::DeliveryRow& row, Message message,
                                const store::LeadRow& lead, const Answering& with) {
    const auto& answers = with.live.messaging().answers;
    const auto answer = answers.find(row.payload);
    if (answer == answers.end()) return Dropped{"the answer is no longer in the document"};
    const auto state = desk::lead_state_from(lead.state);
    if (!state || desk::is_over(*state)) return Dropped{"the lead is closed"};
    const auto id = with.live.names.people.find(lead.person);
    const workspace::Person* holder = id ? with.live.person(*id) : nullptr;
    if (holder == nullptr) return Dropped{"nobody has the lead any more"};
    auto to = parse_mailbox(message.facts.lead.email);
    if (!to) return Dropped{"the lead has no e-mail address"};
    to->name = message.facts.lead.name;
    message.facts.assignee = person_facts(*holder);
    const Filling filling{with.lead, with.live, message.facts};
    const bool quotes = !answer->second.text.names(lead::field::kMessage);
    message.answer =
        ProspectAnswer{.to = *std::move(to),
                       .writer = {message.facts.assignee->name, message.facts.assignee->email},
                       .subject = fill(answer->second.subject, filling),
                       .text = fill(answer->second.text, filling),
                       .asked = quotes ? message.facts.lead.message : std::string()};
    return message;
}

// For each CRM of the document.
std::vector<Planned> for_crms(const Policy& policy, std::string_view kind,
                              const std::optional<store::LeadKey>& lead) {
    std::vector<Planned> out;
    for (const workspace::CrmConnection& crm : policy.crm) {
        out.push_back({crm_channel(crm.key), std::string(kind), "", lead, "", {}});
    }
    return out;
}

// Whether a CRM's record of the lead may be another one after it.
bool changes_record(const event::Body& body) {
    return !std::holds_alternative<event::Escalated>(body) &&
           !std::holds_alternative<event::Alerted>(body);
}

std::optional<PersonFacts> recipient_of(const std::string& key, const Channel& channel,
                                        const Policy& live) {
    if (key.empty()) {
        if (channel.type != ChannelType::Email) return std::nullopt;
        return PersonFacts{"", "", channel.from};
    }
    const auto id = live.names.people.find(key);
    const workspace::Person* person = id ? live.person(*id) : nullptr;
    if (person == nullptr) return std::nullopt;
    return person_facts(*person);
}

}  // namespace

Result<SharedPolicy> LogInterpreter::live(std::string_view workspace) {
    SharedPolicy policy = policies_.live(workspace);
    if (policy == nullptr) {
        return fail(DeliverError::NotDescribed,
                    fmt::format("workspace {} has no document in force", workspace));
    }
    return policy;
}

Result<SharedPolicy> LogInterpreter::policy_at(std::string_view workspace, std::uint64_t version) {
    SharedPolicy policy = policies_.at(workspace, version);
    if (policy == nullptr) {
        return fail(DeliverError::NotDescribed,
                    fmt::format("version {} of workspace {} is not to be had", version, workspace));
    }
    return policy;
}

Result<std::vector<Planned>> LogInterpreter::interpret(std::string_view workspace,
                                                       const store::EventRow& row) {
    const auto now = live(workspace);
    if (!now) return std::unexpected(now.error());
    const auto event = decode_row(row, (*now)->names);
    if (!event) return std::unexpected(event.error());
    if (!event->lead) {
        if (!std::holds_alternative<event::Published>(event->body)) return std::vector<Planned>{};
        const auto published = policy_at(workspace, event->version);
        if (!published) return std::unexpected(published.error());
        return for_crms(**published, kCrmReadingKind, std::nullopt);
    }
    const auto policy = policy_at(workspace, event->version);
    if (!policy) return std::unexpected(policy.error());

    LeadStory story({*event});
    if (!std::holds_alternative<event::Received>(event->body)) {
        auto read = LeadStory::read(store_, workspace, *event->lead, event->seq, (*now)->names);
        if (!read) return std::unexpected(read.error());
        story = std::move(*read);
    }
    auto telling = std::visit(Teller{story, **policy}, event->body);
    if (!telling) return std::vector<Planned>{};
    Addressees rows(**policy, {.kind = telling->kind,
                               .lead = event->lead,
                               .pool = pool_of(story, **policy),
                               .at = event->at,
                               .is_alert = telling->is_alert});
    const std::string rule = rule_of(story);
    const workspace::RuleMessages& says = (*policy)->messaging().of_rule(rule);
    const bool is_assignment = event::decision_of(*event) != nullptr && story.assigned() != nullptr;
    if (telling->is_alert) {
        rows.add((*policy)->alerts, managers_of(**policy));
    } else if (telling->tells_people) {
        if (is_assignment) {
            const auto copies = in_copy(says.cc, *story.holder(), **policy);
            telling->people.insert(telling->people.end(), copies.begin(), copies.end());
        }
        rows.add(channels_of(rule, **policy), telling->people);
    }
    rows.add_webhooks();
    // Once a lead: when it comes to somebody for the first time.
    if (is_assignment && !says.answer.empty() && story.assignments() == 1) {
        rows.add_answer((*policy)->messaging().answers.at(says.answer).channel, says.answer);
    }
    std::vector<Planned> out = rows.take();
    if (changes_record(event->body)) {
        std::ranges::move(for_crms(**policy, kCrmRecordKind, event->lead), std::back_inserter(out));
    }
    return out;
}

Result<std::vector<Planned>> LogInterpreter::failure_alert(std::string_view workspace,
                                                           std::string_view failing,
                                                           std::string_view) {
    const auto policy = live(workspace);
    if (!policy) return std::unexpected(policy.error());
    Addressees rows(**policy, {.kind = MessageKind::DeliveryFailed,
                               .lead = std::nullopt,
                               .pool = {},
                               .at = {},
                               .is_alert = true});
    rows.add((*policy)->alerts, managers_of(**policy));
    rows.add_webhooks();
    std::vector<Planned> out = rows.take();
    std::erase_if(out, [&](const Planned& plan) { return plan.channel == failing; });
    return out;
}

std::vector<Result<Composed>> LogInterpreter::compose(std::span<const store::DeliveryRow> rows) {
    const LeadReadings readings(store_, rows);
    std::vector<Result<Composed>> composed;
    composed.reserve(rows.size());
    for (const store::DeliveryRow& row : rows) composed.push_back(compose_one(row, readings));
    return composed;
}

Result<Composed> LogInterpreter::compose_one(const store::DeliveryRow& row,
                                             const LeadReadings& readings) {
    const auto now = live(row.workspace);
    if (!now) return std::unexpected(now.error());
    const Channel* channel = (*now)->find_channel(row.channel);
    if (channel == nullptr) return Dropped{"the channel is no longer in the document"};
    const auto kind = message_kind_from(row.kind);
    if (!kind) {
        return fail(DeliverError::NotDescribed,
                    fmt::format("\"{}\" is no kind of message", row.kind));
    }
    Message message{*channel, {}};
    message.facts.kind = *kind;
    message.facts.workspace = row.workspace;
    message.facts.at = row.created_at;
    message.facts.recipient = recipient_of(row.recipient, *channel, **now);
    if (!row.recipient.empty() && !message.facts.recipient) {
        return Dropped{fmt::format("{} is no longer in the document", row.recipient)};
    }
    if (const workspace::SlackApp* app = (*now)->messaging().slack_app(channel->key)) {
        auto post = post_of(*app, row, **now);
        if (!post) return Dropped{"there is no Slack channel to write it to"};
        message.slack = *std::move(post);
    } else if (*kind == MessageKind::Pressed) {
        return Dropped{"the channel is no app any more"};
    }
    if (*kind == MessageKind::DeliveryFailed) {
        message.facts.detail = row.payload;
        if (channel->type == ChannelType::Push) return compose_push(row, std::move(message));
        return message;
    }
    if (message.slack && message.slack->is_remark_only) return message;
    return compose_about_lead(row, std::move(message), **now, readings);
}

Result<Composed> LogInterpreter::compose_about_lead(const store::DeliveryRow& row, Message message,
                                                    const Policy& live,
                                                    const LeadReadings& readings) {
    if (!row.lead) return fail(DeliverError::NotDescribed, "the delivery names no lead");
    const auto lead = readings.lead(row);
    if (!lead) return std::unexpected(lead.error());
    if (*lead == nullptr || (*lead)->erased_at || !(*lead)->content) {
        return Dropped{"the lead was erased"};
    }
    // A message whose button was pressed tells how the lead stands now, whatever was pressed.
    const bool tells_standing = message.facts.kind == MessageKind::Pressed;
    const bool is_answer = message.facts.kind == MessageKind::Answer;
    const std::uint64_t until =
        tells_standing ? std::numeric_limits<std::uint64_t>::max() : row.event_seq;
    const auto story = readings.story(row, until, live.names);
    if (!story) return std::unexpected(story.error());
    if (tells_standing) message.facts.kind = kind_of_standing((*lead)->state, *story);
    // A webhook tells what happened; people are told what is.
    if (message.channel.type != ChannelType::Webhook && !tells_standing) {
        const auto changed = what_changed(message.facts.kind, *story, **lead, live);
        if (!changed.empty()) return Dropped{std::string(changed)};
    }
    const auto words = lead::decode((*lead)->content->body, live.schema);
    if (!words) return std::unexpected(words.error());
    message.facts.lead = words_of(*words, live.schema);
    message.facts.lead_id = format_uuid(*row.lead);
    message.facts.link = lead_link(public_url_, message.facts.lead_id);
    const event::Event* ruled = story->ruled();
    const event::Event* decided = story->decided();
    if (ruled == nullptr || decided == nullptr) {
        return fail(DeliverError::NotDescribed, "the log holds no decision on this lead");
    }
    const auto ruled_by = policy_at(row.workspace, ruled->version);
    if (!ruled_by) return std::unexpected(ruled_by.error());
    const auto decided_by = policy_at(row.workspace, decided->version);
    if (!decided_by) return std::unexpected(decided_by.error());
    tell_decision(message.facts, *story, {**ruled_by, **decided_by, live});
    if (tells_standing && message.facts.kind == MessageKind::Acknowledged) {
        message.facts.detail = taken_in_words(*story, message.facts);
    }
    if (is_answer) {
        const std::string to = who_reads(row.workspace, message.facts.lead.email);
        auto answer = compose_answer(row, std::move(message), **lead, {*words, live});
        // Another attempt is no other answer.
        const bool is_first =
            answer && std::holds_alternative<Message>(*answer) && row.attempts <= 1;
        if (is_first && answers_.take(to, row.created_at)) {
            return Dropped{"the address was answered often enough for now"};
        }
        return answer;
    }
    if (message.channel.type == ChannelType::Push) return compose_push(row, std::move(message));
    say_in_own_words(message, {*words, live, message.facts});
    message.facts.acknowledge = acknowledge_link(message, row, **lead);
    if (message.slack) {
        message.slack->target.buttons =
            buttons_for(message.facts, (*lead)->state, message.slack->app);
    }
    return message;
}

Result<std::optional<Planned>> LogInterpreter::next_way(const store::DeliveryRow& row,
                                                        Instant now) {
    if (row.recipient.empty() || row.kind == to_word(MessageKind::Pressed)) return std::nullopt;
    const auto policy = live(row.workspace);
    if (!policy) return std::unexpected(policy.error());
    const auto person = (*policy)->names.people.find(row.recipient);
    if (!person) return std::nullopt;
    const Channel* next = next_choice(**policy, *person, row.channel);
    if (next == nullptr) return std::nullopt;
    return Planned{next->key, row.kind, row.recipient,
                   row.lead,  "",       after_quiet(**policy, *person, now)};
}

std::string LogInterpreter::acknowledge_link(const Message& message, const store::DeliveryRow& row,
                                             const store::LeadRow& lead) const {
    const LeadFacts& facts = message.facts;
    const bool is_theirs = facts.recipient && facts.assignee && !facts.assignee->key.empty() &&
                           facts.recipient->key == facts.assignee->key;
    const bool can_be_taken = lead.state == desk::to_word(desk::LeadState::Assigned);
    if (public_url_.empty() || message.channel.type != ChannelType::Email || !is_theirs ||
        !can_be_taken) {
        return {};
    }
    // By the row's own time, so that every attempt says the same.
    const AcknowledgeLink link{*row.lead, facts.assignee->key, row.created_at + kLinkHolds};
    return fmt::format("{}/w/{}/a/{}", public_url_, escape_url(row.workspace),
                       sign_link(link, row.workspace, store_.instance().salt));
}

}  // namespace baton::deliver
