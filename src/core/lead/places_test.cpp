#include "core/lead/places.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/lead/fold.hpp"

namespace baton::lead {
namespace {

std::string country(std::string_view text) {
    const auto place = read_country(text);
    return place ? place->code : "";
}
std::string state(std::string_view text, std::string_view of) {
    const auto place = read_state(text, of);
    return place ? place->code : "";
}

TEST(Country, ReadsCodesAndNames) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"US", "US"},
        {"us", "US"},
        {"USA", "US"},
        {"U.S.A.", "US"},
        {"U.S.", "US"},
        {"United States", "US"},
        {"The United States of America", "US"},
        {"America", "US"},
        {"Vereinigte Staaten", "US"},
        {"Estados Unidos", "US"},
        {"UK", "GB"},
        {"gb", "GB"},
        {"Great Britain", "GB"},
        {"England", "GB"},
        {"Germany", "DE"},
        {"de", "DE"},
        {"DEU", "DE"},
        {"Deutschland", "DE"},
        {"Allemagne", "DE"},
        {"GERMANY", "DE"},
        {"Österreich", "AT"},
        {"Oesterreich", "AT"},
        {"Côte d'Ivoire", "CI"},
        {"cote d’ivoire", "CI"},
        {"Ivory Coast", "CI"},
        {"Korea", "KR"},
        {"Republic of Korea", "KR"},
        {"South Korea", "KR"},
        {"Brasil", "BR"},
        {"España", "ES"},
        {"Espana", "ES"},
        {"日本", "JP"},
        {"中国", "CN"},
        {"Россия", "RU"},
        {"Türkiye", "TR"},
        {"Turkey", "TR"},
        {"Viet Nam", "VN"},
        {"Czech Republic", "CZ"},
        {"Bosnia & Herzegovina", "BA"},
        {"Bosnia and Herzegovina", "BA"},
        {"St. Lucia", "LC"},
        {"Holland", "NL"},
        {"The Netherlands", "NL"},
        {"Hong Kong", "HK"},
        {"Kosovo", "XK"},
        {"NO", "NO"},
        {"Norge", "NO"},
        {" Kenya ", "KE"},
        {"Jordan", "JO"},
        {"Panama", "PA"},
        {"UAE", "AE"},
        {"Schweiz", "CH"},
        {"Suisse", "CH"},
        {"Svizzera", "CH"},
        {"Éire", "IE"}};
    for (const auto& [text, code] : table) EXPECT_EQ(country(text), code) << text;
}

TEST(Country, MendsASlipAndSaysSo) {
    EXPECT_EQ(country("Philipines"), "PH");
    const auto germany = read_country("Germny");
    ASSERT_TRUE(germany);
    EXPECT_EQ(germany->code, "DE");
    EXPECT_TRUE(germany->corrected);
    EXPECT_FALSE(read_country("Germany")->corrected);
    EXPECT_EQ(country("Untied States"), "US");
    EXPECT_EQ(country("Belguim"), "BE");
}

TEST(Country, IsNothingForWhatIsNone) {
    for (const std::string_view text :
         {"", "ZZ", "QQQ", "Atlantis", "Europe", "12", "Iraz", "!!"}) {
        EXPECT_EQ(country(text), "") << text;
    }
}

