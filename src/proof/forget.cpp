#include "proof/forget.hpp"

#include <fmt/format.h>

#include <future>
#include <utility>

namespace baton::proof {
namespace {

using dispatch::LeadId;

Result<void> erase(store::Store& store, const std::string& workspace, const LeadId& lead,
                   Instant now) {
    std::promise<Result<void>> promise;
    auto erased = promise.get_future();
    store.erase_lead(workspace, lead, now,
                     [&promise](Result<void> done) { promise.set_value(std::move(done)); });
    return erased.get();
}

dispatch::Answer close(dispatch::Writer& writer, const LeadId& lead, const desk::Actor& actor) {
    dispatch::Request request;
    request.what =
        dispatch::Act{[lead](const dispatch::Moment&) -> Result<desk::Command> {
                          return desk::Close{lead, event::Closing::Disqualified, 0, "forgotten"};
                      },
                      lead, std::nullopt};
    request.actor = actor;
    std::promise<dispatch::Answer> promise;
    auto answer = promise.get_future();
    request.reply = [&promise](dispatch::Answer given) { promise.set_value(std::move(given)); };
    writer.submit(std::move(request));
    return answer.get();
}

}  // namespace

Result<std::vector<LeadId>> leads_of(store::Store& store, const std::string& workspace,
                                     std::uint64_t identity) {
    std::vector<LeadId> leads;
    store::LeadQuery query;
    query.filter.identity = identity;
    query.limit = store::kMaxPage;
    do {
        const auto page = store.search(workspace, query);
        if (!page) return std::unexpected(page.error());
        for (const store::LeadRow& row : page->leads) leads.push_back(row.id);
        query.before = page->next;
    } while (query.before);
    return leads;
}

Result<void> forget(dispatch::Writer& writer, store::Store& store, const LeadId& lead,
                    const desk::Actor& actor, Instant now) {
    if (const auto erased = erase(store, writer.workspace(), lead, now); !erased) {
        if (is(erased.error(), store::StoreError::NotFound)) {
            return fail(ForgetError::UnknownLead, "there is no such lead");
        }
        return fail(ForgetError::NotErased, erased.error().message);
    }
    const dispatch::Answer answer = close(writer, lead, actor);
    if (std::holds_alternative<dispatch::Accepted>(answer)) return {};
    const auto* refused = std::get_if<dispatch::Refused>(&answer);
    const bool is_over =
        refused != nullptr && refused->error.code == static_cast<int>(desk::DeskError::LeadIsOver);
    if (is_over) return {};
    const auto* away = std::get_if<dispatch::Unavailable>(&answer);
    return fail(ForgetError::NotClosed,
                fmt::format("what lead {} said is erased, but it is not closed yet ({}): forget it "
                            "once more, by its id",
                            format_uuid(lead),
                            refused != nullptr ? refused->error.message
                            : away != nullptr  ? away->message
                                               : "the server is stopping"));
}

}  // namespace baton::proof
