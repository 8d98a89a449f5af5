#include "scenario/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "core/match/rule_index.hpp"
#include "core/workspace/load.hpp"
#include "scenario/check.hpp"
#include "scenario/company.hpp"

namespace baton::scenario {
namespace {

enum class RunError : int { UnknownName = 1, BadDocument = 2, BadFile = 3 };

// "p{n}@small{n}.test" with the number put in, everywhere in a lead.
void fill_in(lead::RawValue& value, std::int64_t n) {
    if (auto* text = std::get_if<std::string>(&value.value)) {
        for (std::size_t at = text->find("{n}"); at != std::string::npos;
             at = text->find("{n}", at)) {
            text->replace(at, 3, std::to_string(n));
        }
    } else if (auto* list = std::get_if<lead::RawList>(&value.value)) {
        for (lead::RawValue& item : *list) fill_in(item, n);
    } else if (auto* map = std::get_if<lead::RawMap>(&value.value)) {
        for (auto& [key, item] : *map) fill_in(item, n);
    }
}

class Runner {
  public:
    Runner(const Scenario& scenario, const Environment& environment)
        : scenario_(scenario),
          environment_(environment),
          company_(environment.zones, environment.suffixes) {}

    Report run() {
        if (!begin()) return std::move(report_);
        const auto asks_why = [](const Step& step) {
            return step.expect && step.expect->reason.has_value();
        };
        if (std::ranges::any_of(scenario_.steps, asks_why)) company_.keep_explanations();
        for (const Step& step : scenario_.steps) {
            take(step);
            if (report_.failures.size() >= kMostFailures) break;
        }
        return std::move(report_);
    }

  private:
    static constexpr std::size_t kMostFailures = 10;

    bool begin() {
        std::string file = scenario_.place.file;
        Node document = scenario_.workspace;
        if (document.kind == Node::Kind::Scalar) {
            file = document.scalar;
            const auto text = environment_.read_file(file);
            if (!text) {
                fail(document.place, text.error().message);
                return false;
            }
            auto parsed = workspace::parse_yaml(*text, file);
            if (!parsed) {
                report_.findings = std::move(parsed.error());
                return false;
            }
            document = parsed->empty() ? Node{} : std::move(parsed->front());
        }
        const auto policy = load(document, file);
        if (!policy) return false;
        document_ = std::move(document);
        file_ = file;
        const team::Zone& zone = *policy->zone;
        company_.set_now(scenario_.start ? resolve(*scenario_.start, zone)
                                         : zone.instant_of(days_from_date({2026, 1, 5}), 9 * 3600));
        if (const auto published = company_.publish(policy); !published) {
            fail(scenario_.place, published.error().message);
            return false;
        }
        (void)company_.take_events();
        return true;
    }

    std::shared_ptr<const workspace::Policy> load(const Node& document, const std::string& file) {
        const team::Names* known =
            company_.desk().state().policy() ? &company_.policy().names : nullptr;
        // What the workspace names lies beside the workspace.
        const std::size_t slash = scenario_.workspace.kind == Node::Kind::Scalar
                                      ? scenario_.workspace.scalar.rfind('/')
                                      : std::string::npos;
        const std::string folder =
            slash == std::string::npos ? "" : scenario_.workspace.scalar.substr(0, slash + 1);
        const auto read_beside = [&](std::string_view path) {
            return environment_.read_file(folder + std::string(path));
        };
        workspace::Loaded loaded = workspace::load(
            document, file,
            {environment_.zones, environment_.suffixes, read_beside, known, match::index_rules});
        if (!loaded.policy) {
            std::erase_if(loaded.findings, [](const workspace::Finding& finding) {
                return finding.severity != workspace::Severity::Error;
            });
            report_.findings = std::move(loaded.findings);
        }
        return loaded.policy;
    }

    static Instant resolve(const When& when, const team::Zone& zone) {
        if (!when.time.local) return when.time.instant;
        const std::int64_t seconds = when.time.instant.to_seconds();
        std::int64_t day = seconds / 86400;
        if (seconds % 86400 < 0) --day;
        return zone.instant_of(day, static_cast<std::int32_t>(seconds - day * 86400));
    }
    [[nodiscard]] Instant resolve(const When& when) const {
        return resolve(when, *company_.policy().zone);
    }

    void take(const Step& step) {
        record_.assigned.clear();
        record_.sequence.clear();
        record_.told.clear();
        (void)company_.take_told();
        const bool is_lead = std::holds_alternative<LeadStep>(step.action);
        for (std::int64_t n = 1; n <= step.repeat; ++n) {
            const Result<void> done =
                std::visit([&](const auto& action) { return act(action, n, step); }, step.action);
            gather();
            if (!answered_as_expected(step, done)) return;
            if (!is_lead) check(step);
        }
        if (!step.expect) return;
        for (std::string& difference : check_step(*step.expect, record_)) {
            fail(step.expect->place, std::move(difference));
        }
    }

