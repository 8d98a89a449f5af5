// POST /v1/decide: what would become of this lead now, and why. Changes nothing.
#include <memory>
#include <utility>

#include "api/answers.hpp"
#include "api/intake.hpp"
#include "api/names.hpp"
#include "api/preview.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"

namespace baton::api {

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

    PreviewCase asked;
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
        return preview(service, asked, desk, moment);
    }};
    submit(std::move(call), std::move(submission));
}

}  // namespace baton::api
