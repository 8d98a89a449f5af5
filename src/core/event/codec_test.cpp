#include "core/event/codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "core/event/random_event_for_tests.hpp"

namespace baton::event {
namespace {

using testing::RandomEvents;
using testing::sample_names;

const team::Names kNames = sample_names();

Logged logged(const Event& event, std::string_view body) {
    return {event.seq, event.at, kind_of(event), event.lead, body};
}

Result<Event> read(std::string_view kind, std::string_view body) {
    return decode({7, Instant{1}, kind, std::nullopt, body}, kNames);
}

int code_of(const Result<Event>& result) { return result ? 0 : result.error().code; }

constexpr int kBroken = static_cast<int>(EventError::Broken);
constexpr int kNewer = static_cast<int>(EventError::Newer);
constexpr int kUnknownKind = static_cast<int>(EventError::UnknownKind);
constexpr int kUnknownName = static_cast<int>(EventError::UnknownName);

RC_GTEST_PROP(Codec, EveryEventComesBackAsItWas, (std::uint64_t seed)) {
    RandomEvents random(seed);
    for (std::size_t kind = 0; kind < std::variant_size_v<Body>; ++kind) {
        const Event event = random.event(kind);
        const std::string body = encode(event, kNames);
        const auto back = decode(logged(event, body), kNames);
        if (!back) RC_FAIL(back.error().message + " in " + body);
        RC_ASSERT(*back == event);
        RC_ASSERT(encode(*back, kNames) == body);
    }
}

std::string damaged(std::string body, RandomEvents& random) {
    for (std::size_t i = 1 + random.below(4); i > 0 && !body.empty(); --i) {
        const std::size_t at = random.below(body.size());
        switch (random.below(4)) {
            case 0:
                body[at] = static_cast<char>(random.below(256));
                break;
            case 1:
                body.erase(at, 1 + random.below(8));
                break;
            case 2:
                body.insert(at, 1 + random.below(3), "0123456789-e.,:[]{}\"ntf"[random.below(23)]);
                break;
            default:
                body.resize(at + 1);
        }
    }
    return body;
}

RC_GTEST_PROP(Codec, DamageIsAnErrorAndNeverACrash, (std::uint64_t seed)) {
    RandomEvents random(seed);
    for (int round = 0; round < 50; ++round) {
        const Event event = random.event();
        const std::string body = damaged(encode(event, kNames), random);
        const auto back = decode(logged(event, body), kNames);
        if (back) {
            // What was read is an event like any other: it can be written and read again.
            const std::string again = encode(*back, kNames);
            RC_ASSERT(decode(logged(*back, again), kNames).has_value());
        } else {
            RC_ASSERT(back.error().code == kBroken || back.error().code == kNewer ||
                      back.error().code == kUnknownName);
            RC_ASSERT(back.error().message.starts_with("event "));
        }
    }
}

TEST(Codec, KeepsBitSetsOfEveryLength) {
    for (std::size_t n = 1; n <= 70; ++n) {
        for (std::size_t off = 0; off <= n; ++off) {
            Event event;
            Received received;
            received.decision.turn = route::Turn{{1}, std::vector<bool>(n, true), {}, {}};
            if (off < n) received.decision.turn->eligible[off] = false;
            event.body = received;
            const std::string body = encode(event, kNames);
            ASSERT_EQ(decode(logged(event, body), kNames).value(), event) << n << " " << off;
        }
    }
}

TEST(Codec, NumbersAreExactlyThoseThatWereWritten) {
    for (const double number :
         {0.1 + 0.2, 1.0 / 3, 40.0 / 7 * 1e17, 6.02214076e23, 5e-324, 1.7976931348623157e308,
          9007199254740993.0, -123456.78901234567, 18446744073709551615.0, 0.12345678901234566}) {
        Event event;
        event.body = Figures{{0}, number, {}, {}, {}, {}};
        const auto back = decode(logged(event, encode(event, kNames)), kNames);
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_EQ(std::get<Figures>(back->body).deals, number);
    }
}

TEST(Codec, WritesNamesAndWordsNotNumbers) {
    Event event;
    event.cause = Cause::Silence;
    event.version = 3;
    event.body = Escalated{2, {{1}, {4}}};
    EXPECT_EQ(encode(event, kNames),
              R"({"v":1,"cause":"silence","doc":3,"step":2,"notified":["sarah","o\"neil"]})");
    event.body = Availability{{2}, AvailabilityChange::Out, {5}, Instant::never()};
    event.cause = Cause::Hand;
    event.actor = "person:marcus";
    EXPECT_EQ(
        encode(event, kNames),
        R"({"v":1,"cause":"hand","by":"person:marcus","doc":3,"person":"marcus","change":"out","from":5})");
}