    bool answered_as_expected(const Step& step, const Result<void>& done) {
        const bool refusal = step.expect && step.expect->error;
        if (done && !refusal) return true;
        if (done) {
            fail(step.expect->place, fmt::format("expected an error with \"{}\", but it was done",
                                                 *step.expect->error));
            return false;
        }
        if (!refusal) {
            fail(step.place, "refused: " + done.error().message);
            return false;
        }
        if (done.error().message.find(*step.expect->error) == std::string::npos) {
            fail(step.expect->place, fmt::format("expected an error with \"{}\", got: {}",
                                                 *step.expect->error, done.error().message));
            return false;
        }
        return true;
    }

    void gather() {
        const team::Names& names = company_.policy().names;
        for (const event::Event& event : company_.take_events()) {
            const route::Decision* decision = event::decision_of(event);
            if (decision == nullptr || !decision->person) continue;
            record_.assigned.push_back(names.people.name(*decision->person));
            record_.assigned_ever.push_back(record_.assigned.back());
        }
        for (const desk::PersonId id : company_.take_told()) {
            record_.told.push_back(names.people.name(id));
        }
    }

    void check(const Step& step) {
        if (!step.expect) return;
        if (step.expect->lead) {
            const auto id = find_lead(*step.expect->lead);
            if (!id) {
                fail(step.expect->place, id.error().message);
                return;
            }
            last_lead_ = *id;
        }
        if (!last_lead_) return;
        for (std::string& difference : check_lead(*step.expect, company_, *last_lead_)) {
            fail(step.expect->place, std::move(difference));
        }
    }

    void fail(const Place& place, std::string message) {
        report_.failures.push_back({place, std::move(message)});
    }

    // ---- names ----

    [[nodiscard]] Result<LeadId> find_lead(const std::string& label) {
        const auto it = labels_.find(label);
        if (it == labels_.end()) {
            return baton::fail(RunError::UnknownName,
                               fmt::format("no lead so far is \"{}\"", label));
        }
        last_lead_ = it->second;
        return it->second;
    }
    template <class IdType>
    [[nodiscard]] Result<IdType> find_name(const team::NameList<IdType>& names,
                                           std::string_view kind, const std::string& name) const {
        if (const auto id = names.find(name)) return *id;
        const std::vector<std::string_view> known(names.all().begin(), names.all().end());
        const auto nearest = nearest_name(name, known);
        return baton::fail(
            RunError::UnknownName,
            fmt::format("there is no {} \"{}\"{}", kind, name,
                        nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : ""));
    }
    [[nodiscard]] Result<desk::PersonId> find_person(const std::string& name) const {
        return find_name(company_.policy().names.people, "person", name);
    }
    [[nodiscard]] Result<std::optional<desk::PersonId>> find_any_person(
        const std::string& name) const {
        if (name.empty()) return std::nullopt;
        const auto id = find_person(name);
        if (!id) return std::unexpected(id.error());
        return *id;
    }

    // ---- one function for each kind of step ----

    Result<void> act(const ExpectOnly&, std::int64_t, const Step&) { return {}; }

    Result<void> act(const WaitStep& wait, std::int64_t, const Step&) {
        company_.advance_to(company_.now() + wait.span);
        return {};
    }

    Result<void> act(const AtStep& at, std::int64_t, const Step&) {
        const Instant time = resolve(at.when);
        if (time < company_.now()) {
            return baton::fail(RunError::BadDocument, "`at` lies before the moment reached so far");
        }
        company_.advance_to(time);
        return {};
    }

    Result<void> receive(const lead::RawLead& raw, const Step& step) {
        std::string label;
        for (const auto& [key, value] : raw) {
            const auto* text = std::get_if<std::string>(&value.value);
            if (key == "id" && text != nullptr) label = *text;
        }
        const auto arrival = company_.receive(raw);
        if (!arrival) return std::unexpected(arrival.error());
        last_lead_ = arrival->id;
        if (!label.empty()) labels_[label] = arrival->id;
        const auto person = company_.find(arrival->id)->decision.person;
        record_.sequence.push_back(person ? company_.policy().names.people.name(*person) : "");
        check(step);
        return {};
    }

