// Deliveries to a CRM, from the log to what is settled: on the real store, with a Tryton of a few
// lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "deliver/crm/record.hpp"
#include "deliver/crm_channel.hpp"
#include "deliver/interpreter_world_for_tests.hpp"

namespace baton::deliver::testing {
namespace {

using store::DeliveryState;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kWithCrm = R"(
workspace: acme
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test, quota: 100 }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
pools:
  inside: { members: [sarah, marcus] }
sla:
  standard: { acknowledge: [ { after: 10m, notify: assignee } ] }
rules:
  - { name: Big, route: { pool: inside }, sla: standard }
crm:
  main: { type: tryton, url: "https://crm.acme.test", database: acme, user: baton, password: "${P}", create: [opportunity], every: 1m }
)";

class Hands final : public CrmHands {
  public:
    std::vector<std::string> told;
    Done answer = Done::Changed;
    void take(std::string_view, std::string_view actor, CrmNews news,
              std::move_only_function<void(Done)> done) override {
        if (const auto* move = std::get_if<CrmMove>(&news)) {
            told.push_back(std::string(actor) + " moves to " + move->person);
        } else if (const auto* close = std::get_if<CrmClose>(&news)) {
            told.push_back("closes " + close->reason);
        } else {
            const auto& standing = std::get<CrmStanding>(news);
            told.push_back(standing.person + " has " + std::to_string(int(standing.deals)));
        }
        done(answer);
    }
};

class CrmCourierTest : public LogInterpreterTest {
  protected:
    CrmCourierTest() {
        policies_.policy = compile(kWithCrm);
        world_.environment["P"] = "secret";
        answers_ = {
            {"common.db.login", R"([1,"key"])"},
            {"get_preferences", R"({"company":5})"},
            {"employee.search_read",
             R"([{"id":3,"party.":{"email":"sarah@acme.test"}},{"id":4,"party.":{"email":"marcus@acme.test"}}])"},
            {"opportunity.create", "[21]"},
        };
        world_.outbound.set_script([this](const HttpCall& call) { return serve(call); });
        start("node-1");
    }

    void start(const std::string& owner) {
        auto config = world_.config(owner);
        config.crm = {&policies_, &hands_, "https://baton.acme.test"};
        courier_ = std::make_unique<Courier>(std::move(config), world_.store(), world_.outbound,
                                             interpreter_, [this] { is_woken_ = true; });
        courier_->notify("acme");
    }
    void run() {
        courier_->notify("acme");
        world_.run(*courier_, is_woken_);
    }
    void advance(Duration time) {
        world_.now = world_.now + time;
        run();
    }

    std::optional<Outcome> serve(const HttpCall& call) {
        if (is_away_) return FakeOutbound::failing(0);
        for (const auto& [method, answer] : answers_) {
            if (call.body.find(method + "\"") == std::string::npos) continue;
            asked_.push_back(method);
            return said(answer);
        }
        asked_.emplace_back("other");
        return said("[]");
    }
    static Outcome said(const std::string& result) {
        Outcome outcome = FakeOutbound::taken();
        outcome.answer = R"({"id":0,"result":)" + result + "}";
        return outcome;
    }
    [[nodiscard]] long count(const std::string& method) const {
        return std::ranges::count(asked_, method);
    }
    void there(const std::string& state, int employee) {
        answers_["opportunity.search_read"] =
            R"([{"id":21,"reference":"baton:)" + format_uuid(lead_) + R"(","state":")" + state +
            R"(","employee":)" + std::to_string(employee) +
            R"(,"party":null,"lost_reason":"dear","write_date":{"__class__":"datetime","year":2026,)"
            R"("month":3,"day":2,"hour":15,"minute":0,"second":0,"microsecond":0}}])";
    }
    void publish() {
        event::Event event;
        event.version = 1;
        event.cause = event::Cause::Published;
        event.body = event::Published{};
        (void)happen(event);
    }
    void come() { (void)happen(received(assigned("sarah")), "assigned", "sarah", true); }

    [[nodiscard]] crm::Known known() {
        const std::vector<store::LeadKey> leads{lead_};
        const auto rows = world_.store().crm()->crm_rows("acme", "main", leads).value();
        return rows.front() ? crm::decode_known(rows.front()->body) : crm::Known{};
    }
    // The latest about the lead.
    [[nodiscard]] store::DeliveryRow record() {
        store::DeliveryRow latest;
        for (const auto& row : world_.rows("crm:main")) {
            if (row.kind == kCrmRecordKind && row.event_seq >= latest.event_seq) latest = row;
        }
        return latest;
    }
    [[nodiscard]] store::DeliveryRow reading() {
        for (const auto& row : world_.rows("crm:main")) {
            if (row.kind == kCrmReadingKind) return row;
        }
        return {};
    }

    Hands hands_;
    std::map<std::string, std::string> answers_;  // results, by how the method ends
    std::vector<std::string> asked_;
    bool is_away_ = false;
    std::atomic<bool> is_woken_ = false;
    std::unique_ptr<Courier> courier_;
};

