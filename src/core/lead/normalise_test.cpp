#include "core/lead/normalise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/lead/limits.hpp"
#include "core/lead/suffixes_for_tests.hpp"

namespace baton::lead {
namespace {

RawValue raw(const char* text) { return {std::string(text)}; }
RawValue raw(double number) { return {number}; }
RawValue raw(bool truth) { return {truth}; }
RawValue list(std::vector<RawValue> items) { return {std::move(items)}; }
RawValue map(RawMap members) { return {std::move(members)}; }

Normalised read(const RawLead& lead, const Schema& schema = Schema()) {
    return normalise(lead, schema, FewSuffixes());
}

std::string text(const Normalised& read, FieldId id) { return std::string(read.lead.text(id)); }

// The messages, one a line.
std::string told(const Normalised& read) {
    std::string out;
    for (const Warning& warning : read.warnings) out += warning.message + '\n';
    return out;
}

std::string kept(const std::vector<Unread>& all) {
    std::string out;
    for (const Unread& one : all) out += one.name + '=' + one.raw + '\n';
    return out;
}

TEST(Normalise, ReadsATypicalLead) {
    const auto lead = read({{"email", raw("Ann.Lee@BigCo.test")},
                            {"company", raw(" BigCo ")},
                            {"employees", raw("5,000")},
                            {"state", raw("New York")},
                            {"country", raw("USA")},
                            {"budget", raw("$80k")},
                            {"phone", raw("(415) 555-0100")},
                            {"signals", map({{"pricing_page", raw(3.0)}})}});
    EXPECT_EQ(told(lead), "");
    EXPECT_EQ(text(lead, field::kEmail), "ann.lee@bigco.test");
    EXPECT_EQ(text(lead, field::kCompany), "BigCo");
    EXPECT_EQ(text(lead, field::kCountry), "US");
    EXPECT_EQ(text(lead, field::kState), "US-NY");
    EXPECT_EQ(text(lead, field::kPhone), "+14155550100");
    EXPECT_EQ(text(lead, field::kDomain), "bigco.test");
    EXPECT_EQ(lead.lead.at(field::kEmployees), FieldValue(5000.0));
    EXPECT_EQ(lead.lead.at(field::kBudget), FieldValue(80000.0));
    EXPECT_EQ(lead.lead.at(field::kFreemail), FieldValue(false));
    EXPECT_EQ(lead.lead.at(field::kSignals), FieldValue(Signals{{"pricing_page", 3}}));
    EXPECT_EQ(lead.lead.at(field::kWebsite), FieldValue());
}

TEST(Normalise, EmptyTextAndPlaceholdersAreMissingInSilence) {
    const auto lead = read({{"email", raw("")},
                            {"employees", raw("  ")},
                            {"revenue", raw("N/A")},
                            {"country", raw("-")},
                            {"phone", raw("unknown")},
                            {"company", RawValue{}},
                            {"title", raw("\u00A0")}});
    EXPECT_EQ(told(lead), "");
    EXPECT_TRUE(std::ranges::all_of(lead.lead.fields,
                                    [](const FieldValue& value) { return value == FieldValue(); }));
    EXPECT_TRUE(lead.lead.unreadable.empty());
}

TEST(Normalise, WhatCannotBeReadIsMissingKeptAndTold) {
    const auto lead = read({{"email", raw("ann at bigco")},
                            {"employees", raw("a few")},
                            {"country", raw("Atlantis")},
                            {"state", raw("New York")},
                            {"phone", raw("555 0100")},
                            {"language", raw("Klingonese")}});
    EXPECT_EQ(lead.lead.at(field::kEmail), FieldValue());
    EXPECT_EQ(lead.lead.at(field::kFreemail), FieldValue());
    EXPECT_EQ(told(lead),
              "country: \"Atlantis\" is not a country\n"
              "state: \"New York\" needs a country, or a code such as US-NY\n"
              "email: \"ann at bigco\" is not an e-mail address\n"
              "phone: \"555 0100\" needs a country, or + and the country's code\n"
              "language: \"Klingonese\" is not a language\n"
              "employees: \"a few\" is not a number\n");
    EXPECT_EQ(
        kept(lead.lead.unreadable),
        "country=\"Atlantis\"\nstate=\"New York\"\nemail=\"ann at bigco\"\nphone=\"555 0100\"\n"
        "language=\"Klingonese\"\nemployees=\"a few\"\n");
    EXPECT_EQ(lead.warnings[5].field, "employees");
}

TEST(Normalise, AValueOfTheWrongKindIsKeptAndTold) {
    Schema schema;
    schema.define({"product", FieldType::Set, {"basic", "pro"}});
    const auto lead = read({{"product", raw(3.0)},
                            {"email", map({{"x", raw(true)}})},
                            {"employees", list({raw(1.0)})},
                            {"company", raw(true)},
                            {"signals", list({})},
                            {"revenue", raw(false)}},
                           schema);
    EXPECT_EQ(told(lead),
              "email: an object stands where text belongs\n"
              "company: a truth value stands where text belongs\n"
              "employees: a list stands where a number belongs\n"
              "revenue: a truth value stands where a number belongs\n"
              "signals: a list stands where an object of numbers belongs\n"
              "product: a number stands where a list of texts belongs\n");
    EXPECT_EQ(
        kept(lead.lead.unreadable),
        "email={\"x\":true}\ncompany=true\nemployees=[1]\nrevenue=false\nsignals=[]\nproduct=3\n");
}

TEST(Normalise, NumbersMayStandWhereTextBelongs) {
    const auto lead = read(
        {{"postal_code", raw(10115.0)}, {"phone", raw(14155550100.0)}, {"country", raw("US")}});
    EXPECT_EQ(text(lead, field::kPostalCode), "10115");
    EXPECT_EQ(text(lead, field::kPhone), "+14155550100");
}

TEST(Normalise, AStateWithItsCountrySetsTheCountry) {
    const auto lead = read({{"state", raw("us-ny")}, {"phone", raw("415 555 0100")}});
    EXPECT_EQ(text(lead, field::kCountry), "US");
    EXPECT_EQ(text(lead, field::kPhone), "+14155550100");
    const auto other = read({{"state", raw("US-NY")}, {"country", raw("CA")}});
    EXPECT_EQ(text(other, field::kCountry), "CA");
    EXPECT_EQ(told(other), "state: \"US-NY\" is no state of CA\n");
}

TEST(Normalise, FirstAndLastNameCompleteTheName) {
    const auto joined = read({{"first_name", raw("Ann")}, {"last_name", raw("Lee")}});
    EXPECT_EQ(text(joined, field::kName), "Ann Lee");
    const auto parted = read({{"name", raw("Ann  de Vries")}});
    EXPECT_EQ(text(parted, field::kName), "Ann de Vries");
    EXPECT_EQ(text(parted, field::kFirstName), "Ann");
    EXPECT_EQ(text(parted, field::kLastName), "de Vries");
    const auto turned = read({{"name", raw("Lee, Sarah")}});
    EXPECT_EQ(text(turned, field::kFirstName), "Sarah");
    EXPECT_EQ(text(turned, field::kLastName), "Lee");
    const auto single = read({{"name", raw("Madonna")}});
    EXPECT_EQ(text(single, field::kFirstName), "Madonna");
    EXPECT_EQ(text(single, field::kLastName), "");
    const auto first = read({{"first_name", raw("Ann")}});
    EXPECT_EQ(text(first, field::kName), "Ann");
    const auto all = read({{"name", raw("Dr. Ann Lee")}, {"first_name", raw("Ann")}});
    EXPECT_EQ(text(all, field::kLastName), "");
}

TEST(Normalise, TheDomainIsTheWebsitesElseTheEmails) {
    const auto domain = [](RawLead lead) { return text(read(lead), field::kDomain); };
    EXPECT_EQ(
        domain({{"website", raw("https://www.globex.co.uk/x")}, {"email", raw("a@other.test")}}),
        "globex.co.uk");
    EXPECT_EQ(domain({{"email", raw("joe@mail.globex.test")}}), "globex.test");
    EXPECT_EQ(domain({{"website", raw("n/a")}, {"email", raw("joe@globex.test")}}), "globex.test");
    EXPECT_EQ(domain({{"website", raw("linkedin.com/company/globex")},
                      {"email", raw("joe@globex.test")}}),
              "globex.test");
    EXPECT_EQ(domain({{"email", raw("joe@gmail.com")}}), "");
    EXPECT_EQ(domain({{"email", raw("joe@gmail.com")}, {"website", raw("globex.test")}}),
              "globex.test");
    EXPECT_EQ(domain({{"domain", raw("www.globex.test")}}), "globex.test");
    EXPECT_EQ(domain({{"email", raw("joe@co.uk")}}), "");
    EXPECT_EQ(domain({}), "");
}

TEST(Normalise, FreemailIsMissingWithoutAnEmail) {
    EXPECT_EQ(read({{"website", raw("globex.test")}}).lead.at(field::kFreemail), FieldValue());
    EXPECT_EQ(read({{"email", raw("joe@gmail.com")}}).lead.at(field::kFreemail), FieldValue(true));
    EXPECT_EQ(read({{"email", raw("joe@mail.yahoo.co.uk")}}).lead.at(field::kFreemail),
              FieldValue(true));
    EXPECT_EQ(read({{"email", raw("joe@globex.test")}, {"freemail", raw(true)}})
                  .lead.at(field::kFreemail),
              FieldValue(false));
}

TEST(Normalise, KnowsFieldsByOtherSpellingsAndUsualNames) {
    Schema schema;
    schema.define({"use_case", FieldType::Text, {}});
    const auto lead = read({{"Email Address", raw("ann@bigco.test")},
                            {"firstName", raw("Ann")},
                            {"company_name", raw("BigCo")},
                            {"job_title", raw("CEO")},
                            {"ZIP", raw("sw1a 1aa")},
                            {"utm-source", raw("ads")},
                            {"useCase", raw("crm")},
                            {"sector", raw("technolgy")},
                            {"Number of Employees", raw("51-200")}},
                           schema);
    EXPECT_EQ(text(lead, field::kEmail), "ann@bigco.test");
    EXPECT_EQ(text(lead, field::kFirstName), "Ann");
    EXPECT_EQ(text(lead, field::kCompany), "BigCo");
    EXPECT_EQ(text(lead, field::kTitle), "CEO");
    EXPECT_EQ(text(lead, field::kPostalCode), "SW1A 1AA");
    EXPECT_EQ(text(lead, field::kUtmSource), "ads");
    EXPECT_EQ(text(lead, *schema.find("use_case")), "crm");
    EXPECT_EQ(text(lead, field::kIndustry), "technology");
    EXPECT_EQ(lead.lead.at(field::kEmployees), FieldValue(51.0));
    EXPECT_TRUE(lead.lead.extra.empty());
}

TEST(Normalise, AFieldsOwnNameCountsBeforeAnother) {
    const auto lead = read({{"E-Mail", raw("other@x.test")},
                            {"email", raw("own@x.test")},
                            {"mail", raw("third@x.test")}});
    EXPECT_EQ(text(lead, field::kEmail), "own@x.test");
    EXPECT_EQ(kept(lead.lead.extra), "E-Mail=\"other@x.test\"\nmail=\"third@x.test\"\n");
    const auto empty = read({{"email", raw("")}, {"E-Mail", raw("other@x.test")}});
    EXPECT_EQ(text(empty, field::kEmail), "other@x.test");
    const auto twice = read({{"email", raw("one@x.test")}, {"email", raw("two@x.test")}});
    EXPECT_EQ(text(twice, field::kEmail), "one@x.test");
    EXPECT_EQ(told(twice), "email: is given twice; the first counts\n");
}

TEST(Normalise, KeepsUnknownFieldsAsTheyCame) {
    const auto lead = read({{"colour", raw("red")},
                            {"nested", map({{"a", list({raw(1.0), raw(false), RawValue{}})}})},
                            {"id", raw("L-1")}});
    EXPECT_EQ(kept(lead.lead.extra), "colour=\"red\"\nnested={\"a\":[1,false,null]}\n");
    EXPECT_EQ(lead.lead.external_id, "L-1");
    EXPECT_EQ(read({{"id", raw(42.0)}}).lead.external_id, "42");
    const auto odd = read({{"id", list({})}});
    EXPECT_EQ(odd.lead.external_id, "");
    EXPECT_EQ(told(odd), "id: is neither text of at most 200 characters nor a number\n");
}

TEST(Normalise, SetsAndChoicesAreOfWhatIsAllowed) {
    Schema schema;
    const FieldId product =
        schema.define({"product", FieldType::Set, {"basic", "pro", "Pro, yearly"}});
    const FieldId plan = schema.define({"plan", FieldType::Choice, {"Free", "Paid"}});
    const FieldId tags = schema.define({"tags", FieldType::Set, {}});
    using Texts = std::vector<std::string>;
    const auto lead = read({{"product", raw("PRO; basic; pro")},
                            {"plan", raw(" paid ")},
                            {"tags", list({raw("b"), raw("a"), raw(7.0)})}},
                           schema);
    EXPECT_EQ(lead.lead.at(product), FieldValue(Texts{"basic", "pro"}));
    EXPECT_EQ(lead.lead.at(plan), FieldValue("Paid"));
    EXPECT_EQ(lead.lead.at(tags), FieldValue(Texts{"7", "a", "b"}));
    EXPECT_EQ(told(lead), "");
    const auto comma = read({{"product", raw("pro, yearly")}, {"tags", raw("")}}, schema);
    EXPECT_EQ(comma.lead.at(product), FieldValue(Texts{"Pro, yearly"}));
    EXPECT_EQ(comma.lead.at(tags), FieldValue());
    const auto wrong = read({{"product", list({raw("gold"), raw("basic")})},
                             {"plan", raw("maybe")},
                             {"tags", list({list({})})}},
                            schema);
    EXPECT_EQ(wrong.lead.at(product), FieldValue(Texts{"basic"}));
    EXPECT_EQ(wrong.lead.at(plan), FieldValue());
    EXPECT_EQ(told(wrong),
              "product: \"gold\" is not one of basic, pro, Pro, yearly\n"
              "plan: \"maybe\" is not one of Free, Paid\n"
              "tags: a list stands where a list of texts belongs\n");
}

TEST(Normalise, ReadsTheOtherTypes) {
    Schema schema;
    const FieldId start = schema.define({"start", FieldType::Date, {}});
    const FieldId agreed = schema.define({"agreed", FieldType::Bool, {}});
    const FieldId site = schema.define({"site", FieldType::Domain, {}});
    const FieldId price = schema.define({"price", FieldType::Money, {}});
    const auto lead = read({{"start", raw("2 March 2026")},
                            {"agreed", raw("Yes")},
                            {"site", raw("https://shop.globex.co.uk")},
                            {"price", raw("1.000 €")}},
                           schema);
    EXPECT_EQ(lead.lead.at(start), FieldValue(Date{2026, 3, 2}));
    EXPECT_EQ(lead.lead.at(agreed), FieldValue(true));
    EXPECT_EQ(lead.lead.at(site), FieldValue("globex.co.uk"));
    EXPECT_EQ(lead.lead.at(price), FieldValue(1000.0));
    EXPECT_EQ(read({{"agreed", raw(0.0)}}, schema).lead.at(agreed), FieldValue(false));
    const auto wrong = read({{"start", raw("soon")},
                             {"agreed", raw("perhaps")},
                             {"site", raw("nowhere")},
                             {"price", raw("dear")}},
                            schema);
    EXPECT_EQ(told(wrong),
              "start: \"soon\" is not a date such as 2026-03-31\n"
              "agreed: \"perhaps\" is neither yes nor no\n"
              "site: \"nowhere\" is not a domain\n"
              "price: \"dear\" is not a number\n");
}

TEST(Normalise, ACountryNarrowedToAChoiceIsStillReadAsOne) {
    Schema schema;
    schema.define({"country", FieldType::Choice, {"DE", "AT"}});
    EXPECT_EQ(text(read({{"country", raw("Germany")}}, schema), field::kCountry), "DE");
    EXPECT_EQ(told(read({{"country", raw("France")}}, schema)),
              "country: \"FR\" is not one of DE, AT\n");
}

TEST(Normalise, SignalsAreNumbersByName) {
    const auto lead = read({{"signals", map({{"pricing_page", raw("3")},
                                             {"demo", raw(true)},
                                             {"webinar", raw("often")},
                                             {"", raw(1.0)},
                                             {"none", raw("")}})}});
    EXPECT_EQ(lead.lead.at(field::kSignals), FieldValue(Signals{{"demo", 1}, {"pricing_page", 3}}));
    ASSERT_EQ(lead.warnings.size(), 1U);
    EXPECT_EQ(lead.lead.unreadable.size(), 1U);
}

TEST(Normalise, ReadsTheCampaignOutOfThePage) {
    const auto lead = read(
        {{"page",
          raw("https://acme.test/?utm_source=google&utm_medium=cpc&utm_campaign=spring%20sale")},
         {"utm_medium", raw("own")}});
    EXPECT_EQ(text(lead, field::kUtmSource), "google");
    EXPECT_EQ(text(lead, field::kUtmMedium), "own");
    EXPECT_EQ(text(lead, field::kUtmCampaign), "spring sale");
}

TEST(Normalise, SaysWhatItMended) {
    const auto lead = read({{"country", raw("Germny")}, {"industry", raw("Technolgy")}});
    EXPECT_EQ(text(lead, field::kCountry), "DE");
    EXPECT_EQ(told(lead),
              "country: \"Germny\" is read as DE\nindustry: \"Technolgy\" is read as Technology\n");
    EXPECT_TRUE(lead.lead.unreadable.empty());
}

TEST(Normalise, IsBounded) {
    const auto lead = read({{"company", {std::string(kMaxTextChars + 1, 'x')}},
                            {"message", {std::string(kMaxTextChars + 1, 'x')}},
                            {"employees", {std::string(1000, '1')}},
                            {std::string(200, 'n'), raw("x")},
                            {"", raw("x")},
                            {"$id", raw("x")}});
    EXPECT_EQ(lead.lead.at(field::kCompany), FieldValue());
    EXPECT_EQ(lead.lead.text(field::kMessage).size(), kMaxTextChars + 1);
    EXPECT_EQ(lead.lead.unreadable[0].raw.size(), kMaxRawBytes + 2);
    EXPECT_TRUE(lead.lead.extra.empty());
    EXPECT_NE(told(lead).find("company: is longer than 10000 characters\n"), std::string::npos);

    RawLead many;
    for (std::size_t i = 0; i < kMaxFields + 5; ++i)
        many.emplace_back("f" + std::to_string(i), raw("x"));
    const auto full = read(many);
    EXPECT_EQ(full.lead.extra.size(), kMaxFields);
    EXPECT_EQ(full.warnings.size(), 1U);

    RawValue deep = raw("x");
    for (int i = 0; i < 100; ++i) deep = list({deep});
    EXPECT_EQ(read({{"deep", deep}}).lead.extra[0].raw.front(), '"');
}

TEST(Normalise, MessagesKeepTheirLinesNamesDoNot) {
    const auto lead = read({{"message", raw("one\r\ntwo")}, {"company", raw("Big\n Co")}});
    EXPECT_EQ(text(lead, field::kMessage), "one\ntwo");
    EXPECT_EQ(text(lead, field::kCompany), "Big Co");
}

}  // namespace
}  // namespace baton::lead
