// A workspace's log on the real store, and the interpreter over it: events are put together by
// hand, and what they ask for is read back.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/event/codec.hpp"
#include "core/workspace/context_for_tests.hpp"
#include "deliver/courier_world_for_tests.hpp"
#include "deliver/log_interpreter.hpp"

namespace baton::deliver::testing {

inline constexpr const char* kInterpreted = R"(
workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana }
pools:
  inside: { members: [sarah, marcus] }
queues:
  nurture: { open_to: inside, notify: true }
  quiet:   { open_to: inside }
score:
  - { add: 30, when: "lead.employees >= 1000", because: enterprise size }
tiers: { hot: 20, cold: 0 }
sla:
  standard:
    respond_within: 5m
    acknowledge:
      - { after: 10m, notify: manager }
      - { after: 30m, reassign: backup }
rules:
  - { name: Big, when: lead.employees >= 1000, route: { pool: inside }, sla: standard }
  - { name: Small, when: lead.employees < 10, route: { queue: nurture }, notify: [chat] }
otherwise: { pool: inside }
channels:
  chat:  { type: slack, webhook: "https://hooks.slack.test/x" }
  mail:  { type: email, server: "smtp://mail.acme.test:587", from: leads@acme.test }
  audit: { type: webhook, url: "https://hooks.acme.test/leads", events: [assigned, closed] }
  all:   { type: webhook, url: "https://hooks.acme.test/all" }
notify: [chat, mail]
alerts: [mail]
)";

class Policies final : public PolicySource {
  public:
    SharedPolicy policy;
    SharedPolicy live(std::string_view) override { return policy; }
    std::map<std::uint64_t, SharedPolicy> later = {};  // versions beyond the first
    SharedPolicy at(std::string_view, std::uint64_t version) override {
        if (version == 1) return policy;
        const auto found = later.find(version);
        return found == later.end() ? nullptr : found->second;
    }
};

class LogInterpreterTest : public ::testing::Test {
  protected:
    LogInterpreterTest() : interpreter_(policies_, world_.store(), "https://baton.acme.test") {
        policies_.policy = compile(kInterpreted);
        lead_ = make_uuid_v7(world_.now.micros / 1000, UuidRandom{1});
    }

    static SharedPolicy compile(std::string_view text) {
        static workspace::testing::Outside outside;  // a policy points into its zones
        const workspace::Loaded loaded = outside.load(std::string(text));
        for (const auto& finding : loaded.findings) {
            EXPECT_NE(finding.severity, workspace::Severity::Error) << finding.message;
        }
        return loaded.policy;
    }

    team::PersonId person(std::string_view key) const {
        return *policies_.policy->names.people.find(key);
    }
    event::Event about(event::Body body, event::Cause cause) const {
        event::Event event;
        event.lead = lead_;
        event.cause = cause;
        event.version = 1;
        event.body = std::move(body);
        return event;
    }
    route::Decision assigned(std::string_view who) const {
        route::Decision decision;
        decision.outcome = route::Outcome::Assigned;
        decision.rule = "Big";
        decision.target = 1;
        decision.person = person(who);
        decision.pool = policies_.policy->names.pools.find("inside");
        decision.sla = "standard";
        decision.findings.score = 30;
        decision.findings.tier = "hot";
        decision.findings.score_lines = {0};
        return decision;
    }
    route::Decision queued(std::string_view queue) const {
        route::Decision decision;
        decision.outcome = route::Outcome::Queued;
        decision.rule = "Small";
        decision.queue = policies_.policy->names.queues.find(queue);
        return decision;
    }
    event::Event received(route::Decision decision) const {
        return about(event::Received{1, "", world_.now, std::move(decision)},
                     event::Cause::Submitted);
    }
    event::Event decided(route::Decision decision, event::Cause cause) const {
        return about(event::Decided{std::move(decision), {}, false, {}}, cause);
    }

    // Appends the event, with the lead's row in this state; gives the event's row.
    store::EventRow happen(const event::Event& event, std::string state = "",
                           std::string holder = "", bool with_content = false) {
        store::Append append;
        append.workspace = "acme";
        append.after = world_.store().head("acme").value();
        store::EventRow row;
        row.seq = append.after.seq + 1;
        row.at = world_.now;
        row.kind = event::kind_of(event);
        row.lead = event.lead;
        row.body = event::encode(event, policies_.policy->names);
        row.hash[0] = static_cast<std::uint8_t>(row.seq);
        append.events = {row};
        if (!state.empty()) {
            store::LeadRow lead;
            lead.id = lead_;
            lead.received_at = world_.now;
            lead.updated_at = world_.now;
            lead.state = std::move(state);
            lead.person = std::move(holder);
            if (with_content) lead.content = content();
            append.leads = {lead};
        }
        std::promise<std::string> done;
        world_.store().append(std::move(append), [&](store::AppendOutcome outcome) {
            const auto* failed = std::get_if<store::Failed>(&outcome);
            done.set_value(failed != nullptr ? failed->error.message : "");
        });
        EXPECT_EQ(done.get_future().get(), "");
        return row;
    }
    store::LeadContent content() const {
        lead::Lead lead;
        lead.fields.resize(policies_.policy->schema.size());
        lead.fields[lead::field::kName.index()] = std::string("Grace Tan");
        lead.fields[lead::field::kEmail.index()] = std::string("grace@globex.test");
        lead.fields[lead::field::kCompany.index()] = std::string("Globex");
        lead.fields[lead::field::kEmployees.index()] = 1200.0;
        lead.fields[lead::field::kMessage.index()] = std::string("A demo, please");
        store::LeadContent out;
        out.body = lead::encode(lead, policies_.policy->schema);
        return out;
    }

    // "chat assigned", "mail assigned sarah" …
    std::vector<std::string> plan(const store::EventRow& row) {
        const auto plans = interpreter_.interpret("acme", row);
        EXPECT_TRUE(plans) << plans.error().message;
        std::vector<std::string> out;
        for (const Planned& planned : plans.value_or(std::vector<Planned>{})) {
            out.push_back(planned.channel + " " + planned.kind +
                          (planned.recipient.empty() ? "" : " " + planned.recipient));
        }
        return out;
    }
    store::DeliveryRow delivery(const store::EventRow& event, std::string channel, std::string kind,
                                std::string recipient = "") const {
        return make_row("acme", event.seq, event.at,
                        {std::move(channel), std::move(kind), std::move(recipient), lead_, ""},
                        world_.now);
    }
    LeadFacts facts(const store::DeliveryRow& row) {
        const auto composed = interpreter_.compose({&row, 1}).front();
        EXPECT_TRUE(composed) << composed.error().message;
        const auto* dropped = std::get_if<Dropped>(&*composed);
        EXPECT_EQ(dropped == nullptr ? "" : dropped->reason, "");
        return std::get<Message>(*composed).facts;
    }
    std::string dropped(const store::DeliveryRow& row) {
        const auto composed = interpreter_.compose({&row, 1}).front();
        EXPECT_TRUE(composed) << composed.error().message;
        const auto* reason = std::get_if<Dropped>(&*composed);
        return reason == nullptr ? "" : reason->reason;
    }

    World world_;
    Policies policies_;
    LogInterpreter interpreter_;
    store::LeadKey lead_{};
};

}  // namespace baton::deliver::testing
