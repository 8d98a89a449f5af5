#include "http/problem.hpp"

#include <gtest/gtest.h>

#include "http/error.hpp"

namespace baton::http {
namespace {

TEST(Problem, WritesItsMembersInOrder) {
    EXPECT_EQ(
        problem_json({.status = 422,
                      .type = "https://baton.example/errors/field",
                      .title = "The lead cannot be taken",
                      .detail = "e-mail \"x\" has no @",
                      .field = "email",
                      .errors = {{.field = "email", .detail = "no @"},
                                 {.detail = "bad", .line = 3, .column = 7}}}),
        R"({"type":"https://baton.example/errors/field","title":"The lead cannot be taken",)"
        R"("status":422,"detail":"e-mail \"x\" has no @","field":"email",)"
        R"("errors":[{"field":"email","detail":"no @"},{"detail":"bad","line":3,"column":7}]})");
}

TEST(Problem, TakesTheStatusForItsTitle) {
    const Response response = problem_response(404, "there is no such lead");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.content_type.view(), "application/problem+json");
    EXPECT_EQ(response.body, R"({"type":"about:blank","title":"Not Found","status":404,)"
                             R"("detail":"there is no such lead"})");
}

TEST(Problem, RepairsTextThatIsNotUtf8) {
    EXPECT_NE(problem_json({.status = 400, .detail = "a\xff\xc3\xa4\xc3"})
                  .find("a\xEF\xBF\xBD\xc3\xa4\xEF\xBF\xBD\""),
              std::string::npos);
}

TEST(Problem, FitsTheErrorsOfThisFolder) {
    const auto status = [](HttpError code) {
        return problem_from_error({static_cast<int>(code), "why"}).status;
    };
    EXPECT_EQ(status(HttpError::BodyTooLarge), 413);
    EXPECT_EQ(status(HttpError::TimedOut), 408);
    EXPECT_EQ(status(HttpError::BadForm), 400);
}

}  // namespace
}  // namespace baton::http
