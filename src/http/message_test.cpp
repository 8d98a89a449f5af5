#include "http/message.hpp"

#include <gtest/gtest.h>

#include "http/response_writer.hpp"

namespace baton::http {
namespace {

TEST(Headers, FindWithoutRegardToCase) {
    Headers headers;
    headers.add("Content-Type", "text/plain");
    headers.add("x-a", "1");
    headers.add("X-A", "2");
    headers.add("Empty", "");
    EXPECT_EQ(headers.find("content-type"), "text/plain");
    EXPECT_EQ(headers.find("X-a"), "1");
    EXPECT_EQ(headers.find("empty"), "");
    EXPECT_EQ(headers.find("content"), std::nullopt);
    EXPECT_EQ(headers.count("x-A"), 2U);
    EXPECT_EQ(headers.name(2), "X-A");
    EXPECT_EQ(headers.value(2), "2");
    headers.clear();
    EXPECT_EQ(headers.size(), 0U);
    EXPECT_EQ(headers.find("x-a"), std::nullopt);
}

TEST(Methods, HaveNames) {
    for (const char* name : {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
        EXPECT_EQ(method_name(method_from(name)), name);
    }
    EXPECT_EQ(method_from("get"), Method::Other);
    EXPECT_EQ(method_from("OTHER"), Method::Other);
}

TEST(Responses, AreMadeInOneLine) {
    const Response response = Response::json(201, "{}").with("Location", "/v1/leads/1");
    EXPECT_EQ(response.header("location"), "/v1/leads/1");
    EXPECT_EQ(response.header("other"), std::nullopt);
    EXPECT_EQ(Response::redirect("/thanks").status, 303);
    EXPECT_EQ(Response::redirect("/thanks").header("Location"), "/thanks");
}

TEST(ResponseWriter, WritesAHead) {
    std::string out;
    append_head(out, Response::html(200, "").with("X", "y"),
                {.date = "D", .framing = Framing::Length, .length = 1234567});
    EXPECT_EQ(out,
              "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/html; charset=utf-8\r\nX: y\r\n"
              "Content-Length: 1234567\r\n\r\n");
}

TEST(ResponseWriter, WritesDates) {
    EXPECT_EQ(http_date(Instant::from_seconds(784111777)), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(Instant{0}), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(http_date(Instant::from_seconds(1772492399)), "Mon, 02 Mar 2026 22:59:59 GMT");
}

}  // namespace
}  // namespace baton::http
