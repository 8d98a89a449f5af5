#include "core/lead/number.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <vector>

namespace baton::lead {
namespace {

using Table = std::vector<std::pair<std::string_view, double>>;

void expect_all(const Table& table, NumberStyle style) {
    for (const auto& [text, number] : table) {
        const auto read = read_number(text, style);
        ASSERT_TRUE(read) << text;
        EXPECT_DOUBLE_EQ(*read, number) << text;
    }
}

TEST(Number, ReadsPlainNumbers) {
    expect_all({{"0", 0},
                {"7", 7},
                {"5000", 5000},
                {" 42 ", 42},
                {"-3", -3},
                {"+3", 3},
                {"0.5", 0.5},
                {".5", 0.5},
                {"5.", 5},
                {"1e6", 1e6},
                {"1.5E+06", 1.5e6},
                {"1100.04", 1100.04},
                {"251.41", 251.41},
                {"0,125", 0.125},
                {"3,5", 3.5},
                {"(250)", -250},
                {"1234567890123456", 1234567890123456.0}},
               NumberStyle::Plain);
}

TEST(Number, ReadsThousands) {
    const Table table{{"5,000", 5000},
                      {"1,000,000", 1e6},
                      {"1,100.04", 1100.04},
                      {"1.234,56", 1234.56},
                      {"1.234.567", 1234567},
                      {"1.234.567,8", 1234567.8},
                      {"50 000", 50000},
                      {"50\u00A0000", 50000},
                      {"1\u202F234,5", 1234.5},
                      {"1'234'567.5", 1234567.5},
                      {"1’000", 1000},
                      {"1_000", 1000},
                      {"12,34,567", 1234567},
                      {"1,00,000", 100000},
                      {"12,345,678.90", 12345678.9}};
    expect_all(table, NumberStyle::Plain);
    expect_all(table, NumberStyle::Amount);
}

TEST(Number, APointBeforeThreeDigitsPartsThousandsInAmountsOnly) {
    expect_all({{"1.000", 1000},
                {"12.500", 12500},
                {"0.125", 0.125},
                {"1.000 EUR", 1000},
                {"1.25", 1.25},
                {"1.2345", 1.2345},
                {"1.250M", 1.25e6}},
               NumberStyle::Amount);
    expect_all({{"1.000", 1}, {"3.142", 3.142}}, NumberStyle::Plain);
}

TEST(Number, ReadsSuffixes) {
    expect_all({{"50k", 50000},
                {"50K", 50000},
                {"1.5 million", 1.5e6},
                {"1,5 Mio.", 1.5e6},
                {"2bn", 2e9},
                {"2 Mrd", 2e9},
                {"2B", 2e9},
                {"3m", 3e6},
                {"3MM", 3e6},
                {"1.2 tn", 1.2e12},
                {"5 lakh", 5e5},
                {"2 crore", 2e7},
                {"12 Tsd.", 12000},
                {"0.5k", 500}},
               NumberStyle::Amount);
}

TEST(Number, ReadsMoney) {
    expect_all({{"$50k", 50000},
                {"$80k", 80000},
                {"€1.2M", 1.2e6},
                {"1.2M €", 1.2e6},
                {"USD 5k", 5000},
                {"5k USD", 5000},
                {"US$ 1,000", 1000},
                {"£3,500.50", 3500.5},
                {"₹5 lakh", 5e5},
                {"10 000 zł", 10000},
                {"1 500 Kč", 1500},
                {"CHF 1'250.00", 1250},
                {"R$ 1.234,56", 1234.56},
                {"-$5", -5},
                {"$-5", -5},
                {"$1.5 million USD", 1.5e6},
                {"¥1,000,000", 1e6},
                {"1.000,00 €", 1000},
                {"kr 500", 500},
                {"100k per year", 1e5},
                {"100 euros", 100}},
               NumberStyle::Amount);
}

TEST(Number, ARangeIsItsLowerEnd) {
    expect_all({{"51-200", 51},
                {"51 - 200", 51},
                {"51–200", 51},
                {"51—200", 51},
                {"1,001-5,000", 1001},
                {"10-50k", 10000},
                {"10k–50k", 10000},
                {"$10-50k", 10000},
                {"10 to 50 million", 1e7},
                {"500-1k", 500},
                {"$1M-$5M", 1e6},
                {"$500K - $1M", 500000},
                {"between 10 and 50", 10},
                {"from 10 to 50", 10},
                {"10..50", 10},
                {"1-10 employees", 1},
                {"51-200 employees", 51},
                {"-5 - 5", -5},
                {"€10.000 - €50.000", 10000},
                {"0-1", 0}},
               NumberStyle::Amount);
}

TEST(Number, ReadsOverWhatIsSaidAroundIt) {
    expect_all({{"1,000+", 1000},
                {"10,001+ employees", 10001},
                {"<50", 50},
                {">1000", 1000},
                {"≥ 100", 100},
                {"<= 20", 20},
                {"~300", 300},
                {"≈ 300", 300},
                {"about 300", 300},
                {"ca. 300", 300},
                {"approx. 1,200 people", 1200},
                {"more than 500", 500},
                {"up to 20", 20},
                {"at least 1k", 1000},
                {"50 or more", 50},
                {"1000 plus", 1000},
                {"over $5M", 5e6},
                {"250 Mitarbeiter", 250},
                {"３００", 300}},
               NumberStyle::Amount);
}

TEST(Number, IsNothingForNonsense) {
    for (const std::string_view text : {"",
                                        " ",
                                        "a few",
                                        "many",
                                        "-",
                                        "+",
                                        "$",
                                        "k",
                                        ".",
                                        ",",
                                        "1.2.3",
                                        "1,2,3",
                                        "10 50",
                                        "12,3456,789",
                                        "2026-03-02",
                                        "555-123-4567",
                                        "200-51",
                                        "1-",
                                        "five",
                                        "0x10",
                                        "1e999",
                                        "nan",
                                        "inf",
                                        "infinity",
                                        "10%",
                                        "5 apples",
                                        "1k2",
                                        "k5",
                                        "--5",
                                        "((5))",
                                        "1 2",
                                        "3/4",
                                        "\xF0\x9F\x98\x80"}) {
        EXPECT_FALSE(read_number(text, NumberStyle::Plain)) << text;
        EXPECT_FALSE(read_number(text, NumberStyle::Amount)) << text;
    }
}

}  // namespace
}  // namespace baton::lead