TEST_F(CrmCourierTest, ALeadIsWrittenAndWhatIsKnownIsKept) {
    come();
    run();
    EXPECT_EQ(world_.only_row().state, DeliveryState::Sent);
    EXPECT_EQ(world_.only_row().channel, "crm:main");
    EXPECT_EQ(known().ids.at(crm::RecordKind::Opportunity), "21");
    EXPECT_EQ(known().owner, "3");
    EXPECT_EQ(courier_->counters().crm.begin()->second.written, 1U);
}

TEST_F(CrmCourierTest, AllThatWaitsForALeadIsOneWrite) {
    is_away_ = true;
    come();
    (void)happen(about(event::Acknowledged{person("sarah")}, event::Cause::Hand), "acknowledged",
                 "sarah");
    (void)happen(about(event::Escalated{1, {person("sarah")}}, event::Cause::Silence));
    run();
    is_away_ = false;
    advance(Duration::minutes(5));
    const auto rows = world_.rows("crm:main");
    ASSERT_EQ(rows.size(), 2U);  // an escalation changes no record
    for (const auto& row : rows) EXPECT_EQ(row.state, DeliveryState::Sent);
    EXPECT_EQ(count("opportunity.create"), 1);
}

TEST_F(CrmCourierTest, ALeadThatAnotherNodeWritesWaitsForIt) {
    come();
    store::CrmClaim claim{.workspace = "acme",
                          .connection = "main",
                          .leads = {lead_},
                          .holder = "node-2",
                          .now = world_.now,
                          .until = world_.now + Duration::seconds(30)};
    // What is held by a process that is gone is free; this one lives.
    run();
    (void)happen(about(event::Acknowledged{person("sarah")}, event::Cause::Hand), "acknowledged",
                 "sarah");
    std::promise<void> taken;
    world_.store().crm()->claim_crm(claim, [&](const auto&) { taken.set_value(); });
    taken.get_future().wait();
    run();
    const auto waits = record();
    EXPECT_EQ(waits.state, DeliveryState::Pending);
    EXPECT_EQ(waits.last_error, "another node is writing this lead");
    advance(Duration::seconds(31));
    EXPECT_EQ(record().state, DeliveryState::Sent);
}

TEST_F(CrmCourierTest, NoCallIsBegunThatTheLeaseWouldNotSee) {
    come();
    world_.outbound.set_script([this](const HttpCall& call) {
        world_.now = world_.now + Duration::seconds(20);  // each call takes so long
        return serve(call);
    });
    run();
    EXPECT_EQ(count("opportunity.create"), 0);
    EXPECT_THAT(world_.only_row().last_error, HasSubstr("too slowly"));
    EXPECT_NE(world_.only_row().state, DeliveryState::Dead);
}

TEST_F(CrmCourierTest, ACrmThatIsAwayForADayRestsAsOneAndIsCaughtUpWith) {
    is_away_ = true;
    publish();
    come();
    run();
    EXPECT_EQ(record().state, DeliveryState::Pending);
    for (int i = 0; i < 24 * 6; ++i) advance(Duration::minutes(10));
    EXPECT_EQ(courier_->counters().resting, 1U);
    EXPECT_EQ(reading().state, DeliveryState::Pending);
    EXPECT_FALSE(reading().last_error.empty());
    is_away_ = false;
    advance(Duration::hours(2));
    advance(Duration::minutes(5));
    EXPECT_EQ(record().state, DeliveryState::Sent);
    EXPECT_EQ(reading().last_error, "");
    EXPECT_EQ(courier_->counters().resting, 0U);
}

TEST_F(CrmCourierTest, AnErasedLeadIsNotWritten) {
    is_away_ = true;
    come();
    run();
    std::promise<void> erased;
    world_.store().erase_lead("acme", lead_, world_.now, [&](const auto&) { erased.set_value(); });
    erased.get_future().wait();
    is_away_ = false;
    advance(Duration::minutes(5));
    EXPECT_EQ(world_.only_row().state, DeliveryState::Superseded);
    EXPECT_EQ(count("opportunity.create"), 0);
}