TEST(State, ReadsCodesAndNames) {
    const std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> table{
        {"US-NY", "", "US-NY"},
        {"us-ny", "US", "US-NY"},
        {"US_NY", "", "US-NY"},
        {"US NY", "", "US-NY"},
        {"NY", "US", "US-NY"},
        {"ny", "US", "US-NY"},
        {"New York", "US", "US-NY"},
        {"NEW YORK", "US", "US-NY"},
        {"New York State", "US", "US-NY"},
        {"State of New York", "US", "US-NY"},
        {"California", "US", "US-CA"},
        {"Calif.", "US", "US-CA"},
        {"Washington D.C.", "US", "US-DC"},
        {"District of Columbia", "US", "US-DC"},
        {"Puerto Rico", "US", "US-PR"},
        {"Bayern", "DE", "DE-BY"},
        {"Bavaria", "DE", "DE-BY"},
        {"BY", "DE", "DE-BY"},
        {"Baden-Württemberg", "DE", "DE-BW"},
        {"Baden-Wuerttemberg", "DE", "DE-BW"},
        {"Baden Wurttemberg", "DE", "DE-BW"},
        {"North Rhine-Westphalia", "DE", "DE-NW"},
        {"NRW", "DE", "DE-NW"},
        {"Ontario", "CA", "CA-ON"},
        {"Québec", "CA", "CA-QC"},
        {"Quebec", "CA", "CA-QC"},
        {"Île-de-France", "FR", "FR-IDF"},
        {"Lombardy", "IT", "IT-25"},
        {"Cataluña", "ES", "ES-CT"},
        {"Catalonia", "ES", "ES-CT"},
        {"Zürich", "CH", "CH-ZH"},
        {"Zurich", "CH", "CH-ZH"},
        {"Kanton Zürich", "CH", "CH-ZH"},
        {"Tokyo", "JP", "JP-13"},
        {"New South Wales", "AU", "AU-NSW"},
        {"NSW", "AU", "AU-NSW"},
        {"Karnataka", "IN", "IN-KA"},
        {"São Paulo", "BR", "BR-SP"},
        {"Ciudad de México", "MX", "MX-CMX"},
        {"Scotland", "GB", "GB-SCT"},
        {"Oslo", "NO", "NO-03"},
        {"9", "AT", "AT-9"},
        {"Wien", "AT", "AT-9"},
        {"Nairobi", "KE", "KE-30"}};
    for (const auto& [text, of, code] : table)
        EXPECT_EQ(state(text, of), code) << text << ' ' << of;
}

TEST(State, MendsASlip) {
    const auto place = read_state("Massachusets", "US");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->code, "US-MA");
    EXPECT_TRUE(place->corrected);
}

TEST(State, IsNothingWithoutACountryOrInAnother) {
    EXPECT_EQ(state("New York", ""), "");
    EXPECT_EQ(state("NY", ""), "");
    EXPECT_EQ(state("NY", "DE"), "");
    EXPECT_EQ(state("US-NY", "CA"), "");
    EXPECT_EQ(state("Bavaria", "US"), "");
    EXPECT_EQ(state("", "US"), "");
    EXPECT_EQ(state("Nowhere", "US"), "");
    EXPECT_EQ(state("US-XX", "US"), "");
}

TEST(Places, NameTheirVersion) { EXPECT_TRUE(places_version().starts_with("iso-codes-")); }

struct Row {
    std::string_view name;
    std::string_view code;
};

// The generated tables hold names as fold() gives them, in the order that look-ups need.
TEST(Places, TablesAreFoldedAndSorted) {
    using namespace std::string_view_literals;
    struct CountryCode {
        std::string_view alpha2;
        std::string_view alpha3;
    };
    using NamedCode = Row;
#include "core/lead/country_table.inc"
#include "core/lead/state_table.inc"
    static_cast<void>(kPlacesVersion);
    EXPECT_TRUE(std::ranges::is_sorted(kCountryNames, {}, &Row::name));
    EXPECT_TRUE(std::ranges::is_sorted(kStateNames, {}, &Row::name));
    EXPECT_TRUE(std::ranges::is_sorted(kStateCodes));
    EXPECT_TRUE(std::ranges::is_sorted(kCountryCodes, {}, &CountryCode::alpha2));
    for (const Row& row : kCountryNames) EXPECT_EQ(fold(row.name), row.name);
    for (const Row& row : kStateNames) {
        EXPECT_EQ(fold(row.name.substr(3)), row.name.substr(3));
        EXPECT_TRUE(is_state_code(std::string(row.name.substr(0, 2)) + '-' + std::string(row.code)))
            << row.name;
    }
    for (const auto& one : kCountryCodes) EXPECT_EQ(country(one.alpha3), one.alpha2);
}

}  // namespace
}  // namespace baton::lead
