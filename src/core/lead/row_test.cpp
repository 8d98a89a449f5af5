// encode and decode, and that nothing that comes in can break either.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "core/lead/error.hpp"
#include "core/lead/json_cursor.hpp"
#include "core/lead/lead.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/suffixes_for_tests.hpp"

namespace baton::lead {
namespace {

Schema wide_schema() {
    Schema schema;
    schema.define({"budget", FieldType::Money, {}});
    schema.define({"product", FieldType::Set, {"basic", "pro", "enterprise"}});
    schema.define({"plan", FieldType::Choice, {}});
    schema.define({"start", FieldType::Date, {}});
    schema.define({"agreed", FieldType::Bool, {}});
    schema.define({"other_state", FieldType::State, {}});
    schema.define({"site", FieldType::Domain, {}});
    schema.define({"assistant", FieldType::Phone, {}});
    return schema;
}

TEST(Row, IsOneObjectInSchemaOrder) {
    const Schema schema = wide_schema();
    Lead lead;
    lead.fields.resize(schema.size());
    lead.fields[field::kEmail.index()] = std::string("ann@bigco.test");
    lead.fields[field::kEmployees.index()] = 5000.0;
    lead.fields[field::kSignals.index()] = Signals{{"demo", 1}, {"page", 2.5}};
    lead.fields[field::kFreemail.index()] = false;
    lead.fields[schema.find("product")->index()] = std::vector<std::string>{"basic", "pro"};
    lead.fields[schema.find("start")->index()] = Date{2026, 3, 2};
    lead.unreadable = {{"phone", "\"call me\""}};
    lead.extra = {{"colour", "{\"a\": [1.50, null]}"}};
    lead.external_id = "L\"1";
    const std::string row = encode(lead, schema);
    EXPECT_EQ(
        row,
        R"({"email":"ann@bigco.test","employees":5000,"signals":{"demo":1,"page":2.5},"freemail":false,)"
        R"("product":["basic","pro"],"start":"2026-03-02","$id":"L\"1","$unreadable":{"phone":"call me"},)"
        R"("$extra":{"colour":{"a": [1.50, null]}}})");
    const auto back = decode(row, schema);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, lead);
}

TEST(Row, OfAnEmptyLeadIsEmpty) {
    const Schema schema;
    EXPECT_EQ(encode(Lead{}, schema), "{}");
    const auto back = decode(" { } ", schema);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->fields.size(), schema.size());
}

TEST(Row, ComesBackFromOddNamesAndDomains) {
    const Schema schema;
    for (const RawLead& raw :
         {RawLead{{"name", {std::string("Lee , Ann")}}}, RawLead{{"name", {std::string(" , , x")}}},
          RawLead{{"email", {std::string("a@www.co.uk")}}}}) {
        const Lead lead = normalise(raw, schema, FewSuffixes()).lead;
        const auto back = decode(encode(lead, schema), schema);
        ASSERT_TRUE(back);
        EXPECT_EQ(*back, lead) << encode(lead, schema);
    }
}

TEST(Row, IsReadUnderAnotherSchema) {
    Schema before;
    before.define({"use_case", FieldType::Text, {}});
    before.define({"seats", FieldType::Text, {}});
    before.define({"plan", FieldType::Choice, {"free", "paid"}});
    const auto lead = normalise({{"use_case", {std::string("crm")}},
                                 {"seats", {std::string("1,200")}},
                                 {"plan", {std::string("paid")}},
                                 {"colour", {std::string("red")}}},
                                before, FewSuffixes())
                          .lead;
    Schema after;
    const FieldId plan = after.define({"plan", FieldType::Choice, {"free", "gold"}});
    const FieldId seats = after.define({"seats", FieldType::Number, {}});
    const FieldId colour = after.define({"colour", FieldType::Text, {}});
    const auto back = decode(encode(lead, before), after);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->at(seats), FieldValue(1200.0));
    EXPECT_EQ(back->at(plan), FieldValue());
    EXPECT_EQ(back->text(colour), "red");
    EXPECT_EQ(back->unreadable, (std::vector<Unread>{{"plan", "\"paid\""}}));
    EXPECT_EQ(back->extra, (std::vector<Unread>{{"use_case", "\"crm\""}}));
}

TEST(Row, RefusesWhatIsNoRow) {
    const Schema schema;
    for (const std::string_view row :
         {"", "[]", "{", "{\"email\"}", "{\"email\":}", "{\"email\":\"a\"", "{\"email\":\"a\"} x",
          "{\"$id\":3}", "{\"$extra\":[]}", "{\"$extra\":{\"a\"}}", "{\"a\":1,}", "{\"a\":01}",
          "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}", "{\"a\":1e999,\"employees\":1e999}",
          "{\"a\":\"\xFF\"}", "{\"a\":tru}"}) {
        const auto back = decode(row, schema);
        ASSERT_FALSE(back) << row;
        EXPECT_EQ(back.error().code, static_cast<int>(LeadError::BadRow));
    }
    EXPECT_FALSE(decode("{\"a\":" + std::string(200, '[') + std::string(200, ']') + "}", schema));
    EXPECT_EQ(decode("{\"a\":tru}", schema).error().message,
              "the lead's row is not the JSON of a lead, at byte 5 of 9");
}