TEST(Codec, TellsWhatIsWrongWithABody) {
    const auto error = [](std::string_view kind, std::string_view body) {
        return code_of(read(kind, body));
    };
    EXPECT_EQ(error("revised", R"({"v":1,"cause":"submitted","revision":2})"), 0);
    EXPECT_EQ(error("revised", ""), kBroken);
    EXPECT_EQ(error("revised", "[]"), kBroken);
    EXPECT_EQ(error("revised", R"({"v":1,"cause":"submitted","revision":2}})"), kBroken);
    EXPECT_EQ(error("revised", R"({"cause":"submitted","revision":2})"), kBroken);
    EXPECT_EQ(error("revised", R"({"v":"1","cause":"submitted"})"), kBroken);
    EXPECT_EQ(error("revised", R"({"v":1,"cause":"weather"})"), kBroken);
    EXPECT_EQ(error("revised", R"({"v":1,"cause":"submitted","revision":-1})"), kBroken);
    EXPECT_EQ(error("revised", R"({"v":1,"cause":"submitted","revision":5000000000})"), kBroken);
    EXPECT_EQ(error("revised", R"({"v":1,"cause":"submitted","doc":-4})"), kBroken);
    EXPECT_EQ(error("received", R"({"v":1,"cause":"submitted"})"), kBroken);
    EXPECT_EQ(error("received", R"({"v":1,"cause":"hand","decision":[]})"), kBroken);
    EXPECT_EQ(error("revised", std::string(100'000, '[')), kBroken);
    EXPECT_EQ(error("figures", R"({"v":1,"cause":"hand","person":"sarah","deals":null})"), kBroken);
    EXPECT_EQ(error("closed", R"({"v":1,"cause":"hand","as":"mislaid"})"), kBroken);
}

TEST(Codec, TellsALaterSchemaFromDamage) {
    EXPECT_EQ(code_of(read("revised", R"({"v":2,"cause":"submitted"})")), kNewer);
    EXPECT_EQ(code_of(read("brought_back", R"({"v":2,"cause":"submitted"})")), kNewer);
    EXPECT_EQ(code_of(read("revised", R"({"v":0,"cause":"submitted"})")), kBroken);
    EXPECT_EQ(code_of(read("brought_back", R"({"v":1,"cause":"hand"})")), kUnknownKind);
    EXPECT_EQ(code_of(read("", R"({"v":1,"cause":"hand"})")), kUnknownKind);
}

TEST(Codec, KnowsNobodyWhoWasNeverPublished) {
    const auto error = [](std::string_view kind, std::string_view rest) {
        return code_of(read(kind, R"({"v":1,"cause":"hand",)" + std::string(rest) + "}"));
    };
    EXPECT_EQ(error("acknowledged", R"("person":"zoe")"), kUnknownName);
    EXPECT_EQ(error("escalated", R"("step":1,"notified":["sarah","zoe"])"), kUnknownName);
    EXPECT_EQ(error("decided", R"("decision":{"outcome":"held","pool":"attic"})"), kUnknownName);
    EXPECT_EQ(error("decided", R"("decision":{"outcome":"queued","queue":"attic"})"), kUnknownName);
    EXPECT_EQ(error("decided", R"("passed":[["zoe",3]],"decision":{"outcome":"held"})"),
              kUnknownName);
}

TEST(Codec, RefusesNumbersThatStandForNothing) {
    const auto error = [](std::string_view decision) {
        return code_of(read("decided", R"({"v":1,"cause":"hand","decision":{"outcome":"held",)" +
                                           std::string(decision) + "}}"));
    };
    EXPECT_EQ(error(R"("trials":[{"kind":7,"n":1}])"), 0);
    EXPECT_EQ(error(R"("trials":[{"kind":8,"n":1}])"), kBroken);
    EXPECT_EQ(error(R"("trials":[{"kind":1,"n":1,"excluded":[["sarah",13]]}])"), 0);
    EXPECT_EQ(error(R"("trials":[{"kind":1,"n":1,"excluded":[["sarah",14]]}])"), kBroken);
    EXPECT_EQ(error(R"("trials":[{"kind":1,"n":1,"excluded":[["sarah",0]]}])"), kBroken);
    EXPECT_EQ(error(R"("trials":[{"kind":1,"n":1,"excluded":[["sarah"]]}])"), kBroken);
    EXPECT_EQ(error(R"("account_by":3)"), kBroken);
    EXPECT_EQ(error(R"("turn":{"pool":"inside","eligible":[5,"f8"]})"), 0);
    EXPECT_EQ(error(R"("turn":{"pool":"inside","eligible":[5,"f"]})"), kBroken);
    EXPECT_EQ(error(R"("turn":{"pool":"inside","eligible":[5,"f?"]})"), kBroken);
    EXPECT_EQ(error(R"("turn":{"pool":"inside","eligible":[-1]})"), kBroken);
    EXPECT_EQ(error(R"("turn":{"pool":"inside","eligible":[1000001]})"), kBroken);
    EXPECT_EQ(error(R"("turn":{"eligible":[1]})"), kBroken);
}

TEST(Chain, ChangesWithEveryColumn) {
    const Digest before{1, 2, 3};
    const Logged base{5, {77}, "decided", LeadId{1}, "{}"};
    std::set<Digest> seen{chain(before, base)};
    EXPECT_TRUE(seen.insert(chain(Digest{1, 2, 4}, base)).second);
    std::vector<Logged> others(6, base);
    others[0].seq = 6;
    others[1].at = {78};
    others[2].kind = "decideds";
    others[3].lead = LeadId{2};
    others[4].lead.reset();
    others[5].body = "{ }";
    for (const Logged& other : others) EXPECT_TRUE(seen.insert(chain(before, other)).second);
    EXPECT_EQ(chain(before, base), chain(before, base));
}

TEST(Chain, CannotMoveTextFromOneColumnToTheNext) {
    const Logged one{5, {77}, "kind", std::nullopt, "body"};
    const Logged other{5, {77}, "kin", std::nullopt, "dbody"};
    EXPECT_NE(chain({}, one), chain({}, other));
}

}  // namespace
}  // namespace baton::event
