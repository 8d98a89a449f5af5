// The page behind the link of a mail: looking changes nothing, pressing takes the lead in hand
// once, and a link that is not whole, has ended or has been overtaken says so.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"
#include "deliver/acknowledge_link.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

class AcknowledgePage : public ::testing::Test {
  protected:
    AcknowledgePage() {
        lead_ = world_.lead(R"({"email":"ann@bigco.test","employees":2000,"industry":"healthcare",
                                "country":"US"})");  // Sarah's alone, by the pool closers
        link_ = path("sarah");
    }
    std::string path(std::string person, std::string_view workspace = "acme") {
        const deliver::AcknowledgeLink link{*parse_uuid(lead_), std::move(person),
                                            world_.clock.now() + deliver::kLinkHolds};
        return "/w/acme/a/" + deliver::sign_link(link, workspace, world_.store().instance().salt);
    }
    Answer press(const std::string& path) {
        return world_.send(http::Method::Post, path, "",
                           {{"Content-Type", "application/x-www-form-urlencoded"}});
    }
    std::string state() { return world_.get("/v1/leads/" + lead_).text("/state"); }
    std::size_t events() {
        const Answer history = world_.get("/v1/leads/" + lead_ + "/history");
        return history.body.at("events").as_array().size();
    }
    static bool says(const Answer& answer, std::string_view words) {
        return answer.response.body.find(words) != std::string::npos;
    }

    World world_;
    std::string lead_;
    std::string link_;
};

TEST_F(AcknowledgePage, LookingChangesNothing) {
    for (int n = 0; n < 3; ++n) {
        const Answer page = world_.get(link_);
        EXPECT_EQ(page.status, 200);
        EXPECT_TRUE(says(page, "<form method=\"post\">"));
        EXPECT_TRUE(says(page, "Sarah Lee, press the button"));
        EXPECT_FALSE(says(page, "bigco")) << "nothing of the lead's is shown";
        EXPECT_FALSE(says(page, "<script"));
        EXPECT_EQ(page.header("content-security-policy"),
                  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                  "frame-ancestors 'none'");
        EXPECT_EQ(page.header("cache-control"), "no-store");
        EXPECT_EQ(page.header("x-robots-tag"), "noindex, nofollow");
    }
    EXPECT_EQ(state(), "assigned");
    EXPECT_EQ(events(), 1U);
}

TEST_F(AcknowledgePage, PressingTakesTheLeadOnce) {
    for (int n = 0; n < 2; ++n) {
        const Answer page = press(link_);
        EXPECT_EQ(page.status, 200);
        EXPECT_TRUE(says(page, "<h1>You have it</h1>"));
    }
    EXPECT_EQ(state(), "acknowledged");
    EXPECT_EQ(events(), 2U);
    EXPECT_EQ(world_.get("/v1/leads/" + lead_ + "/history").text("/events/1/actor"), "mail:sarah");
    const Answer again = world_.get(link_);
    EXPECT_TRUE(says(again, "<h1>You have it</h1>"));
    EXPECT_FALSE(says(again, "<form"));
}

TEST_F(AcknowledgePage, ALinkThatIsNotWholeOrNotOfThisWorkspaceIsNone) {
    std::string changed = link_;
    changed.back() = changed.back() == 'A' ? 'B' : 'A';
    for (const std::string& path :
         {changed, link_ + "A", std::string("/a/x"), path("sarah", "b")}) {
        EXPECT_EQ(world_.get(path).status, 404);
        EXPECT_EQ(press(path).status, 404);
    }
    EXPECT_EQ(state(), "assigned");
}

TEST_F(AcknowledgePage, ALinkEnds) {
    world_.clock.move(deliver::kLinkHolds);
    EXPECT_EQ(world_.get(link_).status, 200);
    world_.clock.move(Duration::seconds(1));
    EXPECT_EQ(world_.get(link_).status, 410);
    EXPECT_EQ(press(link_).status, 410);
    EXPECT_NE(state(), "acknowledged");
}

TEST_F(AcknowledgePage, ALeadThatWentOnStaysThere) {
    world_.post("/v1/leads/" + lead_ + "/reassign", R"({"to":{"person":"marcus"}})");
    for (const Answer& page : {world_.get(link_), press(link_)}) {
        EXPECT_EQ(page.status, 200);
        EXPECT_TRUE(says(page, "It is with Marcus Oye now."));
    }
    EXPECT_EQ(state(), "assigned");
    world_.post("/v1/leads/" + lead_ + "/close", R"({"lost":"gone"})");
    EXPECT_TRUE(says(world_.get(path("marcus")), "The lead is closed"));
    EXPECT_TRUE(says(press(path("marcus")), "The lead is closed"));
    EXPECT_TRUE(says(press(path("nobody")), "The lead is closed"));
}

TEST_F(AcknowledgePage, ALeadThatIsNotThereIsSaidToBeGone) {
    lead_ = "019cb0a5-5d80-7000-8000-000000000001";
    EXPECT_EQ(world_.get(path("sarah")).status, 404);
}

}  // namespace
}  // namespace baton::api
