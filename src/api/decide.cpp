// POST /v1/decide: what would become of this lead now, and why. Changes nothing.
#include <memory>
#include <utility>

#include "api/answers.hpp"
#include "api/intake.hpp"
#include "api/lead_answer.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "core/explain/json.hpp"
#include "core/explain/scribe.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

// What is asked, ready for the desk.
struct Case {
    lead::RawLead raw;
    std::shared_ptr<const lead::Lead> content;  // shared with the desk's question
    std::vector<lead::Warning> warnings;
    std::uint64_t version = 0;
    std::string last_owner;
    Uuid id{};
    std::optional<team::PersonId> about;  // `?person=`: why not them
};

dispatch::Rendered answer_case(const Service& service, const Case& asked, desk::Desk& desk,
                               const dispatch::Moment& moment) {
    desk::Receive receive;
    receive.lead = asked.id;
    receive.content = asked.content;
    receive.received_at = moment.now;
    if (asked.version != moment.version) {  // another document is live by now
        receive.content = std::make_shared<const lead::Lead>(
            lead::normalise(asked.raw, moment.policy.schema, service.options.tables.suffixes).lead);
    }
    if (!asked.last_owner.empty()) {
        receive.owner = moment.policy.names.people.find(asked.last_owner);
    }
    explain::Scribe scribe({.about = asked.about});
    desk.watch(&scribe);
    const auto decision = desk.preview(receive, moment.now);
    desk.watch(nullptr);
    dispatch::Rendered rendered;
    if (!decision) {
        http::Problem problem;
        problem.status = rendered.status = 503;
        problem.detail = decision.error().message;
        rendered.body = http::problem_json(problem);
        return rendered;
    }
    {
        ObjectWriter object(rendered.body);
        object.key("lead") += "null";
        write_decision(object, *decision, moment.policy);
        write_warnings(object, asked.warnings);
        const auto explanation = scribe.take();
        explain::append_json(object.key("trace"), *explanation);
        if (explanation->about) explain::append_json(object.key("about"), *explanation->about);
    }
    return rendered;
}

}  // namespace

void post_decide(Call call, http::Request& request) {
    auto query = query_of(request, {"person"});
    if (!query) return call.answer(std::move(query.error()));
    auto raw = json_body(request);
    if (!raw) return call.answer(std::move(raw.error()));
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    const auto about = person_asked_about(*query, *live->policy);
    if (!about) return call.answer(about.error());
    Prepared prepared = prepare(call.service(), *raw, *live);

    Case asked;
    asked.about = *about;
    asked.raw = *std::move(raw);
    asked.content = prepared.intake.content;
    asked.warnings = std::move(prepared.warnings);
    asked.version = live->version;
    asked.id = prepared.intake.id;
    if (prepared.intake.identity) {
        const std::uint64_t identities[]{*prepared.intake.identity};
        const auto owners = call.service().options.store.last_owners(call.workspace(), identities);
        if (!owners) return call.answer(store_failed(owners.error()));
        if (owners->front()) asked.last_owner = owners->front()->owner;
    }
    Submission submission;
    submission.what = dispatch::Ask{[&service = call.service(), asked = std::move(asked)](
                                        desk::Desk& desk, const dispatch::Moment& moment) {
        return answer_case(service, asked, desk, moment);
    }};
    submit(std::move(call), std::move(submission));
}

}  // namespace baton::api
