// The page behind the link of a mail: GET shows a button and changes nothing, whoever looks at it
// (a mail scanner follows every link); POST, which is what the button does, takes the lead in hand.
// The link is all the leave it takes.
#include <fmt/format.h>

#include <utility>

#include "api/names.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "core/desk/command.hpp"
#include "core/desk/open_lead.hpp"
#include "deliver/acknowledge_link.hpp"

namespace baton::api {
namespace {

using deliver::AcknowledgeLink;

// Nobody is to find it by a search, or to learn the address from a page that follows it.
void show(Call& call, http::Response response) {
    response.headers.emplace_back("X-Robots-Tag", "noindex, nofollow");
    response.headers.emplace_back("X-Frame-Options", "DENY");
    call.answer(std::move(response));
}

http::Response not_now() {
    return page(503, "Not just now",
                "The lead cannot be taken at this moment. Please try again shortly.")
        .with("Retry-After", "1");
}

// Where the lead stands, for whoever cannot take it any more.
http::Response told(const store::LeadRow& row, const AcknowledgeLink& link,
                    const workspace::Policy& policy) {
    const auto state = desk::lead_state_from(row.state);
    if (state && desk::is_over(*state)) {
        return page(200, "The lead is closed", "There is nothing left to be done with it.");
    }
    if (row.person != link.person) {
        const auto holder = find_person(policy, row.person);
        return page(200, "The lead went on",
                    row.person.empty()
                        ? "Nobody has it at the moment; it waits for the next who can."
                        : fmt::format("It is with {} now.",
                                      holder ? policy.person(*holder)->name : row.person));
    }
    return page(200, "You have it", "The lead is yours, and everybody knows that you answer it.");
}

// The lead that a link is for, as long as it can be used; else what to show instead.
struct Asked {
    AcknowledgeLink link;
    store::LeadRow row;
    std::shared_ptr<const dispatch::Live> live;  // shared with the writer's other readers
};
std::expected<Asked, http::Response> read(const Call& call) {
    const Options& options = call.service().options;
    const auto link =
        deliver::read_link(call.argument(0), call.workspace(), options.store.instance().salt);
    if (!link) {
        return std::unexpected(page(404, "This link is not whole",
                                    "Open it from the mail once more, or copy all of it."));
    }
    if (link->ends < options.clock.now()) {
        return std::unexpected(page(410, "This link has ended",
                                    "Links hold for seven days. Open the lead in Baton instead."));
    }
    auto live = call.writer().live();
    auto row = options.store.lead(call.workspace(), link->lead);
    if (!live->policy || !row) return std::unexpected(not_now());
    if (!*row) return std::unexpected(page(404, "There is no such lead", "It was taken away."));
    return Asked{*link, **std::move(row), std::move(live)};
}

bool can_take(const Asked& asked) {
    return asked.row.person == asked.link.person &&
           asked.row.state == desk::to_word(desk::LeadState::Assigned);
}

}  // namespace

void get_acknowledge(Call call, http::Request&) {
    const auto asked = read(call);
    if (!asked) return show(call, asked.error());
    if (!can_take(*asked)) return show(call, told(asked->row, asked->link, *asked->live->policy));
    const auto person = find_person(*asked->live->policy, asked->link.person);
    show(call,
         page(200, "Take this lead in hand?",
              fmt::format("{}, press the button to say that you answer it.",
                          person ? asked->live->policy->person(*person)->name : asked->link.person),
              "I take it"));
}

void post_acknowledge_link(Call call, http::Request&) {
    auto asked = read(call);
    if (!asked) return show(call, asked.error());
    dispatch::Request request;
    request.what = dispatch::Act{
        [link = asked->link](const dispatch::Moment& moment) -> Result<desk::Command> {
            const auto person = find_person(moment.policy, link.person);
            if (!person) {
                return fail(desk::DeskError::UnknownPerson,
                            no_such_person(moment.policy, link.person));
            }
            return desk::Acknowledge{link.lead, *person};
        },
        asked->link.lead, std::nullopt};
    request.actor = {"mail:" + asked->link.person};
    request.render = [](const dispatch::Done&) { return dispatch::Rendered{200, ""}; };
    dispatch::Writer& writer = call.writer();
    request.reply = [call = std::move(call),
                     asked = *std::move(asked)](const dispatch::Answer& answer) mutable {
        const auto* refused = std::get_if<dispatch::Refused>(&answer);
        if (std::holds_alternative<dispatch::Unavailable>(answer)) return show(call, not_now());
        if (refused == nullptr) {
            asked.row.state = desk::to_word(desk::LeadState::Acknowledged);
            asked.row.person = asked.link.person;
        } else if (const auto now =
                       call.service().options.store.lead(call.workspace(), asked.link.lead);
                   now && *now) {
            asked.row = **now;
        }
        show(call, told(asked.row, asked.link, *asked.live->policy));
    };
    writer.submit(std::move(request));
}

}  // namespace baton::api