TEST_F(CrmCourierTest, WhatThisNodeDiedWithIsTakenUpByTheNext) {
    come();
    world_.outbound.set_script([this](const HttpCall& call) -> std::optional<Outcome> {
        if (call.body.find("opportunity.create") != std::string::npos) return std::nullopt;
        return serve(call);
    });
    run();
    courier_.reset();
    world_.outbound.set_script([this](const HttpCall& call) { return serve(call); });
    world_.now = world_.now + Duration::seconds(61);
    start("node-2");
    run();
    EXPECT_EQ(world_.only_row().state, DeliveryState::Sent);
}

TEST_F(CrmCourierTest, AnotherOwnerThereIsFollowedAndOursIsNot) {
    publish();
    come();
    there("opportunity", 3);
    answers_["opportunity.search_read"] = "[]";
    run();
    EXPECT_EQ(known().owner, "3");
    hands_.told.clear();
    there("opportunity", 3);
    advance(Duration::minutes(2));
    EXPECT_THAT(hands_.told, ::testing::Not(::testing::Contains(HasSubstr("moves"))));
    there("opportunity", 4);
    advance(Duration::minutes(2));
    EXPECT_THAT(hands_.told, ::testing::Contains("crm:main moves to marcus"));
    EXPECT_EQ(courier_->counters().crm.begin()->second.followed, 1U);
    there("opportunity", 9);
    advance(Duration::minutes(2));
    EXPECT_THAT(reading().last_error, HasSubstr("nobody of the document"));
    EXPECT_EQ(courier_->counters().crm.begin()->second.problems, 1U);
}

TEST_F(CrmCourierTest, WhatCannotBeTakenOverNowIsReadAgain) {
    publish();
    come();
    run();
    there("lost", 3);
    hands_.answer = CrmHands::Done::NotNow;
    advance(Duration::minutes(2));
    const auto cursor = world_.store().cursor("crm/main/changes", "acme").value();
    hands_.answer = CrmHands::Done::Changed;
    hands_.told.clear();
    advance(Duration::minutes(2));
    EXPECT_THAT(hands_.told, ::testing::Contains("closes dear"));
    EXPECT_GT(world_.store().cursor("crm/main/changes", "acme").value(), cursor);
}

TEST_F(CrmCourierTest, ALaterDocumentsReadingTakesItsPlace) {
    publish();
    run();
    publish();
    advance(Duration::minutes(2));
    advance(Duration::minutes(2));
    for (const auto& row : world_.rows("crm:main")) {
        const bool is_first = row.event_seq == 1;
        EXPECT_EQ(row.state, is_first ? DeliveryState::Superseded : DeliveryState::Pending);
    }
}

TEST_F(CrmCourierTest, AConnectionThatCannotBeUsedAnyMoreGivesBackWhatWaits) {
    come();
    // While the owners are asked for, a document comes that names a secret which is not there.
    world_.outbound.set_script([this](const HttpCall& call) -> std::optional<Outcome> {
        if (call.body.find("employee.search_read") == std::string::npos) return serve(call);
        std::string text = kWithCrm;
        text.replace(text.find("${P}"), 4, "${Q}");
        policies_.policy = compile(text);
        return std::nullopt;
    });
    run();
    (void)happen(about(event::Acknowledged{person("sarah")}, event::Cause::Hand), "acknowledged",
                 "sarah");
    run();
    for (const auto& row : world_.rows("crm:main")) {
        EXPECT_EQ(row.state, DeliveryState::Pending);
        EXPECT_FALSE(row.last_error.empty());
    }
    world_.environment["Q"] = "secret";
    world_.outbound.set_script([this](const HttpCall& call) { return serve(call); });
    world_.outbound.answer_held(FakeOutbound::failing());
    advance(Duration::minutes(5));
    for (const auto& row : world_.rows("crm:main")) EXPECT_EQ(row.state, DeliveryState::Sent);
}

TEST_F(CrmCourierTest, AConnectionThatCannotBeUsedSaysWhy) {
    world_.environment.clear();
    come();
    run();
    EXPECT_EQ(world_.only_row().state, DeliveryState::Pending);
    EXPECT_THAT(world_.only_row().last_error, HasSubstr("crm main: password"));
    EXPECT_THAT(asked_, IsEmpty());
}

}  // namespace
}  // namespace baton::deliver::testing
