#include "http/router.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

struct Found {
    std::uint32_t route = kNoRoute;
    std::vector<std::string> arguments;
    std::string allow;
    friend bool operator==(const Found&, const Found&) = default;
};

Found match(const Router& router, Method method, std::string_view path) {
    RouteResult result = router.match(method, path);
    if (const auto* found = std::get_if<RouteFound>(&result)) {
        return {found->route, found->arguments, {}};
    }
    if (const auto* other = std::get_if<MethodUnknown>(&result))
        return {kNoRoute, {}, other->allow};
    return {};
}

struct RouterTest : testing::Test {
    Router router;
    std::uint32_t root = router.add(Method::Get, "/");
    std::uint32_t leads = router.add(Method::Get, "/v1/leads");
    std::uint32_t new_lead = router.add(Method::Post, "/v1/leads");
    std::uint32_t batch = router.add(Method::Post, "/v1/leads/batch");
    std::uint32_t lead = router.add(Method::Get, "/v1/leads/{id}");
    std::uint32_t acknowledge = router.add(Method::Post, "/v1/leads/{id}/acknowledge");
    std::uint32_t form = router.add(Method::Post, "/w/{workspace}/f/{form}");
    std::uint32_t file = router.add(Method::Get, "/assets/{path*}");
};

TEST_F(RouterTest, FindsLiteralsBeforeParameters) {
    EXPECT_EQ(match(router, Method::Get, "/"), (Found{root, {}, {}}));
    EXPECT_EQ(match(router, Method::Get, "/v1/leads"), (Found{leads, {}, {}}));
    EXPECT_EQ(match(router, Method::Post, "/v1/leads"), (Found{new_lead, {}, {}}));
    EXPECT_EQ(match(router, Method::Post, "/v1/leads/batch"), (Found{batch, {}, {}}));
    EXPECT_EQ(match(router, Method::Get, "/v1/leads/x"), (Found{lead, {"x"}, {}}));
    // What begins like a literal may still be a parameter.
    EXPECT_EQ(match(router, Method::Post, "/v1/leads/batch/acknowledge"),
              (Found{acknowledge, {"batch"}, {}}));
    EXPECT_EQ(match(router, Method::Post, "/w/acme/f/demo"), (Found{form, {"acme", "demo"}, {}}));
}

TEST_F(RouterTest, DecodesArguments) {
    EXPECT_EQ(match(router, Method::Get, "/v1/leads/a%2Fb c%25"), (Found{lead, {"a/b c%"}, {}}));
}

TEST_F(RouterTest, TakesTheRestOfAPath) {
    EXPECT_EQ(match(router, Method::Get, "/assets/js/app.js"), (Found{file, {"js/app.js"}, {}}));
    EXPECT_EQ(match(router, Method::Get, "/assets/"), (Found{file, {""}, {}}));
    EXPECT_EQ(match(router, Method::Get, "/assets"), Found{});
}

TEST_F(RouterTest, TellsUnknownPathsFromUnknownMethods) {
    EXPECT_EQ(match(router, Method::Get, "/v1"), Found{});
    EXPECT_EQ(match(router, Method::Get, "/v1/leads/"), Found{}) << "a parameter is not empty";
    EXPECT_EQ(match(router, Method::Get, "/v1/leads/x/y"), Found{});
    EXPECT_EQ(match(router, Method::Get, "//"), Found{});
    EXPECT_EQ(match(router, Method::Options, "*"), Found{});
    EXPECT_EQ(match(router, Method::Delete, "/v1/leads").allow, "GET, HEAD, POST");
    EXPECT_EQ(match(router, Method::Get, "/v1/leads/batch").allow, "POST");
}

TEST_F(RouterTest, HeadIsAGetWithoutABody) {
    EXPECT_EQ(match(router, Method::Head, "/v1/leads/x").route, lead);
    EXPECT_EQ(match(router, Method::Head, "/v1/leads/x/acknowledge").allow, "POST");
    const auto own = router.add(Method::Head, "/v1/leads/{id}");
    EXPECT_EQ(match(router, Method::Head, "/v1/leads/x").route, own);
}

TEST_F(RouterTest, KeepsNamesForMetrics) {
    EXPECT_EQ(router.path_template(acknowledge), "/v1/leads/{id}/acknowledge");
    EXPECT_EQ(router.method(acknowledge), Method::Post);
    EXPECT_EQ(router.size(), 8U);
}

TEST_F(RouterTest, ABadTemplateIsABrokenInvariant) {
    for (const char* bad : {"v1", "/{", "/{}", "/{a}b", "/{a*}/b", "/a%20", "/{*}", "/"}) {
        EXPECT_DEATH(router.add(Method::Get, bad), "broken invariant") << bad;
    }
}

}  // namespace
}  // namespace baton::http
