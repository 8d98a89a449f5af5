// A message over a channel of type push: a row for each browser, each by itself, and the next
// channel where there is none left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64_url.hpp"
#include "deliver/interpreter_world_for_tests.hpp"
#include "deliver/notify/push.hpp"
#include "deliver/push/encrypt.hpp"
#include "deliver/push/vapid.hpp"

namespace baton::deliver {
namespace {

using ::testing::ElementsAre;
using testing::FakeOutbound;
using ::testing::IsEmpty;
using testing::LogInterpreterTest;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr const char* kDocument = R"(
workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, channels: [phones, desk] }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana,
            quiet: "Mon-Sun 13:00-15:30" }
pools:
  inside: { members: [sarah, marcus] }
queues:
  nurture: { open_to: inside }
rules:
  - { name: Big, when: lead.employees >= 1000, route: { pool: inside } }
otherwise: { pool: inside }
channels:
  phones: { type: push, contact: ops@acme.test }
  desk:   { type: slack, token: "${TOKEN}", secret: "${SECRET}" }
notify: [phones]
alerts: [phones]
)";

std::string_view word_of(store::DeliveryState state) {
    switch (state) {
        case store::DeliveryState::Pending:
            return "pending";
        case store::DeliveryState::Leased:
            return "under way";
        case store::DeliveryState::Sent:
            return "sent";
        case store::DeliveryState::Dead:
            return "dead";
        case store::DeliveryState::Superseded:
            return "superseded";
    }
    return "";
}

class PushDelivery : public LogInterpreterTest {
  protected:
    PushDelivery()
        : courier_(world_.config("node-1"), world_.store(), world_.outbound, interpreter_,
                   [this] { is_woken_ = true; }) {
        policies_.policy = compile(kDocument);
        world_.stop();
        world_.environment = {{"TOKEN", "xoxb"}, {"SECRET", "s"}};
        for (const char* who : {"dana", "sarah", "marcus"}) join(who);
    }

    void change(store::AccessChange wanted) {
        std::promise<bool> done;
        world_.store().access()->change_access(
            std::move(wanted), [&](Result<void> result) { done.set_value(result.has_value()); });
        ASSERT_TRUE(done.get_future().get());
    }
    static Uuid account_of(std::string_view who) {
        return make_uuid_v7(who[0], UuidRandom{static_cast<std::uint8_t>(who[1])});
    }
    void join(const std::string& who) {
        store::AccessChange joins;
        joins.account = store::AccountRow{.id = account_of(who), .email = who + "@acme.test"};
        joins.member = store::MemberRow{
            .workspace = "acme", .account = account_of(who), .role = "rep", .person = who};
        change(std::move(joins));
    }
    // The browser's own keys follow from its name.
    void subscribe(const std::string& who, const std::string& browser) {
        store::AccessChange wanted;
        wanted.subscribes =
            store::SubscriptionRow{.workspace = "acme",
                                   .account = account_of(who),
                                   .endpoint = "https://push.test/" + browser,
                                   .id = make_uuid_v7(++subscribed_, {}),
                                   .p256dh = to_base64_url(derive_pair(browser).point),
                                   .auth = to_base64_url(std::string(16, 'a'))};
        change(std::move(wanted));
    }
    [[nodiscard]] std::size_t browsers_of(const std::string& who) {
        return world_.store().access()->subscriptions_of("acme", account_of(who)).value().size();
    }
    store::EventRow assign(std::string_view who) {
        const auto row = happen(received(assigned(who)), "assigned", std::string(who), true);
        courier_.notify("acme");
        return row;
    }
    void run() { world_.run(courier_, is_woken_); }
    void wait(Duration time) {
        world_.now = world_.now + time;
        run();
    }
    // What each call went to: "a", "b" …
    std::vector<std::string> told() {
        std::vector<std::string> out;
        for (const HttpCall& call : world_.outbound.calls()) {
            if (call.url.starts_with("https://push.test/")) out.push_back(call.url.substr(18));
        }
        return out;
    }
    // "sent", "dead" … of the rows of one channel, the oldest first; those that were spread are not
    // counted.
    std::vector<std::string> states(const std::string& channel) {
        std::vector<std::string> out;
        for (const auto& row : world_.rows(channel)) {
            if (!row.last_error.starts_with("told ")) {
                out.push_back(std::string(word_of(row.state)) +
                              (row.last_error.empty() ? "" : ": " + row.last_error));
            }
        }
        return out;
    }
    void answer_by_browser(std::map<std::string, Outcome> outcomes) {
        world_.outbound.set_script(
            [outcomes = std::move(outcomes)](const HttpCall& call) -> std::optional<Outcome> {
                const auto found = outcomes.find(call.url.substr(call.url.rfind('/') + 1));
                return found == outcomes.end() ? FakeOutbound::taken() : found->second;
            });
    }
    LeadFacts facts_of() const {
        LeadFacts out;
        out.workspace = "acme";
        out.lead_id = format_uuid(lead_);
        return out;
    }
    static Outcome status(std::int32_t number) {
        return {.kind = number == 410 ? OutcomeKind::Permanent : OutcomeKind::Retry,
                .status = number,
                .message = "answered " + std::to_string(number)};
    }

    std::atomic<bool> is_woken_ = false;
    Courier courier_;
    std::int64_t subscribed_ = 1000;
};

