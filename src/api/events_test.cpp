// The stream of events: live, resumed without a gap or a repeat, filtered, kept alive.
#include <gtest/gtest.h>

#include <thread>

#include "api/api_world_for_test.hpp"
#include "http/test_server.hpp"

namespace baton::api {
namespace {

using testing::World;
namespace json = boost::json;

// One client of the stream.
class Follower {
  public:
    Follower(World& world, std::string_view query = "", std::string_view last_id = "")
        : client_(world.server()) {
        std::string request =
            "GET /v1/events" + std::string(query) + " HTTP/1.1\r\nHost: " + world.host() + "\r\n";
        if (!last_id.empty()) request += "Last-Event-ID: " + std::string(last_id) + "\r\n";
        client_.send(request + "\r\n");
        text_ = client_.receive_until("\r\n\r\n");
    }

    // What came, once `mark` is in it.
    const std::string& until(std::string_view mark) {
        text_ = client_.receive_until(mark);
        EXPECT_NE(text_.find(mark), std::string::npos) << text_;
        return text_;
    }
    // The seqs of all events that came, in order.
    [[nodiscard]] std::vector<std::string> ids() const {
        std::vector<std::string> ids;
        std::string id;
        for (const std::string_view line : split(text_, '\n')) {
            if (line.starts_with("id: ")) id = line.substr(4);
            if (line.starts_with("data: {\"seq\":") && line.find("\"kind\"") != line.npos) {
                ids.push_back(id);
            }
        }
        return ids;
    }

  private:
    http::RawClient client_;
    std::string text_;
};

TEST(Events, AreToldAsTheyHappen) {
    World world;
    Follower follower(world);
    EXPECT_NE(follower.until("\nid: 1\n").find("text/event-stream"), std::string::npos);
    const std::string id = world.lead(R"({"email":"joe@globex.test"})");
    const std::string& text = follower.until("event: received");
    follower.until(id);
    follower.until("\n\n");
    EXPECT_NE(text.find("id: 2\nevent: received\ndata: {\"seq\":2,"), std::string::npos) << text;
    const std::string& whole = follower.until("notified\":[\"marcus\"]");
    for (const char* member :
         {R"("kind":"received")", R"("cause":"submitted")", R"("state":"assigned")",
          R"("person":"marcus")", R"("rule":"Known account")", R"("explanation":")"}) {
        EXPECT_NE(whole.find(member), std::string::npos) << member;
    }
}

TEST(Events, GoOnWhereAClientLeftOff) {
    World world;
    for (int i = 0; i < 20; ++i) {
        world.lead("{\"email\":\"p" + std::to_string(i) + "@small.test\"}");
    }
    Follower follower(world, "", "5");
    world.lead();
    follower.until("id: 22\n");
    follower.until("\"seq\":22,");
    std::vector<std::string> wanted;
    for (int seq = 6; seq <= 22; ++seq) wanted.push_back(std::to_string(seq));
    EXPECT_EQ(follower.ids(), wanted);
}

TEST(Events, NoGapAndNoRepeatWhileLeadsPourIn) {
    World world;
    std::atomic<bool> stop{false};
    std::thread sender([&] {
        http::Client client = world.client();
        for (int i = 0; i < 400 && !stop; ++i) {
            World::send_unchecked(client, http::Method::Post, "/v1/leads",
                                  "{\"email\":\"p" + std::to_string(i) + "@small.test\"}",
                                  {{"Content-Type", "application/json"}});
        }
    });
    std::vector<std::string> seen;
    while (seen.size() < 300) {
        Follower follower(world, "", seen.empty() ? "0" : seen.back());
        const std::size_t next = seen.size() + 60;
        follower.until("\"seq\":" + std::to_string(next) + ",");
        for (const std::string& id : follower.ids()) seen.push_back(id);
    }
    stop = true;
    sender.join();
    for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], std::to_string(i + 1));
}

TEST(Events, SomeKindsOrOneLeadAlone) {
    World world;
    const std::string first = world.lead();
    const std::string second = world.lead();
    world.post("/v1/leads/" + second + "/acknowledge", "{}");
    world.post("/v1/leads/" + first + "/acknowledge", "{}");
    Follower kinds(world, "?kind=acknowledged,closed&after=0");
    kinds.until("\"seq\":5,");
    EXPECT_EQ(kinds.ids(), (std::vector<std::string>{"4", "5"}));
    Follower lead(world, "?after=0&lead=" + second);
    lead.until("\"seq\":4,");
    EXPECT_EQ(lead.ids(), (std::vector<std::string>{"3", "4"}));
    EXPECT_EQ(world.get("/v1/events?kind=recieved").status, 400);
    EXPECT_EQ(world.get("/v1/events?lead=x").status, 400);
}

TEST(Events, AnIdOfAnotherLogIsReset) {
    World world;
    Follower ahead(world, "", "99");
    ahead.until("event: reset\ndata: {\"seq\":1}");
    world.lead();
    ahead.until("\"seq\":2,");
    Follower nonsense(world, "", "abc");
    nonsense.until("event: reset");
}

TEST(Events, AQuietStreamShowsSignsOfLife) {
    World world({.limits = {.heartbeat = {20'000}}});
    Follower follower(world);
    follower.until(":\nid: 1\n");
}

TEST(Events, NoMoreStreamsThanTheLimit) {
    World world({.limits = {.event_streams = 1}});
    Follower first(world);
    first.until("\nid: 1\n");
    const auto refused = world.get("/v1/events");
    EXPECT_EQ(refused.status, 503);
    EXPECT_FALSE(refused.header("retry-after").empty());
}

}  // namespace
}  // namespace baton::api
