// People: how they stand, their availability, their figures from outside.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/sight.hpp"
#include "core/desk/command.hpp"
#include "core/route/standing.hpp"
#include "core/team/capacity.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

// Whose call it is, for when the document is at hand.
struct CallerOf {
    access::Reach reach;
    std::string person;

    [[nodiscard]] access::Sight sight(const workspace::Policy& policy) const {
        return access::sight_of(policy, reach, person);
    }
};

void write_limits(ObjectWriter& object, const workspace::Person& person,
                  const route::PersonStanding& stands, const route::Calendar& calendar) {
    object.integer("open", stands.open);
    for (const team::Period period : team::kPeriods) {
        const std::string_view name = period == team::Period::Day ? "today" : team::to_word(period);
        object.integer(name, calendar.count(stands.given, period));
    }
    std::string& out = object.key("capacity");
    ObjectWriter capacity(out);
    integer_or_null(capacity, "open", person.capacity.open);
    for (const team::Period period : team::kPeriods) {
        integer_or_null(capacity, team::to_word(period),
                        person.capacity.per[static_cast<std::size_t>(period)]);
    }
}

void write_absences(ObjectWriter& object, const route::PersonStanding& stands, Instant now) {
    std::string& out = object.key("absences");
    bool first = true;
    out += '[';
    for (const route::Absence& absence : stands.absences) {
        if (absence.until <= now) continue;
        if (!first) out += ',';
        first = false;
        ObjectWriter item(out);
        item.text("from", format_time(absence.from));
        text_or_null(item, "until",
                     absence.until == Instant::never() ? "" : format_time(absence.until));
    }
    out += ']';
}

// `sight`: whose figures the caller may see; of the rest they are null.
void write_person(ObjectWriter& object, team::PersonId id, const workspace::Policy& policy,
                  const desk::State& state, Instant now, const access::Sight& sight) {
    const workspace::Person& person = *policy.person(id);
    const route::PersonStanding& stands = state.standing().people[id.index()];
    const route::Calendar calendar = route::Calendar::at(*policy.zone, now);
    object.text("person", person.key);
    text_or_null(object, "name", person.name);
    text_or_null(object, "email", person.email);
    flag(object, "active", person.active);
    const bool is_out = stands.absence(now) != nullptr;
    flag(object, "available", person.active && !is_out && !stands.paused);
    flag(object, "out", is_out);
    flag(object, "paused", stands.paused);
    flag(object, "at_work",
         person.schedule == nullptr || team::is_working(*person.schedule, *person.zone, now));
    write_absences(object, stands, now);
    object.text("timezone", person.zone->name);
    text_or_null(object, "manager",
                 person.manager ? std::string_view(policy.names.people.name(*person.manager)) : "");
    text_or_null(object, "backup",
                 person.backup ? std::string_view(policy.names.people.name(*person.backup)) : "");
    write_limits(object, person, stands, calendar);
    std::string& out = object.key("figures");
    if (!sight.sees_person(person.key)) {
        out += "null";
        return;
    }
    ObjectWriter figures(out);
    number_or_null(figures, "deals", stands.deals);
    number_or_null(figures, "quota", stands.quota ? stands.quota : person.quota);
    number_or_null(figures, "attained", stands.attained);
    figures.integer("won", stands.won);
    figures.integer("lost", stands.lost);
}

dispatch::Rendered render_person(team::PersonId id, const workspace::Policy& policy,
                                 const desk::State& state, Instant now,
                                 const access::Sight& sight) {
    dispatch::Rendered rendered;
    {
        ObjectWriter object(rendered.body);
        write_person(object, id, policy, state, now, sight);
    }
    return rendered;
}

// Dropped from the document since the question was asked.
dispatch::Rendered gone() {
    http::Problem problem;
    problem.status = 404;
    problem.detail = "this person is no longer in the document";
    return {404, http::problem_json(problem)};
}

http::Response nobody(const workspace::Policy& policy, std::string_view key) {
    http::Problem problem;
    problem.status = 404;
    problem.type = "urn:baton:unknown-person";
    problem.detail = no_such_person(policy, key);
    return http::problem_response(problem);
}

void change(Call call, std::function<Result<desk::Command>(const dispatch::Moment&)> make,
            team::PersonId person, std::optional<dispatch::Key> key) {
    Submission submission;
    submission.what = dispatch::Act{std::move(make), std::nullopt, std::nullopt};
    submission.key = std::move(key);
    submission.render = [person, caller = CallerOf{call.reach(), call.person()}](
                            const dispatch::Done& done) {
        if (done.policy.person(person) == nullptr) return gone();
        return render_person(person, done.policy, done.state, done.now, caller.sight(done.policy));
    };
    submit(std::move(call), std::move(submission));
}

