// POST /v1/leads: a lead comes in and is handed to somebody.
#include <memory>
#include <utility>

#include "api/answers.hpp"
#include "api/intake.hpp"
#include "api/lead_answer.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"

namespace baton::api {

void post_lead(Call call, http::Request& request) {
    auto raw = json_body(request);
    if (!raw) return call.answer(std::move(raw.error()));
    auto key = idempotency_key(call, request);
    if (!key) return call.answer(std::move(key.error()));
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());

    Prepared prepared = prepare(call.service(), *raw, *live);
    Submission submission;
    submission.what = std::move(prepared.intake);
    submission.key = *std::move(key);
    submission.render = [warnings = std::move(prepared.warnings)](const dispatch::Done& done) {
        return render_intake(done, warnings);
    };
    submission.finish = [prefix = call.prefix()](http::Response& response) {
        // {"lead":"018f…": where the id stands is ours to know.
        constexpr std::size_t kIdAt = 9;
        constexpr std::size_t kIdSize = 36;
        constexpr std::string_view kLeads = "/v1/leads/";
        std::string place;
        place.reserve(prefix.size() + kLeads.size() + kIdSize);
        place += prefix;
        place += kLeads;
        place.append(response.body, kIdAt, kIdSize);
        response.headers.reserve(6);  // those that every answer has come with it
        response.headers.emplace_back("Location", std::move(place));
    };
    submit(std::move(call), std::move(submission));
}

}  // namespace baton::api
