#include "http/request_parser.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace baton::http {
namespace {

const std::string kHead = "POST /lead HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

// The body and the last step of a request that comes `step` bytes at a time.
std::pair<std::string, ParseStep> read(std::string_view text, std::size_t step) {
    RequestParser parser;
    Request request;
    parser.begin(request, 4096);
    std::string waiting;
    RequestParser::Progress progress{0, ParseStep::NeedMore};
    for (std::size_t at = 0; at < text.size() || !waiting.empty();) {
        const std::string_view more = text.substr(at, step);
        at += more.size();
        waiting += more;
        progress = parser.put(waiting);
        waiting.erase(0, progress.consumed);
        if (progress.step == ParseStep::HeadDone) parser.limit_body(100);
        if (progress.step == ParseStep::Complete || progress.step == ParseStep::Failed) break;
        if (progress.step == ParseStep::NeedMore && at == text.size()) break;
    }
    return {request.body, progress.step};
}

TEST(RequestParser, ReadsChunksInPiecesOfAnySize) {
    const std::string text = kHead + "3\r\nabc\r\n00A;x=1\r\n0123456789\r\n0\r\nSeen: yes\r\n\r\n";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        const auto [body, last] = read(text, step);
        EXPECT_EQ(last, ParseStep::Complete) << step;
        EXPECT_EQ(body, "abc0123456789") << step;
    }
}

TEST(RequestParser, ReadsABodyWithoutAnyChunkByteByByte) {
    EXPECT_EQ(read(kHead + "0\r\n\r\n", 1).second, ParseStep::Complete);
    EXPECT_EQ(read(kHead + "0\r\n\n", 1).second, ParseStep::NeedMore);
    EXPECT_EQ(read(kHead + "0\r\n\nX: 1\r\n\r\n", 1).second, ParseStep::Failed);
    EXPECT_EQ(read(kHead + "zz\r\n", 1).second, ParseStep::Failed);
}

}  // namespace
}  // namespace baton::http
