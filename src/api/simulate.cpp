// POST /v1/workspace/simulate: what would become of this lead under a draft, with everybody's load
// and turns as they are. The desk is one of its own, warmed from the store; the draft is in force
// on it and nowhere else.
#include <algorithm>
#include <memory>
#include <utility>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/document.hpp"
#include "api/intake.hpp"
#include "api/names.hpp"
#include "api/preview.hpp"
#include "api/request_body.hpp"
#include "api/service.hpp"
#include "api/trials.hpp"
#include "dispatch/warm.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

struct Trial {
    std::string document;
    lead::RawLead lead;
    http::Parameters query;
};

// A desk on which `policy` has just been published. Nobody who waits is tried again: what is asked
// about is the lead, not what publishing would set in motion.
void put_in_force(desk::Desk& desk, std::uint64_t version, Instant now) {
    event::Event event;
    event.seq = desk.state().seq() + 1;
    event.at = std::max(now, desk.state().last_at());
    event.cause = event::Cause::Published;
    event.version = version;
    event.body = event::Published{};
    desk.apply(event);
}

Result<std::string> last_owner_of(const Call& call, const dispatch::Intake& intake) {
    if (!intake.identity) return std::string();
    const std::uint64_t identities[]{*intake.identity};
    const auto owners = call.service().options.store.last_owners(call.workspace(), identities);
    if (!owners) return std::unexpected(owners.error());
    return owners->front() ? owners->front()->owner : std::string();
}

void answer_trial(Call call, Trial trial) {
    Service& service = call.service();
    // Read by the desk as it applies what put_in_force() brings.
    auto draft = std::make_shared<dispatch::Live>();
    desk::Setting setting = service.options.workspaces.setting(*call.room());
    setting.policies = [draft, known = std::move(setting.policies)](std::uint64_t version,
                                                                    const team::Names& names) {
        return draft->policy && version == draft->version ? draft->policy : known(version, names);
    };
    auto warm = dispatch::warm(call.workspace(), service.options.store, std::move(setting));
    if (!warm) return call.answer(store_failed(warm.error()));
    const auto live = warm->desk.state().policy();
    if (!live) return call.answer(no_document());
    auto files = live_files(call, trial.document);
    if (!files) return call.answer(store_failed(files.error()));
    const workspace::Loaded loaded =
        dispatch::compile(trial.document, *files, service.options.tables, &live->names);
    if (!loaded.policy) return call.answer(findings_refusal(loaded.findings));
    *draft = {warm->desk.state().version() + 1, loaded.policy};
    const auto about = person_asked_about(trial.query, *loaded.policy);
    if (!about) return call.answer(about.error());
    const Instant now = service.options.clock.now();
    put_in_force(warm->desk, draft->version, now);

    Prepared prepared = prepare(service, trial.lead, *draft);
    auto owner = last_owner_of(call, prepared.intake);
    if (!owner) return call.answer(store_failed(owner.error()));
    PreviewCase asked;
    asked.raw = std::move(trial.lead);
    asked.content = prepared.intake.content;
    asked.warnings = std::move(prepared.warnings);
    asked.version = draft->version;
    asked.last_owner = *std::move(owner);
    asked.id = prepared.intake.id;
    asked.about = *about;
    const dispatch::Rendered rendered =
        preview(service, asked, warm->desk,
                {*loaded.policy, draft->version, std::max(now, warm->desk.state().last_at())});
    http::Response response = http::Response::json(rendered.status, rendered.body);
    call.answer(std::move(response));
}

}  // namespace

void post_simulate(Call call, http::Request& request) {
    auto query = query_of(request, {"person"});
    if (!query) return call.answer(std::move(query.error()));
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    Trial trial;
    trial.query = *std::move(query);
    BodyFields fields(*body, {"document", "lead"});
    fields.need_one_of({"document"});
    fields.need_one_of({"lead"});
    if (auto text = fields.text("document")) trial.document = *std::move(text);
    if (const lead::RawValue* lead = fields.find("lead")) {
        if (const auto* map = std::get_if<lead::RawMap>(&lead->value)) {
            trial.lead = *map;
        } else {
            fields.wrong("lead", "\"lead\" is an object of lead fields");
        }
    }
    if (!fields.is_fine()) return call.answer(fields.refusal());
    in_background(std::move(call), [trial = std::move(trial)](Call asked) mutable {
        answer_trial(std::move(asked), std::move(trial));
    });
}

}  // namespace baton::api
