// What CEL means, restated case by case through the door that `baton eval` uses.
#include "evaluate/lines.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "core/expr/scope.hpp"
#include "evaluate/answer.hpp"

namespace baton::evaluate {
namespace {

struct Case {
    std::string_view expression;
    std::string_view value;  // as {"value": …}; empty: an error
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.expression; }

std::string line_of(std::string_view expression) {
    std::string line = "{\"expr\": ";
    append_json_string(line, expression);
    return line + "}";
}

constexpr Case kNumbers[] = {
    {"1 + 2 * 3", R"({"int": "7"})"},
    {"(1 + 2) * 3", R"({"int": "9"})"},
    {"7 - 2 - 1", R"({"int": "4"})"},
    {"-7 / 2", R"({"int": "-3"})"},
    {"-7 % 3", R"({"int": "-1"})"},
    {"7 % -3", R"({"int": "1"})"},
    {"7u / 2u", R"({"uint": "3"})"},
    {"0xFu + 1u", R"({"uint": "16"})"},
    {"7.0 / 2.0", R"({"double": "3.5"})"},
    {"1.0 / 0.0", R"({"double": "Infinity"})"},
    {"-1.0 / 0.0", R"({"double": "-Infinity"})"},
    {"0.0 / 0.0", R"({"double": "NaN"})"},
    {"-0.0", R"({"double": "-0.0"})"},
    {"1e3", R"({"double": "1000"})"},
    {".5", R"({"double": "0.5"})"},
    {"5e-324", R"({"double": "5e-324"})"},
    {"1 / 0", ""},
    {"1 % 0", ""},
    {"1u - 2u", ""},
    {"1 + 1.0", ""},
    {"1 + 1u", ""},
    {"5.0 % 2.0", ""},
    {"-(-3)", R"({"int": "3"})"},
    {"-dyn(3u)", ""},
    {"9223372036854775807", R"({"int": "9223372036854775807"})"},
    {"9223372036854775808", ""},
    {"18446744073709551615u", R"({"uint": "18446744073709551615"})"},
};

constexpr Case kTextAndBytes[] = {
    {"'a' + \"b\"", R"({"string": "ab"})"},
    {"b'a' + b'b'", R"({"bytes": "6162"})"},
    {"'a' + b'b'", ""},
    {"'a' + 1", ""},
    {R"('\u0041\x42\103\U00000044')", R"({"string": "ABCD"})"},
    {R"(r'\n')", R"({"string": "\\n"})"},
    {R"('\n')", R"({"string": "\n"})"},
    {R"("""a"b""")", R"({"string": "a\"b"})"},
    {R"(b'\xff\377')", R"({"bytes": "ffff"})"},
    {"b'\u00e9'", R"({"bytes": "c3a9"})"},
    {"size('h\u00e9')", R"({"int": "2"})"},
    {"size(b'h\u00e9')", R"({"int": "3"})"},
    {"'abc'.size()", R"({"int": "3"})"},
    {"'banana'.contains('nan')", R"({"bool": true})"},
    {"'banana'.startsWith('ba') && 'banana'.endsWith('na')", R"({"bool": true})"},
    {"'banana'.matches('^(ba)(na)+$')", R"({"bool": true})"},
    {"matches('banana', 'nab')", R"({"bool": false})"},
    {"'banana'.matches('(')", ""},
    {"'ABC'.lowerAscii()", R"({"string": "abc"})"},
    {"' a '.trim()", R"({"string": "a"})"},
    {"'a' < 'b' && 'B' < 'a' && '' < 'a'", R"({"bool": true})"},
    {"'z' < '\u00e9'", R"({"bool": true})"},
    {"b'\\x00' < b'\\x01'", R"({"bool": true})"},
    {"'a' < 1", ""},
    {"'abc'[0]", ""},
};

constexpr Case kEquality[] = {
    {"1 == 1", R"({"bool": true})"},
    {"1 == 1.0", ""},
    {"dyn(1) == 1.0 && dyn(1u) == 1 && dyn(1.0) == 1u", R"({"bool": true})"},
    {"dyn(1) == 'a'", R"({"bool": false})"},
    {"dyn(null) == 0", R"({"bool": false})"},
    {"null == null", R"({"bool": true})"},
    {"0.0 == -0.0", R"({"bool": true})"},
    {"0.0 / 0.0 == 0.0 / 0.0", R"({"bool": false})"},
    {"[1, 2] == [1, 2] && [1, 2] != [2, 1]", R"({"bool": true})"},
    {"[1, 'a'] == [1, 'a']", R"({"bool": true})"},
    {"[[1]] == [[1]]", R"({"bool": true})"},
    {"{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", R"({"bool": true})"},
    {"{'a': 1} == {'a': 1, 'b': 2}", R"({"bool": false})"},
    {"{1: 'a'} == {1u: 'a'}", ""},
    {"dyn({1: 'a'}) == {1u: 'a'}", R"({"bool": true})"},
    {"type(1) == int && type('') == string", R"({"bool": true})"},
    {"type([]) == list && type({}) == map", R"({"bool": true})"},
    {"b'a' == b'a'", R"({"bool": true})"},
    {"dyn(b'a') == 'a'", R"({"bool": false})"},
    {"dyn(1) < 1.5 && dyn(2u) > 1", R"({"bool": true})"},
    {"true > false", R"({"bool": true})"},
    {"dyn([1]) < [2]", ""},
};

constexpr Case kLogic[] = {
    {"true && false", R"({"bool": false})"},
    {"false || true", R"({"bool": true})"},
    {"!false", R"({"bool": true})"},
    {"!!true", R"({"bool": true})"},
    {"false && 1 / 0 == 1", R"({"bool": false})"},
    {"1 / 0 == 1 && false", R"({"bool": false})"},
    {"1 / 0 == 1 || true", R"({"bool": true})"},
    {"1 / 0 == 1 || false", ""},
    {"true && 1 / 0 == 1", ""},
    {"1 && true", ""},
    {"true ? 1 : 2", R"({"int": "1"})"},
    {"false ? 1 / 0 : 2", R"({"int": "2"})"},
    {"true ? 1 / 0 : 2", ""},
    {"1 / 0 == 1 ? 1 : 2", ""},
    {"true ? false ? 1 : 2 : 3", ""},
    {"false ? 1 : true ? 2 : 3", R"({"int": "2"})"},
    {"false || true && false", R"({"bool": false})"},
    {"1 < 2 == true", R"({"bool": true})"},
};

constexpr Case kCollections[] = {
    {"[1, 2, 3][1]", R"({"int": "2"})"},
    {"[1, 2, 3][3]", ""},
    {"[1, 2, 3][-1]", ""},
    {"[1][dyn(0.0)]", R"({"int": "1"})"},
    {"[1][dyn(0.5)]", ""},
    {"[1] + [2]", R"({"list": [{"int": "1"}, {"int": "2"}]})"},
    {"[] + []", R"({"list": []})"},
    {"2 in [1, 2]", R"({"bool": true})"},
    {"dyn(2.0) in [1, 2]", R"({"bool": true})"},
    {"'a' in []", R"({"bool": false})"},
    {"size([1, 2]) + size({'a': 1})", R"({"int": "3"})"},
    {"{'a': 1}.a", R"({"int": "1"})"},
    {"{'a': 1}['a']", R"({"int": "1"})"},
    {"{'a': 1}.b", ""},
    {"{1: 'x'}[1u]", ""},
    {"{1: 'x'}[dyn(1u)]", R"({"string": "x"})"},
    {"{1: 'x'}[dyn(1.0)]", R"({"string": "x"})"},
    {"{true: 'x'}[true]", R"({"string": "x"})"},
    {"'a' in {'a': 1}", R"({"bool": true})"},
    {"has({'a': 1}.a) && !has({'a': 1}.b)", R"({"bool": true})"},
    {"{'a': 1, 'a': 2}", ""},
    {"{1: 1, dyn(1u): 2}", ""},
    {"{1.5: 1}", ""},
    {"{dyn(null): 1}", ""},
    {"{'b': 1, 'a': 2}",
     R"({"map": [[{"string": "a"}, {"int": "2"}], [{"string": "b"}, {"int": "1"}]]})"},
    {"{'a-b': 1}.`a-b`", R"({"int": "1"})"},
    {"{'if': 1}.if", R"({"int": "1"})"},
    {"[[1, 2], [3]][0][1]", R"({"int": "2"})"},
    {"{'a': {'b': 5}}.a.b", R"({"int": "5"})"},
};

constexpr Case kMacros[] = {
    {"[1, 2].all(x, x > 0)", R"({"bool": true})"},
    {"[].all(x, x > 0)", R"({"bool": true})"},
    {"[1, 2].exists(x, x > 1)", R"({"bool": true})"},
    {"[].exists(x, true)", R"({"bool": false})"},
    {"[1, 2, 3].exists_one(x, x > 2)", R"({"bool": true})"},
    {"[1, 2, 3].exists_one(x, x > 1)", R"({"bool": false})"},
    {"[1, 2, 3].filter(x, x % 2 == 1)", R"({"list": [{"int": "1"}, {"int": "3"}]})"},
    {"[1, 2].map(x, x * x)", R"({"list": [{"int": "1"}, {"int": "4"}]})"},
    {"[1, 2, 3].map(x, x > 1, x * 10)", R"({"list": [{"int": "20"}, {"int": "30"}]})"},
    {"{'b': 1, 'a': 2}.map(k, k)", R"({"list": [{"string": "a"}, {"string": "b"}]})"},
    {"{'a': 1}.all(k, k == 'a')", R"({"bool": true})"},
    {"[0, 2].exists(x, 4 / x == 2)", R"({"bool": true})"},
    {"[0, 2].exists(x, 4 / x == 3)", ""},
    {"[0, 2].all(x, 4 / x == 3)", R"({"bool": false})"},
    {"[0, 2].exists_one(x, 4 / x == 2)", ""},
    {"[0].map(x, 1 / x)", ""},
    {"[1].exists(x, [2].exists(y, x + y == 3))", R"({"bool": true})"},
    {"[1].exists(x, [x + 1].exists(x, x == 2))", R"({"bool": true})"},
    {"[1].map(x, x)[0]", R"({"int": "1"})"},
    {"5.all(x, true)", ""},
    {"[1].all(x, x)", ""},
    {"[1].all(1, true)", ""},
    {"[1].all(x)", ""},
};

constexpr Case kConversions[] = {
    {"int(3.9) + int(-3.9)", R"({"int": "0"})"},
    {"int('42')", R"({"int": "42"})"},
    {"int('4 2')", ""},
    {"int('')", ""},
    {"int(5u)", R"({"int": "5"})"},
    {"uint(5)", R"({"uint": "5"})"},
    {"uint(-5)", ""},
    {"uint('5')", R"({"uint": "5"})"},
    {"double(3)", R"({"double": "3"})"},
    {"double('1e3')", R"({"double": "1000"})"},
    {"double('x')", ""},
    {"double('-Infinity')", R"({"double": "-Infinity"})"},
    {"string(1.5) + string(2) + string(3u)", R"({"string": "1.523"})"},
    {"string(true)", R"({"string": "true"})"},
    {"string(b'\\xff')", ""},
    {"bytes('\u00e9')", R"({"bytes": "c3a9"})"},
    {"bool('true') && !bool('0')", R"({"bool": true})"},
    {"bool('yes')", ""},
    {"type(1.0)", R"({"type": "double"})"},
    {"type(null)", R"({"type": "null_type"})"},
    {"type(type(1))", R"({"type": "type"})"},
    {"int", R"({"type": "int"})"},
    {"null", R"({"null": null})"},
    {"int(true)", ""},
    {"string([1])", ""},
};

constexpr Case kTimes[] = {
    {"timestamp('2026-03-02T10:00:00Z')", R"({"timestamp": [1772445600, 0]})"},
    {"timestamp(0)", R"({"timestamp": [0, 0]})"},
    {"timestamp('2026-03-02')", ""},
    {"timestamp('2026-02-30T00:00:00Z')", ""},
    {"duration('1h30m')", R"({"duration": [5400, 0]})"},
    {"duration('-1.5s')", R"({"duration": [-1, -500000000]})"},
    {"duration('1d')", ""},
    {"string(duration('90m'))", R"({"string": "5400s"})"},
    {"string(timestamp(1.0))", ""},
    {"timestamp(10) - timestamp(4) == duration('6s')", R"({"bool": true})"},
    {"timestamp(10) + duration('5s') > timestamp(14)", R"({"bool": true})"},
    {"timestamp(10) + timestamp(5)", ""},
    {"duration('2s') - duration('3s') < duration('0')", R"({"bool": true})"},
    {"timestamp('2026-03-01T23:30:00Z').getDate('+01:00')", R"({"int": "2"})"},
    {"timestamp('2026-03-01T23:30:00Z').getDayOfMonth()", R"({"int": "0"})"},
    {"timestamp('2026-03-01T23:30:00Z').getDayOfWeek()", R"({"int": "0"})"},
    {"timestamp('2026-03-01T23:30:00Z').getDayOfYear()", R"({"int": "59"})"},
    {"timestamp('2026-03-01T23:30:00Z').getMonth()", R"({"int": "2"})"},
    {"timestamp('2026-03-01T23:30:00Z').getFullYear()", R"({"int": "2026"})"},
    {"timestamp('1969-12-31T23:59:58Z').getSeconds()", R"({"int": "58"})"},
    {"timestamp(0).getHours('Nowhere/Else')", ""},
    {"duration('90m').getHours() + duration('90m').getMinutes()", R"({"int": "91"})"},
    {"duration('1.25s').getMilliseconds()", R"({"int": "250"})"},
};

constexpr Case kNames[] = {
    {"x", ""},
    {"f(1)", ""},
    {"'a'.startWith('b')", ""},
    {"size()", ""},
    {"size('a', 'b')", ""},
    {"1 +", ""},
    {"", ""},
    {"a.b{c: 1}", ""},
    {"google.protobuf.Timestamp == type(timestamp(0))", R"({"bool": true})"},
    {"dyn([1, 'a'])[1]", R"({"string": "a"})"},
};

class Cel : public testing::TestWithParam<Case> {};

TEST_P(Cel, MeansThis) {
    const std::string got = answer_line(line_of(GetParam().expression), nullptr);
    if (GetParam().value.empty()) {
        EXPECT_EQ(got.substr(0, 11), "{\"error\": \"") << got;
    } else {
        EXPECT_EQ(got, "{\"value\": " + std::string(GetParam().value) + "}");
    }
}

INSTANTIATE_TEST_SUITE_P(Numbers, Cel, testing::ValuesIn(kNumbers));
INSTANTIATE_TEST_SUITE_P(TextAndBytes, Cel, testing::ValuesIn(kTextAndBytes));
INSTANTIATE_TEST_SUITE_P(Equality, Cel, testing::ValuesIn(kEquality));
INSTANTIATE_TEST_SUITE_P(Logic, Cel, testing::ValuesIn(kLogic));
INSTANTIATE_TEST_SUITE_P(Collections, Cel, testing::ValuesIn(kCollections));
INSTANTIATE_TEST_SUITE_P(Macros, Cel, testing::ValuesIn(kMacros));
INSTANTIATE_TEST_SUITE_P(Conversions, Cel, testing::ValuesIn(kConversions));
INSTANTIATE_TEST_SUITE_P(Times, Cel, testing::ValuesIn(kTimes));
INSTANTIATE_TEST_SUITE_P(Names, Cel, testing::ValuesIn(kNames));

TEST(Lines, BindTypedValues) {
    const auto ask = [](std::string_view line) { return answer_line(line, nullptr); };
    EXPECT_EQ(ask(R"({"expr": "x + 1", "bindings": {"x": {"int": "2"}}})"),
              R"({"value": {"int": "3"}})");
    EXPECT_EQ(ask(R"({"expr": "x.a[0] == b'\\xff'",
                      "bindings": {"x": {"map": [[{"string": "a"}, {"list": [{"bytes": "ff"}]}]]}}})"),
              R"({"value": {"bool": true}})");
    EXPECT_EQ(
        ask(R"({"expr": "[t, d, u, n, y, z]", "bindings": {
                      "t": {"timestamp": [5, 7]}, "d": {"duration": [-1, -5]}, "u": {"uint": "9"},
                      "n": {"null": null}, "y": {"type": "int"}, "z": {"double": "-Infinity"}}})"),
        R"({"value": {"list": [{"timestamp": [5, 7]}, {"duration": [-1, -5]}, {"uint": "9"}, )"
        R"({"null": null}, {"type": "int"}, {"double": "-Infinity"}]}})");
    EXPECT_EQ(ask(R"({"expr": "a.b.c", "bindings": {"a.b.c": {"bool": true}}})"),
              R"({"value": {"bool": true}})");
    EXPECT_EQ(ask(R"({"expr": "x || true", "unchecked": true})"), R"({"value": {"bool": true}})");
    EXPECT_EQ(ask(R"({"expr": "1 == 'a'", "unchecked": true})"), R"({"value": {"bool": false}})");
    EXPECT_EQ(ask(R"({"expr": "x || true"})"),
              R"({"error": "column 1: there is no name \"x\" here"})");
}

