#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "core/workspace/node.hpp"
#include "core/workspace/yaml_reader.hpp"

namespace baton::workspace {
namespace {

std::vector<std::string> lines_of(const std::vector<Finding>& findings) {
    std::vector<std::string> lines;
    for (const Finding& finding : findings) lines.push_back(to_line(finding));
    return lines;
}

std::vector<std::string> errors(std::string_view text) {
    const auto parsed = parse_yaml(text, "w.yaml");
    return parsed ? std::vector<std::string>{} : lines_of(parsed.error());
}

Node read(std::string_view text) {
    const auto parsed = parse_yaml(text, "w.yaml");
    if (!parsed) {
        ADD_FAILURE() << to_line(parsed.error().front());
        return {};
    }
    return parsed->empty() ? Node{} : parsed->front();
}

std::string at(const Place& place) {
    return std::to_string(place.line) + ":" + std::to_string(place.column);
}

TEST(Yaml, ReadsTheCoreSchemaAndRemembersPlaces) {
    const Node root = read("a: NO\nb: \"5\"\nc: [1, {d: ~}]\n");
    EXPECT_EQ(root.find("a")->scalar, "NO");
    EXPECT_FALSE(root.find("a")->quoted);
    EXPECT_TRUE(root.find("b")->quoted);
    EXPECT_EQ(at(root.find("c")->items[1].entries[0].key.place), "3:9");
    EXPECT_EQ(root.find("c")->items[1].find("d")->kind, Node::Kind::Null);
    EXPECT_EQ(root.find("zzz"), nullptr);
}

TEST(Yaml, CountsColumnsInCodePoints) {
    const Node root = read("{ é: ü, x: \"ñ\", y: z }");
    EXPECT_EQ(at(root.find("x")->place), "1:12");
    EXPECT_EQ(at(root.find("y")->place), "1:20");
}

TEST(Yaml, ReadsJsonAndManyDocuments) {
    EXPECT_EQ(read(R"({"a": [1, "b", null]})").find("a")->items.size(), 3U);
    EXPECT_EQ(parse_yaml("a: 1\n---\nb: 2\n", "w.yaml")->size(), 2U);
    EXPECT_EQ(parse_yaml("", "w.yaml")->size(), 0U);
    EXPECT_EQ(read("\xEF\xBB\xBF"
                   "a: 1\r\nb: 2\r\n")
                  .find("b")
                  ->scalar,
              "2");
}

struct Inside {
    const char* text;
    const char* needle;  // a piece of the scalar's text, found once
    const char* place;
};

// Where a piece of a scalar's text stands in the source, however the scalar is written.
constexpr Inside kInside[] = {
    {"a: lead.employees > 5", "employees", "1:9"},
    {"a: \"lead.employees\"", "employees", "1:10"},
    {"a: 'é lead.employees'", "employees", "1:12"},
    {R"(a: "x == \"y\" && bad")", "bad", "1:19"},
    {R"(a: "\u00e9\x41\t bad")", "bad", "1:18"},
    {"a: 'x == ''y'' && bad'", "bad", "1:19"},
    {"a: |\n  one\n    two &&\n  bad\n", "bad", "4:3"},
    {"a: |\n  one\n    two &&\n  bad\n", "two", "3:5"},
    {"a: >-\n  one\n  two\n\n  bad\n", "bad", "5:3"},
    {"a: one\n  two\n\n  bad", "bad", "4:3"},
    {"a: \"one\n  two \\\n  bad\"", "bad", "3:3"},
    {"a: &x !!str bad", "bad", "1:13"},
    {"- when: >\n    lead.x ==\n      5 && bad\n", "bad", "3:12"},
    {"a: |2\n    deep\n   bad\n", "bad", "3:4"},
};

TEST(Yaml, FindsEveryByteOfAScalarInTheSource) {
    for (const Inside& inside : kInside) {
        Node root = read(inside.text);
        const Node* node =
            root.kind == Node::Kind::List ? &root.items[0].entries[0].value : root.find("a");
        ASSERT_NE(node, nullptr) << inside.text;
        const std::size_t offset = node->scalar.find(inside.needle);
        ASSERT_NE(offset, std::string::npos) << inside.text << "\n" << node->scalar;
        EXPECT_EQ(at(node->place_of(offset)), inside.place) << inside.text;
    }
}

TEST(Yaml, TellsKeysGivenTwice) {
    EXPECT_EQ(
        errors("a: 1\nb: {x: 1, x: 2}\na: 2\n"),
        (std::vector<std::string>{"w.yaml:2:11: \"x\" is given twice; the first stands at line 2",
                                  "w.yaml:3:1: \"a\" is given twice; the first stands at line 1"}));
}

struct Broken {
    const char* text;
    const char* error;
};

constexpr Broken kBroken[] = {
    {"a: b: c\n",
     "w.yaml:1:5: a \":\" stands where none can be; put the text in quotes, or check the "
     "indentation"},
    {"a: [1,2\n", "w.yaml:1:4: this \"[\" is not closed, or a comma is missing in it"},
    {"a: {b: 1\n", "w.yaml:1:4: this \"{\" is not closed, or a comma is missing in it"},
    {"a: 'x\nb: 1\n", "w.yaml:1:4: a quote is opened here and never closed"},
    {"a: \"x\nb: 1\n", "w.yaml:1:4: a quote is opened here and never closed"},
    {"a: @b\n", "w.yaml:1:4: this character cannot begin a value; put the value in quotes"},
    {"a: \"\\q\"\n",
     "w.yaml:1:5: there is no such escape in a text in double quotes; write \\\\ for a backslash"},
    {"a:\n\t- b\n", "w.yaml:2:1: a tab stands in the indentation; use spaces"},
    {"? [1]\n: 2\n", "w.yaml:1:3: a key must be a word or a text"},
    {"a: *x\n", "w.yaml:1:4: there is no anchor of this name above"},
    {"a: &x [*x]\n", "w.yaml:1:8: an alias stands inside what it stands for"},
    {"a: !secret x\n", "w.yaml:1:4: the tag \"!secret\" means nothing here; remove it"},
    {"}\n", "w.yaml:1:1: a closing bracket has no opening one"},
    {"a: 1\nb: \xC3\xA9\xFF\n", "w.yaml:2:5: the file is not UTF-8 here; save it as UTF-8"},
};

TEST(Yaml, SaysWhatIsBroken) {
    for (const Broken& broken : kBroken) {
        EXPECT_EQ(errors(broken.text), std::vector<std::string>{broken.error}) << broken.text;
    }
}

TEST(Yaml, GoesOnAfterBrokenSyntaxInOtherSectionsAndEntries) {
    const auto found = errors(
        "people:\n"
        "  a: { name: A\n"
        "  b: { name: B }\n"
        "  c: @c\n"
        "pools: [\n"
        "rules:\n"
        "- name: one\n"
        "  when: a: b\n"
        "- name: two\n"
        "- { name: three\n"
        "otherwise: { x: 1, x: 2 }\n");
    EXPECT_EQ(found.size(), 6U);
    std::vector<std::string> places;
    for (const std::string& line : found) places.push_back(line.substr(7, line.find(": ") - 7));
    EXPECT_EQ(places, (std::vector<std::string>{"2:6", "4:6", "5:8", "8:10", "10:3", "11:20"}));
}

// The library would give empty documents without end.
TEST(Yaml, ATokenThatBeginsNothingEndsTheReading) {
    const std::string words =
        "what stands here can begin no value; check the commas and brackets, the indentation and "
        "the \"- \" of this line";
    EXPECT_EQ(errors("  , { name: Two }\n"), std::vector{"w.yaml:1:3: " + words});
    // The same line further down, in a piece of a broken document that is read on its own.
    const auto found = errors("a: : b\n  , { name: Two }\nc: : d\n");
    EXPECT_LE(found.size(), 4U);
    // As many empty values as one likes may stand on lines of their own.
    EXPECT_TRUE(errors("a:\n" + std::string(3, ' ') +
                       "-\n   -\n   -\n   -\n   -\n   -\n   -\n   -\n"
                       "   -\n   -\n")
                    .empty());
    EXPECT_TRUE(errors("{a, b, c, d, e, f, g, h, i, j: [~, , ~]}").size() <= 1);
}

TEST(Yaml, IsBounded) {
    std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
        for (int k = 0; k < 9; ++k) laughs += ", " + last;
        laughs += "]\n";
    }
    ASSERT_FALSE(errors(laughs).empty());
    EXPECT_NE(errors(laughs)[0].find("the aliases of this document grow too large"),
              std::string::npos);
    for (const char* open : {"[", "{a: ", "- "}) {
        std::string deep;
        for (int i = 0; i < 20'000; ++i) deep += open;
        ASSERT_FALSE(errors(deep).empty()) << open;
    }
    EXPECT_EQ(errors(std::string(kMaxDocumentBytes + 1, ' ')),
              std::vector<std::string>{
                  "w.yaml:1:1: the document has 10485761 bytes; at most 10485760 are read"});
}

// Each of these is small enough to be read, and was slow or large to read: a line of a megabyte, a
// megabyte of blanks, anchors inside anchors, a broken document of very many parts.
TEST(Yaml, TakesTimeAndMemoryByTheSizeOfTheText) {
    constexpr std::size_t kMany = 50'000;
    std::string line = "[x";
    for (std::size_t i = 0; i < kMany; ++i) line += ",x";
    const Node list = read(line + ", é, y]");
    ASSERT_EQ(list.items.size(), kMany + 3);
    EXPECT_EQ(list.items.back().place.column, static_cast<int>(2 * kMany) + 8);

    EXPECT_EQ(read("\"a" + std::string(kMany, ' ') + "b\"").scalar.size(), kMany + 2);
    EXPECT_EQ(read("a" + std::string(kMany, ' ') + "b").scalar.size(), kMany + 2);

    std::string nested;
    for (int i = 0; i < 90; ++i) nested += "&a" + std::to_string(i) + " [";
    EXPECT_NE(errors(nested + line + "]" + std::string(90, ']'))[0].find(
                  "what the anchors of this document stand for is too large"),
              std::string::npos);

    std::string parts;
    for (std::size_t i = 0; i < kMany; ++i) parts += "a" + std::to_string(i) + ":\n";
    EXPECT_EQ(errors(parts + "b: [").size(), 1U);
    std::string documents;
    for (std::size_t i = 0; i < kMany; ++i) documents += "---\n";
    EXPECT_EQ(errors(documents + "b: [").size(), 1U);
}

TEST(Merge, LaysMapsOverMapsAndReplacesTheRest) {
    const Node base = read("a: {x: 1, y: [1, 2]}\nb: 2\nc: 3\n");
    const Node merged = merge(base, read("a: {y: [3], z: 4}\nb: ~\nd: {e: 1, f: ~}\n"));
    EXPECT_EQ(merged.find("a")->find("x")->scalar, "1");
    EXPECT_EQ(merged.find("a")->find("y")->items.size(), 1U);
    EXPECT_EQ(merged.find("a")->find("z")->scalar, "4");
    EXPECT_EQ(merged.find("b"), nullptr);
    EXPECT_EQ(merged.find("c")->scalar, "3");
    EXPECT_EQ(merged.find("d")->entries.size(), 1U);
    EXPECT_EQ(merge(base, read("x")).scalar, "x");
}

TEST(Finding, IsOneLine) {
    EXPECT_EQ(to_line({Severity::Warning, {"w.yaml", 3, 7}, "odd", "mend it"}),
              "w.yaml:3:7: warning: odd (mend it)");
}

}  // namespace
}  // namespace baton::workspace
