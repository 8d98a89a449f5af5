#include "capture/csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "capture/error.hpp"
#include "capture/limits.hpp"
#include "capture/raw_for_tests.hpp"

namespace baton::capture {
namespace {

constexpr int code(CaptureError error) { return static_cast<int>(error); }

// Everything a reader said: "2 [a|b]" for a row, "3 message" for a bad one, "! message" at the end.
struct Rows {
    std::vector<std::string> seen;
    std::vector<int> codes;
    CsvReader reader{[this](std::size_t line, Result<CsvReader::Cells> cells) {
        std::string text = std::to_string(line) + " ";
        if (cells) {
            text += '[';
            for (const std::string_view cell : *cells) text += std::string(cell) + '|';
            text.back() = ']';
        } else {
            text += cells.error().message;
            codes.push_back(cells.error().code);
        }
        seen.push_back(std::move(text));
    }};

    void say(const Result<void>& result) {
        if (result) return;
        seen.push_back("! " + result.error().message);
        codes.push_back(result.error().code);
    }
};

Rows read(std::string_view text, std::size_t piece = std::string_view::npos) {
    Rows rows;
    for (std::size_t at = 0; at < text.size(); at += std::min(piece, text.size())) {
        if (const auto fed = rows.reader.feed(text.substr(at, piece)); !fed) {
            rows.say(fed);
            return rows;
        }
    }
    rows.say(rows.reader.finish());
    return rows;
}

using Seen = std::vector<std::string>;

TEST(Csv, ReadsRows) {
    const auto rows = read("name,email\nAnn,a@x.test\n\"Lee, Bob\",\"b\"\"q\"\"\"\n");
    EXPECT_EQ(rows.seen, (Seen{"2 [Ann|a@x.test]", "3 [Lee, Bob|b\"q\"]"}));
    EXPECT_EQ(rows.reader.names(), (Seen{"name", "email"}));
    EXPECT_EQ(read("a\n1").seen, (Seen{"2 [1]"}));
    EXPECT_EQ(read("a,b\n1,").seen, (Seen{"2 [1|]"}));
    EXPECT_EQ(read("a,b\n,\"\"\n").seen, (Seen{"2 [|]"}));
    EXPECT_EQ(read("a,b").seen, (Seen{}));
}

TEST(Csv, ReadsEveryLineEnd) {
    const Seen rows{"2 [1|2]", "3 [3|4]"};
    EXPECT_EQ(read("a,b\n1,2\n3,4\n").seen, rows);
    EXPECT_EQ(read("a,b\r\n1,2\r\n3,4\r\n").seen, rows);
    EXPECT_EQ(read("a,b\r1,2\r3,4\r").seen, rows);
    EXPECT_EQ(read("a,b\r\n1,2\n3,4").seen, rows);
    EXPECT_EQ(read("\xEF\xBB\xBF"
                   "a,b\r\n1,2\r\n3,4\r\n")
                  .seen,
              rows);
}

TEST(Csv, QuotedCellsHoldLineEnds) {
    const auto rows = read("a,b\n\"one\ntwo\r\nthree\",2\n3,4\n");
    EXPECT_EQ(rows.seen, (Seen{"2 [one\ntwo\r\nthree|2]", "5 [3|4]"}));
}

TEST(Csv, FindsTheSeparator) {
    EXPECT_EQ(read("a;b;c\n1,5;2;3\n").seen, (Seen{"2 [1,5|2|3]"}));
    EXPECT_EQ(read("a\tb\n1\t2\n").seen, (Seen{"2 [1|2]"}));
    EXPECT_EQ(read("\"a,b,c\";d;e\n1;2;3\n").seen, (Seen{"2 [1|2|3]"}));
    EXPECT_EQ(read("sep=|\r\na|b\r\n1|2\r\n").seen, (Seen{"3 [1|2]"}));
    EXPECT_EQ(read("\n \n\r\na;b\n1;2\n").seen, (Seen{"5 [1|2]"}));
}

TEST(Csv, PassesOverEmptyLinesAndRows) {
    EXPECT_EQ(read("a,b\n\n1,2\n \n,\n,,,\n3,4\n\n").seen, (Seen{"3 [1|2]", "7 [3|4]"}));
}

TEST(Csv, TrimsAndCompletesTheHeader) {
    const auto rows = read(" name , ,\"e mail\"\n1,2,3\n");
    EXPECT_EQ(rows.reader.names(), (Seen{"name", "column_2", "e mail"}));
}

TEST(Csv, ARaggedRowIsAnErrorOfItsOwn) {
    const auto rows = read("a,b\n1\n1,2,3\n1,2\n");
    EXPECT_EQ(rows.seen, (Seen{"2 line 2: the row has 1 cells, the header 2",
                               "3 line 3: the row has 3 cells, the header 2", "4 [1|2]"}));
    EXPECT_EQ(rows.codes,
              (std::vector<int>{code(CaptureError::BadCsvRow), code(CaptureError::BadCsvRow)}));
}

TEST(Csv, QuotesInOddPlaces) {
    EXPECT_EQ(read("a,b\n5\" pipe,2\n").seen, (Seen{"2 [5\" pipe|2]"}));
    EXPECT_EQ(read("a,b\n\"x\" ,2\n").seen, (Seen{"2 [x|2]"}));
    EXPECT_EQ(read("a,b\n\"x\"y,2\n3,4\n").seen,
              (Seen{"2 line 2: text follows the closing quote in column 1", "3 [3|4]"}));
}

TEST(Csv, AnUnclosedQuoteNamesItsLine) {
    const auto rows = read("a,b\n1,2\n3,\"x\n5,6\n");
    EXPECT_EQ(rows.seen, (Seen{"2 [1|2]", "! line 3: the quote that opens here is never closed"}));
    EXPECT_EQ(rows.codes, (std::vector<int>{code(CaptureError::UnclosedQuote)}));
}

TEST(Csv, RefusesABadHeader) {
    EXPECT_EQ(read("").seen, (Seen{"! there is no header: the first line names the columns"}));
    EXPECT_EQ(read("\n\n").codes, (std::vector<int>{code(CaptureError::BadCsvHeader)}));
    EXPECT_EQ(read("a,b,a\n1,2,3\n").seen, (Seen{"! line 1: the header names \"a\" twice"}));
    EXPECT_EQ(read("a,\xFF\n1,2\n").codes, (std::vector<int>{code(CaptureError::BadUtf8)}));
    EXPECT_EQ(read("\xFF\xFE"
                   "a\n")
                  .seen,
              (Seen{"! the file is UTF-16: save it as UTF-8"}));
    EXPECT_EQ(read("x" + std::string(kMaxCsvColumns, ',') + "\n1\n").codes,
              (std::vector<int>{code(CaptureError::TooLarge)}));
    EXPECT_EQ(read(std::string(kMaxCsvRowBytes + 10, 'x') + "\n1\n").codes,
              (std::vector<int>{code(CaptureError::TooLarge)}));
}

TEST(Csv, ABadRowOfBytesIsAnErrorOfItsOwn) {
    const auto rows = read("a,b\n1,\xC3\n1,ä\n");
    EXPECT_EQ(rows.seen, (Seen{"2 line 2: the row is not UTF-8", "3 [1|ä]"}));
    EXPECT_EQ(rows.codes, (std::vector<int>{code(CaptureError::BadUtf8)}));
    // Two cells that are a character only without the delimiter between them.
    EXPECT_EQ(read("a,b\n4\xEF,\xBF\xBB\n").codes, (std::vector<int>{code(CaptureError::BadUtf8)}));
}

TEST(Csv, AnOverlongRowIsPassedOver) {
    const std::string filler(kMaxCsvRowBytes, 'x');
    const auto plain = read("a,b\n1," + filler + filler + "\n3,4\n");
    EXPECT_EQ(plain.seen, (Seen{"2 line 2: the row is longer than 262144 bytes", "3 [3|4]"}));
    std::string lines;
    while (lines.size() < 3 * kMaxCsvRowBytes) lines += "5,6\n";
    const auto quoted = read("a,b\n1,\"" + lines);
    ASSERT_GT(quoted.seen.size(), 10U);
    EXPECT_EQ(quoted.seen[0],
              "2 line 2: the row is longer than 262144 bytes; is a quote left open?");
    EXPECT_TRUE(quoted.seen[1].ends_with(" [5|6]"));
    EXPECT_EQ(quoted.codes, (std::vector<int>{code(CaptureError::TooLarge)}));
    // Lines are still counted.
    const auto lines_in_all = static_cast<std::size_t>(std::ranges::count(lines, '\n')) + 1;
    EXPECT_EQ(quoted.seen.back(), std::to_string(lines_in_all) + " [5|6]");
}

TEST(Csv, IsTheSameInAnyPieces) {
    const std::vector<std::string> atoms{"a",    "b1", ",", ";", "\t",   "\"",     "\"\"",    "\n",
                                         "\r\n", "\r", " ", "ä", "\xFF", "\"q,\"", "\"x\ny\""};
    const bool held = rc::check("rows do not depend on how the bytes come in", [&] {
        std::string text = *rc::gen::element<std::string>("", "a,b\n",
                                                          "\xEF\xBB\xBF"
                                                          "a;b\r\n",
                                                          "sep=;\r\na;b\r");
        for (const std::string& atom :
             *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(atoms)))
            text += atom;
        const auto whole = read(text);
        for (const std::size_t piece : {1U, 2U, 3U, 7U}) {
            const auto pieces = read(text, piece);
            RC_ASSERT(pieces.seen == whole.seen);
            RC_ASSERT(pieces.codes == whole.codes);
        }
    });
    EXPECT_TRUE(held);
}

TEST(Csv, ReadsBackWhatIsWritten) {
    const bool held = rc::check("quoted cells come back as they were", [] {
        const auto cell =
            rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab,;\"\n\r\t ")));
        const auto rows = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
            rc::gen::pair(cell, cell));
        std::string text = "a,b\n";
        Seen expected;
        std::size_t line = 2;
        const auto append = [&](const std::string& value) {
            text += '"';
            for (const char c : value) {
                if (c == '"') text += '"';
                text += c;
            }
            text += '"';
        };
        for (const auto& [a, b] : rows) {
            append(a);
            text += ',';
            append(b);
            text += '\n';
            expected.push_back(std::to_string(line) + " [" + a + "|" + b + "]");
            line += 1 + static_cast<std::size_t>(std::ranges::count(a + b, '\n'));
        }
        RC_ASSERT(read(text).seen == expected);
    });
    EXPECT_TRUE(held);
}