TEST(Lines, SayWhatIsWrongWithThem) {
    const auto ask = [](std::string_view line) { return answer_line(line, nullptr); };
    EXPECT_EQ(ask("{").substr(0, 30), R"({"error": "the line is not JSO)");
    EXPECT_EQ(ask("[]"), R"({"error": "a line is an object with \"expr\""})");
    EXPECT_EQ(ask("{}"), R"({"error": "a line needs \"expr\", the text of an expression"})");
    EXPECT_EQ(ask(R"({"expr": 5})"),
              R"({"error": "a line needs \"expr\", the text of an expression"})");
    EXPECT_EQ(ask(R"({"expr": "1", "unchecked": 1})"),
              R"({"error": "\"unchecked\" is true or false"})");
    EXPECT_EQ(ask(R"({"expr": "1", "bindings": []})"),
              R"({"error": "\"bindings\" is an object of typed values"})");
    for (const std::string_view bad :
         {R"(5)",
          R"({})",
          R"({"int": 5})",
          R"({"int": "5x"})",
          R"({"uint": "-1"})",
          R"({"double": "x"})",
          R"({"double": 1.5})",
          R"({"bool": "true"})",
          R"({"string": 1})",
          R"({"bytes": "f"})",
          R"({"bytes": 1})",
          R"({"list": {}})",
          R"({"list": [5]})",
          R"({"map": {}})",
          R"({"map": [[1]]})",
          R"({"map": [[{"null": null}, {"null": null}]]})",
          R"({"map": [[{"int": "1"}, 5]]})",
          R"({"map": [[5, {"int": "1"}]]})",
          R"({"map": [[{"int": "1"}, {"int": "1"}], [{"uint": "1"}, {"int": "1"}]]})",
          R"({"timestamp": [253402300800, 0]})",
          R"({"timestamp": [0, -1]})",
          R"({"timestamp": 0})",
          R"({"duration": [9300000000, 0]})",
          R"({"duration": [0, 1000000000]})",
          R"({"type": "nope"})",
          R"({"type": 1})",
          R"({"nope": 1})",
          R"({"int": "1", "uint": "1"})"}) {
        const std::string got =
            ask(R"({"expr": "x", "bindings": {"x": )" + std::string(bad) + "}}");
        EXPECT_EQ(got.substr(0, 23), R"({"error": "bindings.x: )") << bad << " gave " << got;
    }
    EXPECT_EQ(ask(std::string(kMaxLineBytes + 1, ' ')),
              R"({"error": "a line may be 4194304 bytes long"})");
    const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
    EXPECT_EQ(ask("{\"expr\": " + deep + "}").substr(0, 30), R"({"error": "the line is not JSO)");
}

