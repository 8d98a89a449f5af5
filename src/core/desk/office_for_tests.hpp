// A desk with all that it needs around it, in memory: documents, what leads said, a log of encoded
// events, and a clock that stands still until it is moved.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/desk/desk.hpp"
#include "core/desk/snapshot.hpp"
#include "core/event/codec.hpp"
#include "core/lead/merge.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "core/match/rule_index.hpp"
#include "core/team/zone_offsets.hpp"
#include "core/team/zones_for_tests.hpp"
#include "core/workspace/load.hpp"

namespace baton::desk::testing {

using team::testing::at;

struct Row {  // of the log
    std::uint64_t seq = 0;
    Instant at;
    std::string kind;
    std::optional<LeadId> lead;
    std::string body;
};

class Office final : public Facts {
  public:
    explicit Office(Instant now = team::testing::at("2026-06-01T09:00:00-04:00"),
                    bool asks_in_vain = false)
        : now_(now), desk_({&offsets_, "tz-test", source(), asks_in_vain}) {}
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;

    // ---- asking things of the desk ----
    Result<Executed> publish(const std::string& text, bool confirmed = false) {
        const std::uint64_t version = desk_.state().version() + 1;
        auto policy = keep(version, text);
        if (policy == nullptr) return std::unexpected(Error{-1, "the document is broken"});
        return run(Publish{version, std::move(policy), "", confirmed});
    }
    // Keeps the text of a version, and compiles it.
    std::shared_ptr<const workspace::Policy> keep(std::uint64_t version, const std::string& text) {
        texts_[version] = text;
        compiled_.erase(version);
        const auto& live = desk_.state().policy();
        return compile(text, live ? &live->names : nullptr);
    }

    Result<Executed> run(const Command& command, const Actor& actor = {"person:boss"}) {
        Desk::Answer answer = desk_.execute(command, actor, *this, now_);
        if (answer.result) {
            write(answer.due);
            write(answer.result->events);
        } else {
            write(answer.due);
        }
        return std::move(answer.result);
    }

    using Fields = lead::RawMap;
    // The command that a submission makes; remembers what it said.
    Receive receive_of(const Fields& fields) {
        Receive receive;
        for (std::size_t i = 0; i < 8; ++i) {
            receive.lead[8 + i] = static_cast<std::uint8_t>((made_ + 1) >> (56 - 8 * i));
        }
        ++made_;
        receive.received_at = now_;
        receive.fact = "00ff";
        auto content = lead::normalise(fields, desk_.state().policy()->schema, suffixes_).lead;
        receive.content = std::make_shared<const lead::Lead>(std::move(content));
        const std::string email(receive.content->text(lead::field::kEmail));
        if (const auto known = known_.find(email); !email.empty() && known != known_.end()) {
            receive.owner = known->second.owner;
            receive.same_person = known->second.open;
        }
        const bool merges = desk_.state().policy()->duplicates == workspace::Duplicates::Merge &&
                            receive.same_person &&
                            desk_.state().find(*receive.same_person) != nullptr;
        if (merges) {
            receive.revision = desk_.state().find(*receive.same_person)->revision + 1;
            auto& kept = contents_[*receive.same_person];
            before_[*receive.same_person] = {receive.revision, kept};
            kept = std::make_shared<const lead::Lead>(lead::merged(*kept, *receive.content));
        } else {
            contents_[receive.lead] = receive.content;
            if (!email.empty()) known_[email].open = receive.lead;
        }
        return receive;
    }
    LeadId receive(const Fields& fields = {}) {
        const Receive command = receive_of(fields);
        EXPECT_TRUE(run(command));
        return command.lead;
    }

    // Stops at every deadline on the way.
    void advance_to(Instant time) {
        constexpr int kMostAtOneInstant = 10'000;
        int here = 0;
        for (Instant next = desk_.next_deadline(); next <= time; next = desk_.next_deadline()) {
            here = next > now_ ? 0 : here + 1;
            ASSERT_LT(here, kMostAtOneInstant) << "a deadline that stays";
            now_ = std::max(now_, next);
            ASSERT_TRUE(run(Tick{}, {}));
        }
        now_ = std::max(now_, time);
        ASSERT_TRUE(run(Tick{}, {}));
    }
    void advance(Duration by) { advance_to(now_ + by); }
    void set_now(Instant now) { now_ = now; }

