// POST /v1/forget: a person's data is erased from everywhere but for ids, and the log says who
// asked.
#include "api/forget.hpp"

#include <utility>
#include <vector>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "core/lead/email.hpp"
#include "core/lead/identity.hpp"
#include "proof/forget.hpp"

namespace baton::api {
namespace {

// Who is meant: a lead, or everybody's leads of one address.
struct Whom {
    std::optional<desk::LeadId> lead;
    std::optional<std::uint64_t> identity;
};

Result<std::vector<desk::LeadId>> leads_meant(const Call& call, const Whom& whom) {
    if (whom.lead) return std::vector{*whom.lead};
    return proof::leads_of(call.service().options.store, call.workspace(), *whom.identity);
}

http::Response failed(const Error& error) {
    if (error.code == static_cast<int>(proof::ForgetError::UnknownLead)) return no_such_lead();
    return unavailable(error.message);
}

void forget_all(Call call, const Whom& whom) {
    const auto leads = leads_meant(call, whom);
    if (!leads) return call.answer(store_failed(leads.error()));
    Service& service = call.service();
    std::string body = "{\"forgotten\":[";
    for (const desk::LeadId& lead : *leads) {
        const auto done = proof::forget(call.writer(), service.options.store, lead, call.actor(),
                                        service.options.clock.now());
        if (!done) return call.answer(failed(done.error()));
        if (body.back() != '[') body += ',';
        body += '"' + format_uuid(lead) + '"';
    }
    call.answer(http::Response::json(200, body + "]}"));
}

}  // namespace

void post_forget(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    if (!call.writer().live()->policy) return call.answer(no_document());
    BodyFields fields(*body, {"lead", "email"});
    fields.need_one_of({"lead", "email"});
    Whom whom;
    if (const auto id = fields.text("lead")) {
        whom.lead = parse_uuid(*id);
        if (!whom.lead) fields.wrong("lead", "a lead's id, as 018f2f6c-…, is needed");
    }
    if (const auto email = fields.text("email")) {
        const auto read = lead::read_email(*email);
        if (!read) fields.wrong("email", "this is no e-mail address");
        whom.identity = lead::identity_hash(read ? *read : std::string(),
                                            bytes_of(call.service().options.store.instance().salt))
                            .value;
    }
    if (!fields.is_fine()) return call.answer(fields.refusal());
    in_background(std::move(call), [whom](Call asked) { forget_all(std::move(asked), whom); });
}

}  // namespace baton::api