TEST(Answers, NameEveryProblemWithItsColumn) {
    EXPECT_EQ(answer_line(line_of("'é' == 1 && y"), nullptr),
              R"({"error": "column 1: \"é\" is text and \"1\" is a whole number; they cannot be )"
              R"(equal\ncolumn 13: there is no name \"y\" here"})");
    EXPECT_EQ(answer_line(line_of("'é' == string(1 / 0)"), nullptr),
              R"_({"error": "division by zero (column 15)"})_");
}

class NoBudget : public expr::Record {
  public:
    expr::Value field(std::uint32_t, expr::Arena&) const override { return expr::Value::missing(); }
};

TEST(Answers, NameWhatIsMissing) {
    const expr::RecordType type("lead", {{"budget", expr::Type::number()}});
    const expr::Scope scope = expr::Scope().add({"lead", expr::Type::record(&type)});
    const NoBudget lead;
    const expr::Value bound[] = {expr::Value::record(&lead)};
    expr::Arena arena;
    const auto program = expr::Program::compile("lead.budget > 5", scope);
    ASSERT_TRUE(program);
    EXPECT_EQ(answer(*program, program->evaluate({bound, nullptr}, arena)),
              R"({"unknown": "lead.budget"})");
    const auto divides = expr::Program::compile("1 / 0 > 5", scope);
    ASSERT_TRUE(divides);
    EXPECT_EQ(answer(*divides, divides->evaluate({bound, nullptr}, arena)),
              R"_({"unknown": "division by zero (column 1)"})_");
}

}  // namespace
}  // namespace baton::evaluate
