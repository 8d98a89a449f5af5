// Asking a desk what would become of a lead.
#include "api/preview.hpp"

#include "api/lead_answer.hpp"
#include "core/explain/json.hpp"
#include "core/explain/scribe.hpp"
#include "http/problem.hpp"

namespace baton::api {

dispatch::Rendered preview(const Service& service, const PreviewCase& asked, desk::Desk& desk,
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

}  // namespace baton::api
