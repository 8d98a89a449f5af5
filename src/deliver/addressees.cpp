#include "deliver/addressees.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "deliver/slack_post.hpp"

namespace baton::deliver {

using team::PersonId;
using workspace::Channel;
using workspace::ChannelType;
using workspace::Policy;

namespace {

bool is_room(const Policy& policy, const Channel& channel) {
    const bool is_talk = channel.type == ChannelType::Slack || channel.type == ChannelType::Teams;
    return is_talk && policy.messaging().slack_app(channel.key) == nullptr;
}

struct InCopy {
    const Policy& policy;
    const workspace::Person* holder;
    std::vector<PersonId> people;

    void add(std::optional<PersonId> id) {
        if (id && std::ranges::find(people, *id) == people.end()) people.push_back(*id);
    }
    void operator()(workspace::NotifyManager) { add(holder->manager); }
    void operator()(workspace::NotifyBackup) { add(holder->backup); }
    void operator()(workspace::NotifyAssignee) {}  // hears of it anyway
    void operator()(const workspace::NotifyPerson& to) { add(to.person); }
    void operator()(const workspace::NotifyPool& to) {
        const workspace::Pool* pool = policy.pool(to.pool);
        if (pool == nullptr) return;
        for (const workspace::Member& member : pool->members) add(member.person);
    }
};

}  // namespace

void Addressees::add(const std::vector<std::string>& channels,
                     const std::vector<PersonId>& people) {
    for (const std::string& key : channels) {
        const Channel* channel = policy_.find_channel(key);
        if (channel == nullptr || channel->type == ChannelType::Webhook) continue;
        add_room(*channel);
        if (is_room(policy_, *channel)) continue;
        if (people.empty() && channel->type == ChannelType::Email) add(*channel, "", "", {});
        for (const PersonId id : people) {
            if (policy_.messaging().reach(id).channels.empty()) add_person(*channel, id);
        }
    }
    if (channels.empty()) return;  // nobody is to hear of it
    for (const PersonId id : people) {
        for (const std::string& key : policy_.messaging().reach(id).channels) {
            const Channel* channel = policy_.find_channel(key);
            if (channel == nullptr || !reaches(policy_, *channel, id)) continue;
            add_person(*channel, id);
            break;  // the others are for when it does not get through
        }
    }
}

void Addressees::add_room(const Channel& channel) {
    if (is_room(policy_, channel)) return add(channel, "", "", {});
    const workspace::SlackApp* app = policy_.messaging().slack_app(channel.key);
    if (app == nullptr) return;
    std::string payload = room_payload(told_.pool);
    if (!room_of(*app, payload, policy_).empty()) add(channel, "", std::move(payload), {});
}

void Addressees::add_person(const Channel& channel, PersonId id) {
    if (!reaches(policy_, channel, id)) return;
    const Instant due = told_.is_alert ? told_.at : after_quiet(policy_, id, told_.at);
    add(channel, policy_.person(id)->key, "", due);
}

void Addressees::add_webhooks() {
    for (const Channel& channel : policy_.channels) {
        if (channel.type == ChannelType::Webhook && hears(channel, told_.kind)) {
            add(channel, "", "", {});
        }
    }
}

void Addressees::add_answer(const std::string& channel, const std::string& answer) {
    rows_.push_back({channel, std::string(to_word(MessageKind::Answer)), "", told_.lead, answer});
}

void Addressees::add(const Channel& channel, const std::string& recipient, std::string payload,
                     Instant not_before) {
    const bool is_there = std::ranges::any_of(rows_, [&](const Planned& row) {
        return row.channel == channel.key && row.recipient == recipient;
    });
    if (is_there) return;
    rows_.push_back({channel.key, std::string(to_word(told_.kind)), recipient, told_.lead,
                     std::move(payload), not_before});
}

bool hears(const Channel& webhook, MessageKind kind) {
    const auto lists = [&](MessageKind each) {
        return std::ranges::find(webhook.events, to_word(each)) != webhook.events.end();
    };
    return webhook.events.empty() || lists(kind) ||
           (kind == MessageKind::Reassigned && lists(MessageKind::Assigned));
}

bool reaches(const Policy& policy, const Channel& channel, PersonId id) {
    const workspace::Person* person = policy.person(id);
    if (person == nullptr) return false;
    if (channel.type == ChannelType::Email) return !person->email.empty();
    // Whether they have switched it on in a browser shows when it is sent.
    if (channel.type == ChannelType::Push) return true;
    return policy.messaging().slack_app(channel.key) != nullptr &&
           (!person->email.empty() || !policy.messaging().reach(id).slack.empty());
}

const Channel* next_choice(const Policy& policy, PersonId person, const std::string& channel) {
    const std::vector<std::string>& chosen = policy.messaging().reach(person).channels;
    auto at = std::ranges::find(chosen, channel);
    if (at == chosen.end()) return nullptr;
    for (++at; at != chosen.end(); ++at) {
        const Channel* next = policy.find_channel(*at);
        if (next != nullptr && reaches(policy, *next, person)) return next;
    }
    return nullptr;
}

Instant after_quiet(const Policy& policy, PersonId id, Instant at) {
    const auto& quiet = policy.messaging().reach(id).quiet;
    const workspace::Person* person = policy.person(id);
    if (!quiet || person == nullptr) return at;
    const Instant end = team::end_of_work(*quiet, *person->zone, at);
    return end == Instant::never() ? at : end;
}

std::vector<PersonId> managers_of(const Policy& policy) {
    std::vector<PersonId> managers;
    for (const auto& person : policy.people) {
        if (!person || !person->active || !person->manager) continue;
        if (policy.person(*person->manager) == nullptr) continue;
        if (std::ranges::find(managers, *person->manager) == managers.end()) {
            managers.push_back(*person->manager);
        }
    }
    std::ranges::sort(managers);
    return managers;
}

std::vector<PersonId> in_copy(const std::vector<workspace::Recipient>& cc, PersonId holder,
                              const Policy& policy) {
    const workspace::Person* who = policy.person(holder);
    if (who == nullptr || cc.empty()) return {};
    InCopy copies{policy, who, {}};
    for (const workspace::Recipient& each : cc) std::visit(copies, each);
    std::erase(copies.people, holder);
    return std::move(copies.people);
}

}  // namespace baton::deliver