TEST_F(PushDelivery, EachBrowserIsToldWhatHappenedAndWhereToGoAndNothingElse) {
    subscribe("sarah", "a");
    subscribe("sarah", "b");
    subscribe("dana", "c");
    assign("sarah");
    run();
    EXPECT_THAT(told(), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(states("phones"), ElementsAre("sent", "sent"));
    for (const HttpCall& call : world_.outbound.calls()) {
        EXPECT_EQ(call.body.find("Grace"), std::string::npos);
        EXPECT_EQ(call.body.size(), 86 + 17 + push_text(facts_of()).size());
    }
    EXPECT_EQ(push_text(facts_of()), R"({"kind":"assigned","workspace":"acme","lead":")" +
                                         format_uuid(lead_) + R"(","to":"/app/leads/)" +
                                         format_uuid(lead_) + "\"}");
    // Told once, however often the courier looks.
    wait(Duration::hours(1));
    EXPECT_THAT(told(), SizeIs(2));
}

TEST_F(PushDelivery, WhoHasNoneIsToldOverTheNextChannelAtOnce) {
    assign("sarah");
    run();
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_THAT(states("phones"),
                ElementsAre("superseded: sarah has switched on push in no browser"));
    EXPECT_THAT(world_.rows("desk"), SizeIs(1));
}

TEST_F(PushDelivery, ABrowserThatIsNoMoreIsForgottenAndTheOthersAreTold) {
    subscribe("sarah", "a");
    subscribe("sarah", "b");
    answer_by_browser({{"a", status(410)}});
    assign("sarah");
    run();
    EXPECT_THAT(states("phones"),
                UnorderedElementsAre("superseded: the browser is not told any more", "sent"));
    EXPECT_EQ(browsers_of("sarah"), 1U);
    EXPECT_THAT(world_.rows("desk"), IsEmpty()) << "they were told";
    EXPECT_THAT(world_.problems, IsEmpty()) << "nobody has to mend anything";
}

TEST_F(PushDelivery, WhereTheLastIsNoMoreTheNextChannelTells) {
    subscribe("sarah", "a");
    answer_by_browser({{"a", status(404)}});
    assign("sarah");
    run();
    EXPECT_EQ(browsers_of("sarah"), 0U);
    EXPECT_THAT(world_.rows("desk"), SizeIs(1));
}

TEST_F(PushDelivery, OneThatFailsIsTriedAgainByItself) {
    subscribe("sarah", "a");
    subscribe("sarah", "b");
    Outcome busy = status(429);
    busy.retry_after = Duration::seconds(90);
    answer_by_browser({{"a", busy}});
    assign("sarah");
    run();
    wait(Duration::seconds(89));
    EXPECT_THAT(told(), UnorderedElementsAre("a", "b"));
    answer_by_browser({});
    wait(Duration::seconds(2));
    EXPECT_THAT(told(), UnorderedElementsAre("a", "b", "a"));
    EXPECT_THAT(states("phones"), ElementsAre("sent", "sent"));
    EXPECT_EQ(browsers_of("sarah"), 2U);
}

TEST_F(PushDelivery, OneThatWasSwitchedOffMeanwhileIsNotTold) {
    subscribe("sarah", "a");
    answer_by_browser({{"a", status(503)}});
    assign("sarah");
    run();
    store::AccessChange leaves;
    leaves.leaves = store::MemberKey{"acme", account_of("sarah")};
    change(std::move(leaves));
    wait(Duration::minutes(1));
    EXPECT_THAT(told(), SizeIs(1));
    EXPECT_THAT(states("phones"), ElementsAre("superseded: push was switched off in the browser"));
}

TEST_F(PushDelivery, QuietHoursHoldItUp) {
    subscribe("marcus", "m");
    assign("marcus");
    run();
    EXPECT_THAT(told(), IsEmpty());
    wait(Duration::minutes(90));
    EXPECT_THAT(told(), ElementsAre("m"));
}

TEST_F(PushDelivery, ALeadThatMovedOnIsNotTold) {
    subscribe("sarah", "a");
    answer_by_browser({{"a", status(503)}});
    assign("sarah");
    run();
    happen(decided(assigned("marcus"), event::Cause::Hand), "assigned", "marcus");
    wait(Duration::minutes(1));
    EXPECT_THAT(states("phones"), ::testing::Contains("superseded: the lead has moved on"));
}

TEST_F(PushDelivery, AlertsReachManagersWithoutAWord) {
    subscribe("dana", "d");
    const auto alerts = interpreter_.failure_alert("acme", "desk", "desk: refused Grace Tan");
    ASSERT_TRUE(alerts);
    ASSERT_THAT(*alerts, SizeIs(1));
    auto row = make_row("acme", 0, world_.now, alerts->at(0), world_.now);
    row.payload = "desk: refused Grace Tan";
    const auto spread = interpreter_.compose({&row, 1}).front();
    ASSERT_TRUE(spread && std::holds_alternative<Spread>(*spread));
    row.payload = std::get<Spread>(*spread).rows.at(0).payload;
    const auto message = std::get<Message>(*interpreter_.compose({&row, 1}).front());
    EXPECT_EQ(push_text(message.facts),
              R"({"kind":"delivery_failed","workspace":"acme","to":"/app/deliveries"})");
}

}  // namespace
}  // namespace baton::deliver