    Result<void> act(const LeadStep& lead, std::int64_t n, const Step& step) {
        if (lead.leads_file.empty()) {
            lead::RawValue raw = to_raw(lead.lead);
            auto* map = std::get_if<lead::RawMap>(&raw.value);
            if (map == nullptr) return baton::fail(RunError::BadDocument, "`lead` has to be a map");
            fill_in(raw, n);
            return receive(*map, step);
        }
        const auto rows = environment_.read_rows(lead.leads_file);
        if (!rows) return std::unexpected(rows.error());
        // Repeated, the nth time takes the nth row; else all of them at once.
        if (step.repeat > 1) {
            const auto row = static_cast<std::size_t>(n - 1);
            return row < rows->size() ? receive((*rows)[row], step) : Result<void>{};
        }
        for (const lead::RawLead& row : *rows) {
            if (const auto done = receive(row, step); !done) return done;
        }
        return {};
    }

    Result<void> act(const OutStep& out, std::int64_t, const Step&) {
        const auto person = find_person(out.person);
        if (!person) return std::unexpected(person.error());
        desk::ChangeAvailability change{*person, event::AvailabilityChange::Out, {}, {}};
        if (out.from) change.from = resolve(*out.from);
        if (out.until) change.until = resolve(*out.until);
        if (out.span) change.until = change.from.value_or(company_.now()) + *out.span;
        return company_.execute(change);
    }

    Result<void> act(const AvailabilityStep& step, std::int64_t, const Step&) {
        const auto person = find_person(step.person);
        if (!person) return std::unexpected(person.error());
        return company_.execute(desk::ChangeAvailability{*person, step.change, {}, {}});
    }

    template <class Command, class StepKind>
    Result<void> act_on_lead(const StepKind& step) {
        const auto lead = find_lead(step.lead);
        if (!lead) return std::unexpected(lead.error());
        const auto person = find_any_person(step.person);
        if (!person) return std::unexpected(person.error());
        return company_.execute(Command{*lead, *person});
    }
    Result<void> act(const AcknowledgeStep& step, std::int64_t, const Step&) {
        return act_on_lead<desk::Acknowledge>(step);
    }
    Result<void> act(const ContactStep& step, std::int64_t, const Step&) {
        return act_on_lead<desk::Contact>(step);
    }
    Result<void> act(const ClaimStep& step, std::int64_t, const Step&) {
        const auto lead = find_lead(step.lead);
        if (!lead) return std::unexpected(lead.error());
        const auto person = find_person(step.person);
        if (!person) return std::unexpected(person.error());
        return company_.execute(desk::Claim{*lead, *person});
    }

    Result<void> act(const CloseStep& step, std::int64_t, const Step&) {
        const auto lead = find_lead(step.lead);
        if (!lead) return std::unexpected(lead.error());
        return company_.execute(desk::Close{*lead, step.as, step.amount, step.reason});
    }

    Result<void> act(const ReassignStep& step, std::int64_t, const Step&) {
        const auto lead = find_lead(step.lead);
        if (!lead) return std::unexpected(lead.error());
        const auto by = find_any_person(step.by);
        if (!by) return std::unexpected(by.error());
        desk::ReassignTo command{*lead, {}, *by};
        const team::Names& names = company_.policy().names;
        const auto resolved = [&](const auto& id) -> Result<void> {
            if (!id) return std::unexpected(id.error());
            command.to = *id;
            return company_.execute(command);
        };
        switch (step.kind) {
            case TargetWord::Person:
                return resolved(find_person(step.to));
            case TargetWord::Pool:
                return resolved(find_name(names.pools, "pool", step.to));
            case TargetWord::Queue:
                return resolved(find_name(names.queues, "queue", step.to));
        }
        return {};
    }

    Result<void> act(const ChangeStep& step, std::int64_t, const Step&) {
        Node changed = workspace::merge(document_, step.patch);
        const auto policy = load(changed, file_);
        if (!policy) {
            // As an answer, so that a scenario can expect it.
            std::string message;
            for (const workspace::Finding& finding : report_.findings) {
                message += (message.empty() ? "" : "; ") + workspace::to_line(finding);
            }
            report_.findings.clear();
            return baton::fail(RunError::BadDocument, message);
        }
        if (auto published = company_.publish(policy, step.confirm); !published) return published;
        document_ = std::move(changed);
        return {};
    }

    Result<void> act(const SetStep& step, std::int64_t, const Step&) {
        const auto person = find_person(step.person);
        if (!person) return std::unexpected(person.error());
        return company_.execute(desk::SetFigures{
            {*person, step.deals, step.quota, step.attained, step.won, step.lost}});
    }

    const Scenario& scenario_;
    const Environment& environment_;
    Company company_;
    Node document_;
    std::string file_;
    std::map<std::string, LeadId> labels_;
    std::optional<LeadId> last_lead_;
    StepRecord record_;
    Report report_;
};

}  // namespace

Report run(const Scenario& scenario, const Environment& environment) {
    return Runner(scenario, environment).run();
}

}  // namespace baton::scenario
