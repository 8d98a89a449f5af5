#include "api/answers.hpp"

#include <utility>
#include <variant>

#include "api/service.hpp"
#include "core/desk/command.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

struct Refusal {
    int status;
    std::string_view type;
    std::string_view field;
};

Refusal refusal_for(int code) {
    using desk::DeskError;
    if (code == static_cast<int>(ApiError::VersionMoved)) return {412, "version-moved", "If-Match"};
    switch (static_cast<DeskError>(code)) {
        case DeskError::NoDocument:
            return {503, "no-document", ""};
        case DeskError::UnknownLead:
            return {404, "unknown-lead", ""};
        case DeskError::LeadIsOver:
            return {409, "lead-is-over", ""};
        case DeskError::UnknownPerson:
            return {422, "unknown-person", "person"};
        case DeskError::NotTheHolder:
            return {409, "not-the-holder", "person"};
        case DeskError::NobodyHasIt:
            return {409, "nobody-has-it", ""};
        case DeskError::NotInAQueue:
            return {409, "not-in-a-queue", ""};
        case DeskError::NotOpenToThem:
            return {409, "not-open-to-them", "person"};
        case DeskError::NobodyEligible:
            return {409, "nobody-eligible", ""};
        case DeskError::AlreadyTheirs:
            return {409, "already-theirs", "to"};
        case DeskError::NeedsConfirmation:
            return {409, "needs-confirmation", "confirm"};
        case DeskError::BadTime:
            return {422, "bad-time", "out"};
        case DeskError::WrongVersion:
            return {412, "version-moved", "If-Match"};
        case DeskError::BadNumber:
            return {422, "bad-number", ""};
    }
    return {500, "", ""};
}

struct ToResponse {
    Service& service;

    http::Response operator()(dispatch::Accepted& accepted) const {
        service.written_at = service.options.clock.now().micros;
        auto response =
            http::Response::json(accepted.rendered.status, std::move(accepted.rendered.body));
        if (response.status >= 400) response.content_type = "application/problem+json";
        if (accepted.replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
        return response;
    }
    http::Response operator()(dispatch::Refused& refused) const {
        return refusal_of(refused.error);
    }
    http::Response operator()(dispatch::KeyReused&) const {
        http::Problem problem;
        problem.status = 422;
        problem.type = "urn:baton:key-reused";
        problem.detail =
            "this Idempotency-Key was used with another request; a new request needs a new key";
        problem.field = "Idempotency-Key";
        return http::problem_response(problem);
    }
    http::Response operator()(dispatch::Unavailable& away) const {
        service.refused_at = service.options.clock.now().micros;
        return unavailable(std::move(away.message), away.retry_after_seconds);
    }
};

}  // namespace

http::Response refusal_of(const Error& error) {
    const Refusal refusal = refusal_for(error.code);
    http::Problem problem;
    problem.status = refusal.status;
    if (!refusal.type.empty()) problem.type = "urn:baton:" + std::string(refusal.type);
    problem.detail = error.message;
    problem.field = std::string(refusal.field);
    http::Response response = http::problem_response(problem);
    if (refusal.status == 503) response.headers.emplace_back("Retry-After", "5");
    return response;
}

http::Response unavailable(std::string detail, int retry_after_seconds) {
    return http::problem_response(503, std::move(detail))
        .with("Retry-After", std::to_string(retry_after_seconds));
}

http::Response store_failed(const Error& error) {
    return unavailable("the store cannot be read: " + error.message);
}

http::Response no_such_lead() {
    http::Problem problem;
    problem.status = 404;
    problem.type = "urn:baton:unknown-lead";
    problem.detail = "there is no such lead";
    return http::problem_response(problem);
}

http::Response no_document() {
    return refusal_of({static_cast<int>(desk::DeskError::NoDocument),
                       "no workspace document has been published yet"});
}

http::Response response_of(Service& service, dispatch::Answer answer) {
    return std::visit(ToResponse{service}, answer);
}

void submit(Call call, Submission submission) {
    dispatch::Request request;
    request.what = std::move(submission.what);
    request.key = std::move(submission.key);
    request.render = std::move(submission.render);
    request.actor = call.actor();
    dispatch::Writer& writer = call.writer();
    request.reply = [call = std::move(call), finish = std::move(submission.finish),
                     finish_refusal =
                         std::move(submission.finish_refusal)](dispatch::Answer answer) mutable {
        http::Response response = response_of(call.service(), std::move(answer));
        if (finish && response.status < 300) finish(response);
        if (finish_refusal && response.status >= 300) finish_refusal(response);
        call.answer(std::move(response));
    };
    writer.submit(std::move(request));
}

void in_background(Call call, std::move_only_function<void(Call)> job) {
    Background& background = call.service().background;
    auto held = std::make_shared<std::optional<Call>>(std::move(call));  // shared with the job
    Background::Job run = [held, job = std::move(job)]() mutable { job(*std::move(*held)); };
    if (background.run(run)) return;
    (*held)->answer(unavailable("too many slow requests are waiting; try again shortly"));
}

}  // namespace baton::api