// A time as written in the body: with an offset, or by the workspace's clock.
std::optional<Instant> time_of(BodyFields& fields, std::string_view name,
                               const workspace::Policy& policy) {
    const auto text = fields.text(name);
    if (!text) return std::nullopt;
    const auto written = parse_time(*text);
    if (!written) {
        fields.wrong(name, "a time looks like 2026-03-02T09:00:00-05:00");
        return std::nullopt;
    }
    if (!written->local) return written->instant;
    const std::int64_t seconds = written->instant.to_seconds();
    const std::int64_t day = (seconds - ((seconds % 86'400) + 86'400) % 86'400) / 86'400;
    return policy.zone->instant_of(day, static_cast<std::int32_t>(seconds - day * 86'400));
}

// What was asked for, with what can be known only on the writer's turn left open.
struct Change {
    desk::ChangeAvailability command;
    std::optional<Duration> lasts;  // from its beginning
};

std::optional<Change> read_change(BodyFields& fields, team::PersonId person,
                                  const workspace::Policy& policy) {
    using event::AvailabilityChange;
    Change wanted;
    wanted.command.person = person;
    fields.need_one_of({"out", "back", "paused"});
    if (const auto paused = fields.flag("paused")) {
        wanted.command.change = *paused ? AvailabilityChange::Paused : AvailabilityChange::Resumed;
    }
    if (const auto back = fields.flag("back")) {
        wanted.command.change = AvailabilityChange::Back;
        if (!*back) fields.wrong("back", "\"back\" can only be true; \"out\" says the opposite");
    }
    const lead::RawValue* out = fields.find("out");
    if (out == nullptr) return wanted;
    wanted.command.change = AvailabilityChange::Out;
    if (const auto* plain = std::get_if<bool>(&out->value); plain != nullptr && *plain) {
        return wanted;  // until they are back
    }
    auto absence = fields.object("out", {"for", "until", "from"});
    if (!absence) return std::nullopt;
    wanted.command.from = time_of(*absence, "from", policy);
    wanted.command.until = time_of(*absence, "until", policy);
    if (absence->has("for") && absence->has("until")) {
        absence->wrong("for", "either \"for\" or \"until\" may be there");
    }
    if (const auto text = absence->text("for")) {
        wanted.lasts = parse_duration(*text);
        if (!wanted.lasts || wanted.lasts->micros == 0) {
            absence->wrong("for", "a duration looks like 2d, 8h or 1h30m");
        }
    }
    return wanted;
}

std::optional<double> figure(BodyFields& fields, std::string_view name) {
    const auto number = fields.number(name);
    if (number && *number < 0) fields.wrong(name, fmt::format("\"{}\" is 0 or more", name));
    return number;
}

}  // namespace

void get_people(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    Submission submission;
    submission.what = dispatch::Ask{[caller = CallerOf{call.reach(), call.person()}](
                                        desk::Desk& desk, const dispatch::Moment& moment) {
        const access::Sight sight = caller.sight(moment.policy);
        dispatch::Rendered rendered;
        rendered.body = "{\"people\":[";
        for (const auto& person : moment.policy.people) {
            if (!person) continue;
            if (!rendered.body.ends_with('[')) rendered.body += ',';
            ObjectWriter object(rendered.body);
            write_person(object, *moment.policy.names.people.find(person->key), moment.policy,
                         desk.state(), moment.now, sight);
        }
        rendered.body += "]}";
        return rendered;
    }};
    submit(std::move(call), std::move(submission));
}

void get_person(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    const auto person = find_person(*live->policy, call.argument(0));
    if (!person) return call.answer(nobody(*live->policy, call.argument(0)));
    Submission submission;
    submission.what =
        dispatch::Ask{[person = *person, caller = CallerOf{call.reach(), call.person()}](
                          desk::Desk& desk, const dispatch::Moment& moment) {
            if (moment.policy.person(person) == nullptr) return gone();
            return render_person(person, moment.policy, desk.state(), moment.now,
                                 caller.sight(moment.policy));
        }};
    submit(std::move(call), std::move(submission));
}

void put_availability(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    auto key = idempotency_key(call, request);
    if (!key) return call.answer(std::move(key.error()));
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    const auto person = find_person(*live->policy, call.argument(0));
    if (!person) return call.answer(nobody(*live->policy, call.argument(0)));
    if (!may_act_for(call, call.argument(0))) return call.answer(not_for_others());
    BodyFields fields(*body, {"out", "back", "paused"});
    const auto wanted = read_change(fields, *person, *live->policy);
    if (!fields.is_fine()) return call.answer(fields.refusal());
    change(
        std::move(call),
        [wanted = *wanted](const dispatch::Moment& moment) -> Result<desk::Command> {
            desk::ChangeAvailability command = wanted.command;
            if (wanted.lasts) command.until = command.from.value_or(moment.now) + *wanted.lasts;
            return command;
        },
        *person, *std::move(key));
}

void put_figures(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    auto key = idempotency_key(call, request);
    if (!key) return call.answer(std::move(key.error()));
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    const auto person = find_person(*live->policy, call.argument(0));
    if (!person) return call.answer(nobody(*live->policy, call.argument(0)));
    BodyFields fields(*body, {"deals", "quota", "attained", "won", "lost"});
    event::Figures figures;
    figures.person = *person;
    figures.deals = figure(fields, "deals");
    figures.quota = figure(fields, "quota");
    figures.attained = figure(fields, "attained");
    figures.won = fields.whole("won");
    figures.lost = fields.whole("lost");
    if (body->empty())
        fields.wrong("", "name at least one figure: deals, quota, attained, won, lost");
    if (!fields.is_fine()) return call.answer(fields.refusal());
    change(
        std::move(call),
        [figures](const dispatch::Moment&) -> Result<desk::Command> {
            return desk::SetFigures{figures};
        },
        *person, *std::move(key));
}

}  // namespace baton::api
