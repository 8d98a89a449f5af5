// Who else has the document open.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"
#include "api/editors.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

std::string page(int n) {
    return "/v1/workspace/editors/018f3c1e-0000-7000-8000-00000000000" + std::to_string(n);
}
std::string body(int browser, bool changes = false) {
    return R"({"browser":"018f3c1e-0000-7000-8000-0000000000b)" + std::to_string(browser) +
           R"(","changes":)" + (changes ? "true}" : "false}");
}

TEST(Editing, TheSecondSeesTheFirst) {
    World world;
    EXPECT_TRUE(world.put(page(1), body(1)).body.at("editors").as_array().empty());
    world.clock.move(Duration::seconds(30));
    EXPECT_TRUE(world.put(page(1), body(1, true)).body.at("editors").as_array().empty());
    world.clock.move(Duration::seconds(30));
    const Answer second = world.put(page(2), body(2));
    ASSERT_EQ(second.status, 200) << second.response.body;
    EXPECT_EQ(second.text("/editors/0/actor"), "api");
    EXPECT_EQ(second.text("/editors/0/name"), "(null)");
    EXPECT_EQ(second.text("/editors/0/changes"), "true");
    EXPECT_EQ(second.text("/editors/0/since"), "2026-03-02T15:00:30Z");
    const Answer first = world.put(page(1), body(1, true));
    EXPECT_EQ(first.text("/editors/0/changes"), "false");
    EXPECT_EQ(first.text("/editors/0/since"), "2026-03-02T15:01:00Z");
}

TEST(Editing, PagesOfOneBrowserAreNoTwoEditors) {
    World world;
    world.put(page(1), body(1, true));
    EXPECT_TRUE(world.put(page(2), body(1)).body.at("editors").as_array().empty());
}

TEST(Editing, WhoLeavesIsGoneAtOnceAndWhoFallsSilentSoon) {
    World world;
    world.put(page(1), body(1, true));
    world.put(page(2), body(2, true));
    EXPECT_EQ(world.send(http::Method::Delete, page(1)).status, 204);
    EXPECT_EQ(world.send(http::Method::Delete, page(1)).status, 204);
    EXPECT_EQ(world.put(page(3), body(3)).body.at("editors").as_array().size(), 1U);
    world.clock.move(Editors::kLasts);
    EXPECT_TRUE(world.put(page(3), body(3)).body.at("editors").as_array().empty());
}

TEST(Editing, WhoHasLeftIsNotBroughtBackByWhatTheySaidBefore) {
    World world;
    EXPECT_EQ(world.send(http::Method::Delete, page(1)).status, 204);
    EXPECT_EQ(world.put(page(1), body(1, true)).status, 200);  // it comes in behind
    EXPECT_TRUE(world.put(page(2), body(2)).body.at("editors").as_array().empty());
    EXPECT_EQ(world.put(page(3), body(1, true)).status, 200);  // they come again
    EXPECT_EQ(world.put(page(2), body(2)).body.at("editors").as_array().size(), 1U);
}

TEST(Editing, WhatMakesNoSenseIs422) {
    World world;
    EXPECT_EQ(world.put(page(1), "{}").status, 422);
    EXPECT_EQ(world.put(page(1), R"({"browser":"mine"})").status, 422);
    EXPECT_EQ(world.put("/v1/workspace/editors/me", body(1)).status, 422);
    EXPECT_EQ(world.put(page(1), R"({"browser":"x","change":true})").status, 422);
}

TEST(Editors, ThereIsRoomForSoManyAndNoMore) {
    Editors editors;
    const Instant now{};
    Editor one;
    for (std::size_t n = 0; n < Editors::kMost; ++n) {
        one.page[0] = static_cast<std::uint8_t>(n);
        one.browser[0] = static_cast<std::uint8_t>(n);
        ASSERT_TRUE(editors.note("acme", one, now)) << n;
    }
    EXPECT_TRUE(editors.note("acme", one, now)) << "who is there already has their place";
    one.page[1] = 1;
    EXPECT_FALSE(editors.note("acme", one, now));
    EXPECT_TRUE(editors.note("other", one, now)) << "each workspace has its own";
    EXPECT_TRUE(editors.note("acme", one, now + Editors::kLasts)) << "those who are gone are gone";
}

}  // namespace
}  // namespace baton::api