TEST(JsonCursor, ResolvesEscapes) {
    JsonCursor cursor(R"( "a\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00" )");
    EXPECT_EQ(cursor.string(), "a\"\\/\b\f\n\r\tä😀");
    EXPECT_TRUE(cursor.at_end());
}

// --- anything at all -----------------------------------------------------------------------------

rc::Gen<std::string> any_text() {
    const auto word = rc::gen::element<std::string>(
        "US", "Germany", "New York", "de_DE", "5,000", "$50k", "51-200", "ann@x.test",
        "+1 415 555 0100", "2026-03-02", "yes", "basic; pro", "http://x.test/?utm_source=a", "n/a",
        "", " ", "ä ö", "日本", "\u00A0", "Lee, Ann", "\x01", "\"", "\\", "1.5e3", "(", "-");
    const auto letters = rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("aZ09 .,-+$@:/?&=%<>()'\"\\\n\tk")));
    return rc::gen::oneOf(
        word, letters,
        rc::gen::apply([](const std::string& a, const std::string& b) { return a + b; }, word,
                       letters));
}

rc::Gen<RawField> any_field(rc::Gen<std::string> name, rc::Gen<RawValue> value) {
    return rc::gen::apply(
        [](std::string as, RawValue what) {
            return RawField{std::move(as), std::move(what)};
        },
        std::move(name), std::move(value));
}

rc::Gen<RawValue> any_value(int depth) {
    const auto leaf = rc::gen::oneOf(
        rc::gen::map(any_text(), [](std::string text) { return RawValue{std::move(text)}; }),
        rc::gen::map(any_text(), [](std::string text) { return RawValue{std::move(text)}; }),
        rc::gen::map(rc::gen::arbitrary<double>(), [](double number) { return RawValue{number}; }),
        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool truth) { return RawValue{truth}; }),
        rc::gen::just(RawValue{}));
    if (depth == 0) return leaf;
    return rc::gen::oneOf(
        leaf, leaf, leaf,
        rc::gen::map(rc::gen::container<RawList>(any_value(depth - 1)),
                     [](RawList list) { return RawValue{std::move(list)}; }),
        rc::gen::map(rc::gen::container<RawMap>(any_field(any_text(), any_value(depth - 1))),
                     [](RawMap map) { return RawValue{std::move(map)}; }));
}

rc::Gen<RawLead> any_lead(const Schema& schema) {
    std::vector<std::string> names{"id", "Email Address", "zip", "colour", "x y"};
    for (const FieldSpec& spec : schema.fields()) names.push_back(spec.name);
    const auto name =
        rc::gen::oneOf(rc::gen::elementOf(names), rc::gen::elementOf(names), any_text());
    return rc::gen::container<RawLead>(any_field(name, any_value(1)));
}

TEST(Row, DecodeUndoesEncodeForWhateverCameIn) {
    const Schema schema = wide_schema();
    const bool held = rc::check("decode(encode(normalise(raw))) is normalise(raw)", [&] {
        const RawLead raw = *any_lead(schema);
        const Normalised read = normalise(raw, schema, FewSuffixes());
        const std::string row = encode(read.lead, schema);
        RC_ASSERT(is_utf8(row));
        const auto back = decode(row, schema);
        RC_ASSERT(back.has_value());
        RC_ASSERT(*back == read.lead);
        RC_ASSERT(encode(*back, schema) == row);
        for (const Warning& warning : read.warnings) RC_ASSERT(is_utf8(warning.message));
    });
    EXPECT_TRUE(held);
}

TEST(Row, DecodeSurvivesAnyBytes) {
    const Schema schema = wide_schema();
    const bool held = rc::check("a mangled row is read or refused", [&] {
        std::string row =
            R"({"email":"a@b.test","signals":{"a":1},"$extra":{"x":[1,{"y":"\u00e4"}]}})";
        const auto edits =
            *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(rc::gen::pair(
                rc::gen::inRange<std::size_t>(0, row.size()), rc::gen::arbitrary<char>()));
        for (const auto& [at, byte] : edits) row[at] = byte;
        if (const auto back = decode(row, schema))
            RC_ASSERT(decode(encode(*back, schema), schema).has_value());
    });
    EXPECT_TRUE(held);
}

}  // namespace
}  // namespace baton::lead