TEST(CsvLeads, AreRawLeadsByTheHeadersNames) {
    Seen seen;
    CsvLeads leads([&](std::size_t line, Result<lead::RawLead> lead) {
        seen.push_back(std::to_string(line) + " " + (lead ? shown(*lead) : lead.error().message));
    });
    ASSERT_TRUE(leads.feed(
        "email,Company Name,signals.demo,tags[]\nann@x.test, BigCo ,2,a\nbob@x.test,,,\nx\n"));
    ASSERT_TRUE(leads.finish());
    EXPECT_EQ(
        seen,
        (Seen{R"(2 {email:"ann@x.test" Company Name:"BigCo" signals:{demo:"2" } tags:["a" ] })",
              R"(3 {email:"bob@x.test" })", "4 line 4: the row has 1 cells, the header 4"}));
}

TEST(CsvLeads, AMillionRowsInBoundedMemory) {
    std::size_t rows = 0;
    std::size_t bytes = 0;
    CsvReader reader([&](std::size_t, Result<CsvReader::Cells> cells) {
        rows += cells ? 1 : 0;
        for (const std::string_view cell : *cells) bytes += cell.size();
    });
    ASSERT_TRUE(reader.feed("id,name,company,amount\r\n"));
    std::string block;
    for (int i = 0; i < 1000; ++i)
        block += "12345678,\"Lee, Ann\",Globex Corporation,\"1,000\"\r\n";
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(reader.feed(block));
    ASSERT_TRUE(reader.finish());
    EXPECT_EQ(rows, 1'000'000U);
    EXPECT_EQ(bytes, 1'000'000U * 39);
}

}  // namespace
}  // namespace baton::capture
