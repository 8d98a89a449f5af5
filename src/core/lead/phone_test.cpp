#include "core/lead/phone.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lead/digit_pattern.hpp"

namespace baton::lead {
namespace {

std::string phone(std::string_view text, std::string_view country = "") {
    return read_phone(text, country).value_or("");
}

TEST(Phone, ReadsInternationalNumbers) {
    const std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> table{
        {"+1 415 555 0100", "", "+14155550100"},
        {"+1 (415) 555-0100", "DE", "+14155550100"},
        {"+44 (0)20 7946 0018", "", "+442079460018"},
        {"+44 020 7946 0018", "", "+442079460018"},
        {"+49 171 1234567", "", "+491711234567"},
        {"+49 (0) 171 1234567", "", "+491711234567"},
        {"+33 1 42 68 53 00", "", "+33142685300"},
        {"+39 06 1234 5678", "", "+390612345678"},
        {"tel:+1-415-555-0100", "", "+14155550100"},
        {"0049 171 1234567", "", "+491711234567"},
        {"0044 20 7946 0018", "DE", "+442079460018"},
        {"011 44 20 7946 0018", "US", "+442079460018"},
        {"+1 415.555.0100 ext. 12", "", "+14155550100"},
        {"+1 415 555 0100 x12", "", "+14155550100"},
        {"+1\u00A0415\u2011555\u20110100", "", "+14155550100"},
        {"＋１ ４１５ ５５５ ０１００", "", "+14155550100"},
        {"+800 1234 5678", "", "+80012345678"},
        {"+254 712 345678", "", "+254712345678"}};
    for (const auto& [text, country, number] : table)
        EXPECT_EQ(phone(text, country), number) << text;
}

TEST(Phone, ReadsNationalNumbersOfTheCountry) {
    const std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> table{
        {"(415) 555-0100", "US", "+14155550100"},    {"1-415-555-0100", "US", "+14155550100"},
        {"4155550100", "CA", "+14155550100"},        {"020 7946 0018", "GB", "+442079460018"},
        {"0171/1234567", "DE", "+491711234567"},     {"442079460018", "GB", "+442079460018"},
        {"01 42 68 53 00", "FR", "+33142685300"},    {"06 1234 5678", "IT", "+390612345678"},
        {"044 668 18 00", "CH", "+41446681800"},     {"0412 345 678", "AU", "+61412345678"},
        {"090-1234-5678", "JP", "+819012345678"},    {"98765 43210", "IN", "+919876543210"},
        {"(11) 96123-4567", "BR", "+5511961234567"}, {"0 11 15 2345 6789", "AR", "+5491123456789"},
        {"8 (912) 345-67-89", "RU", "+79123456789"}, {"612 34 56 78", "ES", "+34612345678"}};
    for (const auto& [text, country, number] : table)
        EXPECT_EQ(phone(text, country), number) << text;
}

TEST(Phone, IsNothingWithoutACountryOrWhenNoSuchNumberIs) {
    EXPECT_EQ(phone("415 555 0100"), "");
    EXPECT_EQ(phone("020 7946 0018", ""), "");
    EXPECT_EQ(phone("12", "US"), "");
    EXPECT_EQ(phone("+1 415 555 01", ""), "");
    EXPECT_EQ(phone("+999 123456789", ""), "");
    EXPECT_EQ(phone("+", ""), "");
    EXPECT_EQ(phone("", "US"), "");
    EXPECT_EQ(phone("call me", "US"), "");
    EXPECT_EQ(phone("1 (115) 555 0100", "US"), "");
    EXPECT_EQ(phone("+1 415 555 0100, +1 415 555 0101", ""), "");
    EXPECT_EQ(phone(std::string(500, '1'), "DE"), "");
    EXPECT_EQ(phone("+1+4155550100", ""), "");
    EXPECT_EQ(phone("5550100", "ZZ"), "");
}

TEST(Phone, ReadsItsOwnAnswer) {
    for (const std::string_view number :
         {"+14155550100", "+442079460018", "+390612345678", "+79123456789"}) {
        EXPECT_EQ(phone(number), number);
    }
}

TEST(Phone, NamesItsTable) { EXPECT_TRUE(phone_table_version().starts_with("libphonenumber-js-")); }

TEST(DigitPattern, MatchesWhole) {
    EXPECT_TRUE(matches_whole("[2-9]\\d{9}|3\\d{6}", "4155550100"));
    EXPECT_TRUE(matches_whole("[2-9]\\d{9}|3\\d{6}", "3123456"));
    EXPECT_FALSE(matches_whole("[2-9]\\d{9}|3\\d{6}", "1155550100"));
    EXPECT_FALSE(matches_whole("[2-9]\\d{9}|3\\d{6}", "41555501001"));
    EXPECT_TRUE(matches_whole("8\\d{5}(?:\\d{2,4})?", "812345"));
    EXPECT_TRUE(matches_whole("8\\d{5}(?:\\d{2,4})?", "8123456789"));
    EXPECT_FALSE(matches_whole("8\\d{5}(?:\\d{2,4})?", "8123456"));
    EXPECT_TRUE(matches_whole("[02-46]", "6"));
    EXPECT_FALSE(matches_whole("[02-46]", "5"));
    EXPECT_TRUE(matches_whole("", ""));
}

TEST(DigitPattern, MatchesAPrefixWithGroups) {
    const auto plain = match_prefix("0|1", "0171");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->size, 1U);
    const auto grouped = match_prefix("0?(?:(11|2\\d)15)?", "0111523456789");
    ASSERT_TRUE(grouped);
    EXPECT_EQ(grouped->size, 5U);
    ASSERT_EQ(grouped->groups.size(), 1U);
    EXPECT_EQ(grouped->groups[0], "11");
    const auto end = match_prefix("([457]\\d{6})$|1", "4123456");
    ASSERT_TRUE(end);
    EXPECT_EQ(end->groups[0], "4123456");
    EXPECT_FALSE(match_prefix("([457]\\d{6})$|1", "41234567"));
}

}  // namespace
}  // namespace baton::lead
