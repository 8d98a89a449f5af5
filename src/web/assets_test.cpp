// The pages in the binary are the files in the tree, and keep to the policy they are served with.
#include "web/assets.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace baton::web {
namespace {

std::string file_text(const std::string& path) {
    std::ifstream file(std::string(BATON_SOURCE_DIR) + "/" + path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Assets, AreTheFilesByteForByte) {
    ASSERT_NE(find_asset("/"), nullptr);
    EXPECT_EQ(find_asset("/")->body, file_text("build/web/dist/index.html"));
    EXPECT_EQ(find_asset("/")->content_type, "text/html; charset=utf-8");
    ASSERT_NE(find_asset("/form"), nullptr);
    EXPECT_EQ(find_asset("/form")->body, file_text("sample/form.html"));
}

TEST(Assets, TheAppAnswersForAllItsAddresses) {
    ASSERT_NE(find_asset("/app/leads/019ab3c1"), nullptr);
    EXPECT_EQ(find_asset("/app/leads/019ab3c1")->body, find_asset("/")->body);
    EXPECT_EQ(find_asset("/app"), nullptr);
}

TEST(Assets, TheAppIsPackedAndItsPartsNeverChange) {
    std::size_t parts = 0;
    for (const Asset& asset : assets()) {
        for (const Asset::Packed& packed : asset.packed) {
            EXPECT_LT(packed.body.size(), asset.body.size()) << asset.path;
            EXPECT_NE(packed.etag, asset.etag) << asset.path;
        }
        if (!is_immutable(asset.path) || !asset.path.ends_with(".js")) continue;
        ++parts;
        if (asset.body.size() > 10'000) {
            ASSERT_EQ(asset.packed.size(), 2U) << asset.path;
            EXPECT_EQ(asset.packed[1].body.substr(0, 2), "\x1f\x8b") << asset.path;
        }
    }
    EXPECT_GT(parts, 3U);
    EXPECT_FALSE(is_immutable("/"));
    EXPECT_FALSE(is_immutable("/sw.js"));
}

TEST(Assets, AreGivenAsTheCallerReadsThem) {
    const Asset& page = *find_asset("/");
    const auto given = [&page](std::string_view accepted) {
        const Asset::Packed* packed = packing_for(page, accepted);
        return packed == nullptr ? std::string_view("as it is") : packed->encoding;
    };
    EXPECT_EQ(given("gzip, deflate, br"), "br");
    EXPECT_EQ(given("gzip"), "gzip");
    EXPECT_EQ(given("br;q=0, gzip;q=0.5"), "gzip");
    for (const std::string_view none : {"", "identity", "*", "gzip;q=0", "x-gzip", ",,;"}) {
        EXPECT_EQ(given(none), "as it is") << none;
    }
}

TEST(Assets, NothingStandsAtAPathThatIsNotListed) {
    EXPECT_EQ(find_asset(""), nullptr);
    EXPECT_EQ(find_asset("/assets/"), nullptr);
    EXPECT_EQ(find_asset("/assets/../assets.txt"), nullptr);
    EXPECT_EQ(find_asset("/FORM"), nullptr);
}

TEST(Assets, TagsTellBytesApart) {
    for (const Asset& one : assets()) {
        EXPECT_EQ(one.etag.size(), 34U) << one.path;
        for (const Asset& other : assets()) {
            EXPECT_EQ(one.etag == other.etag, one.body == other.body) << one.path << other.path;
        }
    }
}

// The policy forbids inline scripts and styles, and anything from another site.
TEST(Assets, PagesKeepToTheirPolicy) {
    for (const Asset& asset : assets()) {
        if (!asset.content_type.starts_with("text/html")) continue;
        EXPECT_EQ(asset.body.find("<style"), std::string_view::npos) << asset.path;
        EXPECT_EQ(asset.body.find(" style="), std::string_view::npos) << asset.path;
        EXPECT_EQ(asset.body.find("<script>"), std::string_view::npos) << asset.path;
        EXPECT_EQ(asset.body.find(" onclick="), std::string_view::npos) << asset.path;
        EXPECT_EQ(asset.body.find("src=\"http"), std::string_view::npos) << asset.path;
        EXPECT_EQ(asset.body.find("href=\"http"), std::string_view::npos) << asset.path;
    }
}

TEST(Assets, EveryPartThatThePageNamesIsThere) {
    const std::string_view page = find_asset("/")->body;
    for (std::size_t at = page.find("\"/assets/"); at != std::string_view::npos;
         at = page.find("\"/assets/", at + 1)) {
        const std::string_view path = page.substr(at + 1, page.find('"', at + 1) - at - 1);
        EXPECT_NE(find_asset(path), nullptr) << path;
    }
}

TEST(FormKey, GoesIntoTheHiddenField) {
    const std::string page = with_form_key(find_asset("/form")->body, "0199-key");
    EXPECT_NE(page.find(R"(name="_key" value="0199-key")"), std::string::npos);
    EXPECT_EQ(page.size(), find_asset("/form")->body.size() + 8);
}

TEST(FormKey, LeavesAPageWithoutTheFieldAlone) {
    EXPECT_EQ(with_form_key("<p>Hello</p>", "0199-key"), "<p>Hello</p>");
}

}  // namespace
}  // namespace baton::web
