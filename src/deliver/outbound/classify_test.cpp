#include "deliver/outbound/classify.hpp"

#include <gtest/gtest.h>

namespace baton::deliver {
namespace {

TEST(Classify, Http) {
    for (const int status : {200, 202, 204}) {
        EXPECT_EQ(classify_http(status), OutcomeKind::Sent) << status;
    }
    for (const int status : {301, 308, 400, 410, 413, 422}) {
        EXPECT_EQ(classify_http(status), OutcomeKind::Permanent) << status;
    }
    for (const int status : {0, 401, 403, 404, 408, 425, 429, 500, 502, 503, 599}) {
        EXPECT_EQ(classify_http(status), OutcomeKind::Retry) << status;
    }
}

TEST(Classify, Smtp) {
    EXPECT_EQ(classify_smtp(250), OutcomeKind::Sent);
    for (const int status : {421, 450, 451, 452, 454, 530, 535, 0, 354}) {
        EXPECT_EQ(classify_smtp(status), OutcomeKind::Retry) << status;
    }
    for (const int status : {550, 552, 553, 554}) {
        EXPECT_EQ(classify_smtp(status), OutcomeKind::Permanent) << status;
    }
}

TEST(Classify, WordsAreCutBetweenCodePointsAndHoldNoControlBytes) {
    EXPECT_EQ(printable("550 no\tsuch\r\n", 160), "550 no such");
    EXPECT_EQ(printable("äöü", 2), "äö…");
    EXPECT_EQ(printable("äöü", 3), "äöü");
    EXPECT_EQ(printable("\xff\xfe", 10), "");
    EXPECT_EQ(printable("", 10), "");
}

}  // namespace
}  // namespace baton::deliver