    // ---- looking at it ----
    Instant now() const { return now_; }
    Desk& desk() { return desk_; }
    const State& state() const { return desk_.state(); }
    const OpenLead* find(const LeadId& id) const { return desk_.state().find(id); }
    const std::vector<Row>& log() const { return log_; }
    const std::vector<event::Event>& events() const { return events_; }
    PersonId person(std::string_view name) const {
        return desk_.state().policy()->names.people.find(name).value();
    }
    PoolId pool(std::string_view name) const {
        return desk_.state().policy()->names.pools.find(name).value();
    }
    QueueId queue(std::string_view name) const {
        return desk_.state().policy()->names.queues.find(name).value();
    }
    // Who has it, by name; empty: nobody.
    std::string holder(const LeadId& id) const {
        const OpenLead* lead = find(id);
        if (lead == nullptr || !lead->person) return "";
        return desk_.state().policy()->names.people.name(*lead->person);
    }
    const team::Zones& zones() const { return zones_; }
    std::string bytes() const { return encode_snapshot(desk_.state()); }
    Setting setting() { return {&offsets_, "tz-test", source(), false}; }

    // Applies what the log holds beyond `desk`, decoded.
    void follow(Desk& desk) const {
        static const team::Names kNone;
        for (std::size_t i = desk.state().seq(); i < log_.size(); ++i) {
            const Row& row = log_[i];
            const auto& policy = desk.state().policy();
            const auto event = event::decode({row.seq, row.at, row.kind, row.lead, row.body},
                                             policy ? policy->names : kNone);
            ASSERT_TRUE(event) << event.error().message;
            ASSERT_TRUE(*event == events_[i]) << row.kind << " " << row.body;
            ASSERT_TRUE(desk.can_apply(*event));
            desk.apply(*event);
        }
    }

    std::shared_ptr<const workspace::Policy> compile(const std::string& text,
                                                     const team::Names* known) const {
        workspace::Loaded loaded = workspace::load(
            text, "w.yaml", {zones_, suffixes_, nullptr, known, match::index_rules});
        if (loaded.policy == nullptr) {
            for (const auto& finding : loaded.findings) {
                ADD_FAILURE() << workspace::to_line(finding) << "\n" << text;
            }
        }
        return loaded.policy;
    }
    // Compiles anew each time, as a restart does.
    PolicySource source() const {
        return [this](std::uint64_t version,
                      const team::Names& known) -> std::shared_ptr<const workspace::Policy> {
            const auto text = texts_.find(version);
            if (text == texts_.end()) return nullptr;
            auto& kept = compiled_[version];
            if (kept == nullptr) kept = compile(text->second, &known);
            return kept;
        };
    }
    void forget(const LeadId& id) { contents_.erase(id); }
    void lose_document(std::uint64_t version) {
        texts_.erase(version);
        compiled_.erase(version);
    }

    // Facts
    std::shared_ptr<const lead::Lead> lead(const LeadId& id) const override {
        // A revision counts from when it is in the log.
        const auto revised = before_.find(id);
        const OpenLead* open = desk_.state().find(id);
        if (revised != before_.end() && open != nullptr && open->revision < revised->second.first) {
            return revised->second.second;
        }
        const auto it = contents_.find(id);
        return it == contents_.end() ? nullptr : it->second;
    }
    std::optional<LeadState> ended(const LeadId& id) const override {
        const auto it = ended_.find(id);
        return it == ended_.end() ? std::nullopt : std::optional(it->second);
    }

  private:
    struct Known {
        std::optional<LeadId> open;
        std::optional<PersonId> owner;
    };

    void write(const std::vector<event::Event>& events) {
        for (const event::Event& event : events) {
            log_.push_back({event.seq, event.at, std::string(event::kind_of(event)), event.lead,
                            event::encode(event, desk_.state().policy()->names)});
            events_.push_back(event);
            if (!event.lead) continue;
            if (const auto* closed = std::get_if<event::Closed>(&event.body)) {
                const auto first = static_cast<int>(LeadState::Won) - 1;
                ended_[*event.lead] = static_cast<LeadState>(first + static_cast<int>(closed->as));
            }
            const route::Decision* decision = event::decision_of(event);
            if (decision == nullptr) continue;
            if (decision->outcome == route::Outcome::Rejected) {
                ended_[*event.lead] = LeadState::Rejected;
            }
            const auto content = contents_.find(*event.lead);
            if (!decision->person || content == contents_.end()) continue;
            const std::string email(content->second->text(lead::field::kEmail));
            if (!email.empty()) known_[email].owner = decision->person;
        }
    }

    team::testing::FewZones zones_;
    lead::FewSuffixes suffixes_;
    team::ZoneOffsets offsets_{zones_};
    std::map<std::uint64_t, std::string> texts_;
    mutable std::map<std::uint64_t, std::shared_ptr<const workspace::Policy>> compiled_;
    Instant now_;
    std::uint64_t made_ = 0;
    std::map<LeadId, std::shared_ptr<const lead::Lead>> contents_;
    std::map<LeadId, std::pair<std::uint32_t, std::shared_ptr<const lead::Lead>>> before_;
    std::map<LeadId, LeadState> ended_;
    std::map<std::string, Known> known_;
    std::vector<Row> log_;
    std::vector<event::Event> events_;
    Desk desk_;
};

}  // namespace baton::desk::testing
