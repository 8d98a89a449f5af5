#include "deliver/directory_hands.hpp"

#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "deliver/outbound/error.hpp"

namespace baton::deliver {
namespace {

using Shared = std::shared_ptr<std::move_only_function<void(CrmHands::Done)>>;

Result<team::PersonId> person_of(const workspace::Policy& policy, const std::string& key) {
    const auto id = policy.names.people.find(key);
    if (id && policy.person(*id) != nullptr) return *id;
    return fail(DeliverError::NotDescribed, fmt::format("there is no person \"{}\"", key));
}

struct CommandOf {
    const workspace::Policy& policy;

    using Answer = Result<desk::Command>;
    Answer operator()(const CrmMove& move) const {
        const auto person = person_of(policy, move.person);
        if (!person) return std::unexpected(person.error());
        return desk::ReassignTo{.lead = move.lead, .to = *person, .by = {}, .only_own = false};
    }
    Answer operator()(const CrmClose& close) const {
        return desk::Close{close.lead, close.as, close.amount, close.reason};
    }
    Answer operator()(const CrmStanding& standing) const {
        const auto person = person_of(policy, standing.person);
        if (!person) return std::unexpected(person.error());
        return desk::SetFigures{{.person = *person,
                                 .deals = standing.deals,
                                 .quota = standing.quota,
                                 .attained = standing.attained,
                                 .won = {},
                                 .lost = {}}};
    }
};

std::optional<desk::LeadId> lead_of(const CrmNews& news) {
    if (const auto* move = std::get_if<CrmMove>(&news)) return move->lead;
    if (const auto* close = std::get_if<CrmClose>(&news)) return close->lead;
    return std::nullopt;
}

CrmHands::Done done_of(const dispatch::Answer& answer) {
    if (std::holds_alternative<dispatch::Accepted>(answer)) return CrmHands::Done::Changed;
    if (std::holds_alternative<dispatch::Unavailable>(answer)) return CrmHands::Done::NotNow;
    return CrmHands::Done::Same;
}

void act(dispatch::Writer& writer, std::string actor, const CrmNews& news, const Shared& done,
         const dispatch::Held& held) {
    dispatch::Request request;
    request.what = dispatch::Act{.make =
                                     [news](const dispatch::Moment& moment) {
                                         return std::visit(CommandOf{moment.policy}, news);
                                     },
                                 .lead = lead_of(news),
                                 .document = {}};
    request.actor.name = std::move(actor);
    request.render = [](const dispatch::Done&) { return dispatch::Rendered{}; };
    request.reply = [done, held](const dispatch::Answer& answer) { (*done)(done_of(answer)); };
    writer.submit(std::move(request));
}

// Whether somebody stands like this already: what is told each minute shall not fill the log.
bool stands_so(const desk::State& state, team::PersonId person, const CrmStanding& standing) {
    const auto& people = state.standing().people;
    if (person.index() >= people.size()) return false;
    const route::PersonStanding& now = people[person.index()];
    return now.deals == standing.deals && (!standing.quota || now.quota == standing.quota) &&
           (!standing.attained || now.attained == standing.attained);
}

}  // namespace

void DirectoryHands::take(std::string_view workspace, std::string_view actor, CrmNews news,
                          std::move_only_function<void(Done)> done) {
    auto room = directory_.open_workspace(workspace);
    if (!room || !*room) return done(Done::NotNow);
    const dispatch::Held held = *std::move(room);  // open until it is answered
    auto shared = std::make_shared<std::move_only_function<void(Done)>>(std::move(done));
    const auto* standing = std::get_if<CrmStanding>(&news);
    if (standing == nullptr) {
        return act(*held->writer, std::string(actor), news, shared, held);
    }
    dispatch::Request ask;
    ask.what =
        dispatch::Ask{[standing = *standing](desk::Desk& desk, const dispatch::Moment& moment) {
            const auto person = person_of(moment.policy, standing.person);
            const bool same = !person || stands_so(desk.state(), *person, standing);
            return dispatch::Rendered{.status = same ? 204 : 200, .body = {}};
        }};
    ask.reply = [held, actor = std::string(actor), news, shared](const dispatch::Answer& answer) {
        const auto* told = std::get_if<dispatch::Accepted>(&answer);
        if (told == nullptr) return (*shared)(done_of(answer));
        if (told->rendered.status == 204) return (*shared)(Done::Same);
        act(*held->writer, actor, news, shared, held);
    };
    held->writer->submit(std::move(ask));
}

}  // namespace baton::deliver
