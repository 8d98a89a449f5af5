#include "insight/table.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

Table one_text(std::string text) {
    Table table;
    table.columns = {"source"};
    table.rows = {{cell(text)}};
    return table;
}

std::string csv_of(std::string text) { return to_csv(one_text(std::move(text))).substr(8); }

TEST(Table, BothFormsSayTheSame) {
    Table table;
    table.columns = {"rule", "leads", "win_rate", "enough"};
    table.rows = {{cell("A, \"B\""), std::int64_t{3}, 0.1, true},
                  {Cell(), std::int64_t{-1}, Cell(), false}};
    EXPECT_EQ(to_csv(table),
              "rule,leads,win_rate,enough\r\n\"A, \"\"B\"\"\",3,0.1,true\r\n,-1,,false\r\n");
    std::string json;
    append_json(json, table);
    EXPECT_EQ(json, R"([{"rule":"A, \"B\"","leads":3,"win_rate":0.1,"enough":true},)"
                    R"({"rule":null,"leads":-1,"win_rate":null,"enough":false}])");
}

TEST(Table, NothingAtAllIsItsNames) {
    Table table;
    table.columns = {"rule", "leads"};
    EXPECT_EQ(to_csv(table), "rule,leads\r\n");
    std::string json;
    append_json(json, table);
    EXPECT_EQ(json, "[]");
}

TEST(Table, WhatASpreadsheetWouldCalculateIsAText) {
    EXPECT_EQ(csv_of("=HYPERLINK(\"http://x.test\")"),
              "\"'=HYPERLINK(\"\"http://x.test\"\")\"\r\n");
    for (const std::string start : {"=", "+", "-", "@", "\t", "\r", "\n"}) {
        EXPECT_EQ(csv_of(start + "1"), "\"'" + start + "1\"\r\n");
    }
    EXPECT_EQ(csv_of("a=1"), "a=1\r\n");
    EXPECT_EQ(csv_of("a\nb"), "\"a\nb\"\r\n");
    EXPECT_EQ(csv_of(" x"), "\" x\"\r\n");
    EXPECT_EQ(csv_of("Žofie 😀"), "Žofie 😀\r\n");
}

}  // namespace
}  // namespace baton::insight
