#include "callers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/desk/company_yaml_for_tests.hpp"
#include "core/lead/normalise.hpp"
#include "dispatch/fact.hpp"

namespace baton::sim {
namespace {

constexpr Duration kPatience = Duration::seconds(45);
constexpr int kMostTries = 40;
// What a node says when a commit's outcome cannot be found out.
constexpr std::string_view kDoubt = "not known";

// The company's document, and whom it tells: one program hears of everything, one of some things.
std::string text_of(const desk::testing::CompanySpec& company) {
    return to_yaml(company) +
           "channels:\n"
           "  crm: { type: webhook, url: \"https://crm.test/hook\" }\n"
           "  team: { type: webhook, url: \"https://team.test/hook\", "
           "events: [assigned, escalated, closed] }\n";
}

}  // namespace

dispatch::Rendered render(const dispatch::Done& done) {
    if (done.events.empty()) return {200, "0 nothing"};
    const event::Event& first = done.events.front();
    return {200, fmt::format("{} {} {}", first.seq, event::kind_of(first),
                             first.lead ? format_uuid(*first.lead) : "-")};
}

Callers::Callers(Shared& shared, std::vector<std::unique_ptr<Node>>& nodes, dispatch::Tables tables,
                 desk::testing::CompanySpec company)
    : shared_(shared),
      nodes_(nodes),
      tables_(tables),
      dice_(shared.chaos.dice().below(1U << 30U)),
      latest_(std::move(company)),
      people_(latest_.people.size()) {}

void Callers::publish_first() { publish(latest_, false); }

std::size_t Callers::waiting() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(wishes_, [](const auto& wish) { return !wish->is_over; }));
}

const desk::testing::CompanySpec* Callers::company_of(const std::string& text) const {
    const auto found = companies_.find(text);
    return found == companies_.end() ? nullptr : &found->second;
}

// ---- asking
// --------------------------------------------------------------------------------------

void Callers::ask() {
    switch (dice_.below(24)) {
        case 0:
            return change_document();
        case 1:
            return set_figures();
        case 2:
        case 3:
        case 4:
            return change_availability();
        case 5:
        case 6:
        case 7:
        case 8:
        case 9:
        case 10:
        case 11:
        case 12:
            return act_on_lead();
        default:
            return submit_lead();
    }
}

Wish& Callers::wish(std::string what) {
    wishes_.push_back(std::make_unique<Wish>());
    Wish& wish = *wishes_.back();
    wish.number = wishes_.size();
    wish.what = std::move(what);
    if (!dice_.one_in(5)) wish.key = fmt::format("key-{}", wish.number);
    return wish;
}

