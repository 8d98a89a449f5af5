#include "tables/public_suffixes.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <string>

#include "tables/error.hpp"

namespace baton::tables {
namespace {

using Domain = std::optional<std::string_view>;

TEST(PublicSuffixes, GivesWhatAnOrganisationRegisters) {
    const auto list = built_in_suffixes();
    ASSERT_TRUE(list) << list.error().message;
    const auto& suffixes = **list;
    EXPECT_EQ(suffixes.registrable("mail.globex.co.uk"), Domain("globex.co.uk"));
    EXPECT_EQ(suffixes.registrable("globex.com"), Domain("globex.com"));
    EXPECT_EQ(suffixes.registrable("a.b.c.globex.com"), Domain("globex.com"));
    EXPECT_EQ(suffixes.registrable("shop.xn--bcher-kva.de"), Domain("xn--bcher-kva.de"));
    EXPECT_EQ(suffixes.registrable("mail.globex.test"), Domain("globex.test"));
    EXPECT_EQ(suffixes.registrable("ann.github.io"), Domain("ann.github.io"));
}

TEST(PublicSuffixes, GivesNothingForABareSuffixAnAddressOrNoHost) {
    const auto list = built_in_suffixes();
    ASSERT_TRUE(list);
    const auto& suffixes = **list;
    EXPECT_EQ(suffixes.registrable("co.uk"), Domain());
    EXPECT_EQ(suffixes.registrable("com"), Domain());
    EXPECT_EQ(suffixes.registrable("10.0.0.1"), Domain());
    EXPECT_EQ(suffixes.registrable(""), Domain());
    EXPECT_EQ(suffixes.registrable(std::string(300, 'a') + ".com"), Domain());
    EXPECT_EQ(suffixes.registrable(std::string_view("a\0b.com", 7)), Domain());
}

TEST(PublicSuffixes, NamesItsVersion) {
    const auto list = built_in_suffixes();
    ASSERT_TRUE(list);
    EXPECT_TRUE((*list)->version().starts_with("psl-2")) << (*list)->version();
}

TEST(PublicSuffixes, ReadsAListFromAFile) {
    const std::string path = ::testing::TempDir() + "baton_suffixes.dat";
    std::ofstream(path) << "// a list of our own\ntest\nco.test\n";
    const auto list = load_suffixes(path);
    ASSERT_TRUE(list) << list.error().message;
    EXPECT_EQ((*list)->registrable("mail.globex.co.test"), Domain("globex.co.test"));
    EXPECT_EQ((*list)->registrable("co.test"), Domain());
    EXPECT_EQ((*list)->version().size(), 16U);
    std::remove(path.c_str());
}

TEST(PublicSuffixes, RefusesWhatIsNoList) {
    const auto missing = load_suffixes("/nowhere/list.dat");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, static_cast<int>(TableError::NoSuffixes));
    EXPECT_EQ(missing.error().message, "/nowhere/list.dat: cannot be read");

    const std::string path = ::testing::TempDir() + "baton_no_suffixes.dat";
    std::ofstream(path) << "";
    const auto empty = load_suffixes(path);
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().message, path + ": is not a public suffix list");
    std::remove(path.c_str());
}

}  // namespace
}  // namespace baton::tables
