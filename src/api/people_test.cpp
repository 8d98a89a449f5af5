// How people stand, when they are away, their figures.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

TEST(People, AreListedWithHowTheyStand) {
    World world;
    world.lead(R"({"email":"joe@globex.test"})");
    const Answer people = world.get("/v1/people");
    ASSERT_EQ(people.status, 200) << people.response.body;
    EXPECT_EQ(people.body.at("people").as_array().size(), 3U);
    const Answer marcus = world.get("/v1/people/marcus");
    EXPECT_EQ(marcus.text("/name"), "Marcus Oye");
    EXPECT_EQ(marcus.text("/open"), "1");
    EXPECT_EQ(marcus.text("/today"), "1");
    EXPECT_EQ(marcus.text("/capacity/day"), "30");
    EXPECT_EQ(marcus.text("/capacity/week"), "(null)");
    EXPECT_EQ(marcus.text("/manager"), "dana");
    EXPECT_EQ(marcus.text("/available"), "true");
    const Answer nobody = world.get("/v1/people/marcos");
    EXPECT_EQ(nobody.status, 404);
    EXPECT_NE(nobody.text("/detail").find("\"marcus\""), std::string::npos);
}

TEST(Availability, OutForAWhileAndBack) {
    World world;
    const std::string path = "/v1/people/sarah/availability";
    const Answer out = world.put(path, R"({"out":{"for":"2d"}})");
    ASSERT_EQ(out.status, 200) << out.response.body;
    EXPECT_EQ(out.text("/out"), "true");
    EXPECT_EQ(out.text("/available"), "false");
    EXPECT_EQ(out.text("/absences/0/until"), "2026-03-04T15:00:00Z");
    EXPECT_EQ(world.put(path, R"({"back":true})").text("/out"), "false");
    EXPECT_EQ(world.put(path, R"({"out":true})").text("/absences/0/until"), "(null)");
}

TEST(Availability, TimesWithoutAnOffsetAreTheWorkspaces) {
    World world;
    const Answer out = world.put("/v1/people/sarah/availability",
                                 R"({"out":{"from":"2026-03-03T09:00:00","until":"2026-03-05"}})");
    ASSERT_EQ(out.status, 200) << out.response.body;
    EXPECT_EQ(out.text("/out"), "false");
    EXPECT_EQ(out.text("/absences/0/from"), "2026-03-03T14:00:00Z");
    EXPECT_EQ(out.text("/absences/0/until"), "2026-03-05T05:00:00Z");
}

TEST(Availability, PausedAndResumed) {
    World world;
    const std::string path = "/v1/people/sarah/availability";
    EXPECT_EQ(world.put(path, R"({"paused":true})").text("/paused"), "true");
    EXPECT_EQ(world.put(path, R"({"paused":false})").text("/paused"), "false");
}

TEST(Availability, WhatMakesNoSenseIs422) {
    World world;
    for (const char* body :
         {"{}", R"({"out":{"for":"soon"}})", R"({"out":{"for":"2d","until":"2026-03-05"}})",
          R"({"out":{"until":"2026-03-01"}})", R"({"out":false})", R"({"back":false})",
          R"({"paused":"yes"})", R"({"out":true,"back":true})", R"({"away":true})"}) {
        EXPECT_EQ(world.put("/v1/people/sarah/availability", body).status, 422) << body;
    }
    EXPECT_EQ(world.put("/v1/people/nobody/availability", R"({"back":true})").status, 404);
    EXPECT_EQ(world.put("/v1/people/sarah/availability", "[]").status, 400);
}

TEST(Figures, AreSetAndWhatIsNotNamedStays) {
    World world;
    const std::string path = "/v1/people/sarah/figures";
    EXPECT_EQ(world.put(path, R"({"deals":7,"attained":0.4})").text("/figures/deals"), "7");
    const Answer person = world.put(path, R"({"won":3})");
    EXPECT_EQ(person.text("/figures/won"), "3");
    EXPECT_EQ(person.body.at("figures").at("attained").as_double(), 0.4);
    for (const char* body : {"{}", R"({"won":1.5})", R"({"deals":-1})", R"({"deels":1})"}) {
        EXPECT_EQ(world.put(path, body).status, 422) << body;
    }
}

}  // namespace
}  // namespace baton::api