void Callers::send(Wish& wish) {
    Chaos& chaos = shared_.chaos;
    ++wish.tries;
    const int attempt = wish.tries;
    std::vector<Node*> up;
    for (const auto& node : nodes_) {
        if (node->is_up()) up.push_back(node.get());
    }
    shared_.schedule.after(kPatience, [this, &wish, attempt] {
        if (!wish.is_over && wish.tries == attempt) try_again(wish);
    });
    if (up.empty()) return;
    Node& node = *dice_.any(up);
    dispatch::Request request = wish.make(wish);
    const std::size_t salt = wish.salts.size();
    if (wish.key) request.key = dispatch::Key{*wish.key, sha256(wish.what)};
    request.reply = [this, &wish, attempt, salt, name = node.name()](dispatch::Answer answer) {
        claim(wish, salt, answer);
        if (shared_.chaos.strikes(Fault::AnswerLost)) return;
        const Duration way = shared_.chaos.between(Duration{200}, Duration{20'000});
        auto held = std::make_shared<dispatch::Answer>(std::move(answer));
        shared_.schedule.after(way, [this, &wish, attempt, held] { hear(wish, attempt, *held); });
    };
    shared_.trace.add(shared_.schedule.now(), "wish {} to {}: {}{}", wish.number, node.name(),
                      wish.what, attempt > 1 ? fmt::format(" (try {})", attempt) : "");
    if (chaos.strikes(Fault::RequestLost)) return;
    const Duration way = chaos.between(Duration{200}, Duration{20'000});
    auto held = std::make_shared<dispatch::Request>(std::move(request));
    shared_.schedule.after(way, [&node, held] {
        if (node.is_up()) node.submit(std::move(*held));
    });
}

void Callers::try_again(Wish& wish) {
    if (!wish.key || wish.tries >= kMostTries) {
        wish.is_over = true;  // they will never know
        return;
    }
    const Duration pause = shared_.chaos.between(Duration::seconds(1), Duration::seconds(60));
    shared_.schedule.after(pause, [this, &wish] {
        if (!wish.is_over) send(wish);
    });
}

// What a node says is kept, whether or not anybody hears it.
void Callers::claim(Wish& wish, std::size_t salt, const dispatch::Answer& answer) {
    if (const auto* accepted = std::get_if<dispatch::Accepted>(&answer)) {
        const std::string& body = accepted->rendered.body;
        shared_.trace.add(shared_.schedule.now(), "wish {} is granted: {}{}", wish.number, body,
                          accepted->replayed ? " (the first answer again)" : "");
        if (wish.promised && *wish.promised != body && !offence_) {
            offence_ = fmt::format("wish {} was granted twice: \"{}\" and \"{}\"", wish.number,
                                   *wish.promised, body);
        }
        wish.promised = body;
    } else if (const auto* unavailable = std::get_if<dispatch::Unavailable>(&answer)) {
        shared_.trace.add(shared_.schedule.now(), "wish {} is put off: {}", wish.number,
                          unavailable->message);
        const bool is_doubt = unavailable->message.find(kDoubt) != std::string::npos;
        if (!is_doubt && wish.is_lead) wish.denied.push_back(wish.salts[salt - 1]);
    } else if (std::holds_alternative<dispatch::KeyReused>(answer) && !offence_) {
        offence_ = fmt::format("wish {}: its key is said to be another's", wish.number);
    }
}

void Callers::hear(Wish& wish, int attempt, const dispatch::Answer& answer) {
    if (wish.is_over || wish.tries != attempt) return;
    if (std::holds_alternative<dispatch::Unavailable>(answer)) return try_again(wish);
    wish.is_over = true;
    wish.has_answer = true;
}

// ---- what is asked for
// ---------------------------------------------------------------------------

void Callers::submit_lead() {
    lead::RawMap fields;
    std::string email;
    fields.emplace_back("source", lead::RawValue{fmt::format("s{}", dice_.below(4))});
    if (!dice_.one_in(3)) {
        fields.emplace_back("employees", lead::RawValue{static_cast<double>(dice_.below(1000))});
    }
    if (dice_.one_in(2)) {
        email = fmt::format("m{}@big.test", dice_.below(12));
        fields.emplace_back("email", lead::RawValue{email});
    }
    if (dice_.one_in(3)) fields.emplace_back("state", lead::RawValue{std::string("US-NY")});
    Wish& made = wish(email.empty() ? "a lead" : "a lead of " + email);
    made.is_lead = true;
    made.make = [this, fields = std::move(fields), email](Wish& self) {
        return intake(self, fields, email);
    };
    send(made);
}

dispatch::Request Callers::intake(Wish& wish, const lead::RawMap& fields,
                                  const std::string& email) {
    static const lead::Schema kSchema;
    dispatch::Intake intake;
    UuidRandom random{};
    for (std::size_t i = 0; i < random.size(); ++i) {
        random[i] = static_cast<std::uint8_t>(dice_.below(256));
    }
    intake.received_at = shared_.schedule.now();
    intake.id = make_uuid_v7(intake.received_at.micros / 1000, random);
    intake.content =
        std::make_shared<const lead::Lead>(lead::normalise(fields, kSchema, suffixes_).lead);
    intake.version = 1;
    intake.body = lead::encode(*intake.content, kSchema);
    intake.salt = sha256(bytes_of(intake.id));
    intake.fact = dispatch::fact_hash(intake.salt, intake.body);
    intake.search_text = email;
    if (!email.empty()) intake.identity = prefix64(sha256(email));
    wish.salts.push_back(intake.salt);
    dispatch::Request request;
    request.what = std::move(intake);
    request.actor = {"token:form"};
    request.render = render;
    return request;
}

void Callers::act(std::string what, Make make) {
    Wish& made = wish(std::move(what));
    made.make = [make = std::move(make)](Wish&) {
        dispatch::Request request;
        request.what = dispatch::Act{make, {}, {}};
        request.actor = {"person:boss"};
        request.render = render;
        return request;
    };
    send(made);
}

desk::PersonId Callers::anybody() { return {static_cast<std::uint32_t>(dice_.below(people_))}; }

// One of the latest.
std::optional<LeadId> Callers::some_lead() {
    const Disk::Workspace* room = shared_.disk.find(kWorkspace);
    if (room == nullptr || room->leads.empty()) return std::nullopt;
    std::vector<LeadId> open;
    for (auto it = room->leads.rbegin(); it != room->leads.rend() && open.size() < 30; ++it) {
        const auto state = desk::lead_state_from(it->second.row.state);
        if (state && (!desk::is_over(*state) || dice_.one_in(20))) open.push_back(it->first);
    }
    if (open.empty()) return std::nullopt;
    return dice_.any(open);
}

void Callers::act_on_lead() {
    const auto lead = some_lead();
    if (!lead) return submit_lead();
    const LeadId id = *lead;
    const std::string name = format_uuid(id);
    const auto just = [](desk::Command command) -> Make {
        return [command = std::move(command)](const dispatch::Moment&) { return command; };
    };
    switch (dice_.below(8)) {
        case 0:
            return act("acknowledges " + name, just(desk::Acknowledge{id, {}}));
        case 1:
        case 2:
            return act("contacts " + name, just(desk::Contact{id, {}}));
        case 3:
        case 4:
            return act("closes " + name,
                       just(desk::Close{id, static_cast<event::Closing>(dice_.between(1, 3)),
                                        dice_.between(0, 9) / 3.0, "because"}));
        case 5:
            return act("claims " + name, just(desk::Claim{id, anybody()}));
        default: {
            desk::ReassignTo to{id, anybody(), {}};
            if (dice_.one_in(3)) {
                to.to = desk::PoolId{static_cast<std::uint32_t>(dice_.below(latest_.pools.size()))};
            }
            if (dice_.one_in(6)) {
                to.to = desk::QueueId{static_cast<std::uint32_t>(dice_.below(2))};
            }
            if (dice_.one_in(2)) to.by = anybody();
            return act("reassigns " + name, just(to));
        }
    }
}

void Callers::change_availability() {
    desk::ChangeAvailability change{
        anybody(), static_cast<event::AvailabilityChange>(dice_.between(1, 4)), {}, {}};
    if (change.change == event::AvailabilityChange::Out) {
        const Instant now = shared_.schedule.now();
        if (dice_.one_in(3)) change.from = now + Duration::minutes(dice_.between(-90, 600));
        if (!dice_.one_in(4)) change.until = now + Duration::minutes(dice_.between(200, 2000));
    }
    act(fmt::format("availability of p{}", change.person.value),
        [change](const dispatch::Moment&) -> Result<desk::Command> { return change; });
}

void Callers::set_figures() {
    event::Figures figures{anybody(), {}, {}, {}, {}, {}};
    if (dice_.one_in(2)) figures.deals = dice_.between(0, 30) / 7.0;
    if (dice_.one_in(3)) figures.won = dice_.between(0, 20);
    if (dice_.one_in(3)) figures.lost = dice_.between(0, 20);
    act(fmt::format("figures of p{}", figures.person.value),
        [figures](const dispatch::Moment&) -> Result<desk::Command> {
            return desk::SetFigures{figures};
        });
}

void Callers::change_document() {
    desk::testing::CompanySpec changed = latest_;
    if (dice_.one_in(6)) {
        drop_person(changed, static_cast<int>(dice_.below(changed.people.size())));
    } else {
        change_company(dice_, changed);
    }
    latest_ = changed;
    publish(changed, dice_.one_in(2));
}

void Callers::publish(const desk::testing::CompanySpec& company, bool confirmed) {
    const std::string text = text_of(company);
    companies_.emplace(text, company);
    Wish& made = wish("publishes a document");
    made.make = [this, text, confirmed](Wish&) {
        dispatch::Request request;
        dispatch::Act act;
        act.make = [this, text,
                    confirmed](const dispatch::Moment& moment) -> Result<desk::Command> {
            const team::Names* known = moment.version == 0 ? nullptr : &moment.policy.names;
            auto loaded = dispatch::compile(text, {}, tables_, known);
            if (!loaded.policy) return std::unexpected(Error{1, "the document is broken"});
            return desk::Publish{moment.version + 1, loaded.policy, "", confirmed};
        };
        act.document.emplace();
        act.document->text = text;
        act.document->about.sha256 = sha256(text);
        request.what = std::move(act);
        request.actor = {"person:boss"};
        request.render = render;
        return request;
    };
    send(made);
}

}  // namespace baton::sim
