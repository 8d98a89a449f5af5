// A company's random days: leads come in, people answer them or do not, go out and come back, the
// document is changed, the clock jumps. One step at a time, so that a test may look after each.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/desk/company_spec_for_tests.hpp"
#include "core/desk/company_yaml_for_tests.hpp"
#include "core/desk/office_for_tests.hpp"

namespace baton::desk::testing {

inline std::uint64_t told_or(const char* variable, std::uint64_t otherwise) {
    const char* many = std::getenv(variable);
    return many == nullptr ? otherwise : std::strtoull(many, nullptr, 10);
}
// How many companies a test lives through, and how many steps each: `few`, or what the environment
// says for a long night.
inline std::uint64_t companies(std::uint64_t few) { return told_or("BATON_COMPANIES", few); }
inline int steps(int few) {
    return static_cast<int>(told_or("BATON_STEPS", static_cast<std::uint64_t>(few)));
}

inline Instant random_start(Dice& dice) {
    // Ordinary days, both changes of the clocks, the end of a year and of a short month.
    static const std::vector<std::string> kStarts{"2026-06-01T13:00:00Z", "2026-03-08T05:30:00Z",
                                                  "2026-11-01T03:30:00Z", "2026-10-24T22:00:00Z",
                                                  "2026-12-31T20:00:00Z", "2027-02-28T20:00:00Z"};
    return at(dice.any(kStarts));
}

class History {
  public:
    // `asks_in_vain`: the desk goes the plain way with leads that wait.
    explicit History(std::uint64_t seed, bool asks_in_vain = false)
        : dice_(seed), spec_(random_company(dice_)), office_(random_start(dice_), asks_in_vain) {
        publish();
    }

    // A command, or nothing when the step only moves the clock (`advance_by` says how far).
    struct Step {
        std::optional<Command> command;
        Duration advance_by{};
        std::optional<CompanySpec> spec;  // of a publication
    };
    Step next() {
        switch (dice_.below(24)) {
            case 0:
                return {{}, Duration::minutes(dice_.between(1, 90)), {}};
            case 1:
                return {{}, Duration::hours(dice_.between(1, 40)), {}};
            case 2:
                return {{}, {dice_.between(1, 5'000'000)}, {}};
            case 3:
                return on_lead([&](LeadId id) { return Command(Acknowledge{id, {}}); });
            case 4:
            case 5:
                return on_lead([&](LeadId id) { return Command(Contact{id, {}}); });
            case 6:
            case 7:
            case 8:
                return on_lead([&](LeadId id) {
                    return Command(Close{id, static_cast<event::Closing>(dice_.between(1, 3)),
                                         dice_.between(0, 9) / 3.0, "because"});
                });
            case 9:
            case 10:
                return on_lead([&](LeadId id) { return reassignment(id); });
            case 11:
                return on_lead([&](LeadId id) { return Command(Claim{id, person()}); });
            case 12:
            case 13:
                return {availability(), {}, {}};
            case 14:
                return {figures(), {}, {}};
            case 15:
                return change();
            default:
                return {office_.receive_of(fields()), {}, {}};
        }
    }
    // Carries a step out. What is refused is part of life.
    void carry_out(const Step& step) {
        if (!step.command) {
            office_.advance(step.advance_by);
            return;
        }
        const auto done = office_.run(*step.command);
        if (done && step.spec) {
            spec_ = *step.spec;
            specs_.push_back(spec_);
        }
    }

    Office& office() { return office_; }
    Dice& dice() { return dice_; }
    const CompanySpec& spec() const { return spec_; }
    // By version, from 1.
    const std::vector<CompanySpec>& specs() const { return specs_; }

  private:
    void publish() {
        ASSERT_TRUE(office_.publish(to_yaml(spec_)));
        specs_.push_back(spec_);
    }
    PersonId person() { return {static_cast<std::uint32_t>(dice_.below(people()))}; }
    std::size_t people() const { return office_.state().policy()->names.people.size(); }

    template <class Make>
    Step on_lead(Make&& make) {
        std::vector<LeadId> ids;
        for (const auto& [id, lead] : office_.state().leads()) ids.push_back(id);
        std::ranges::sort(ids);
        if (ids.empty() || dice_.one_in(40)) return {make(LeadId{9, 9}), {}, {}};
        return {make(dice_.any(ids)), {}, {}};
    }
    Command reassignment(LeadId id) {
        ReassignTo to{id, person(), {}};
        if (dice_.one_in(3))
            to.to = PoolId{static_cast<std::uint32_t>(dice_.below(spec_.pools.size()))};
        if (dice_.one_in(6)) to.to = QueueId{static_cast<std::uint32_t>(dice_.below(2))};
        if (dice_.one_in(2)) to.by = person();
        if (dice_.one_in(3) && office_.find(id) != nullptr) to.by = office_.find(id)->person;
        return to;
    }
    Command availability() {
        ChangeAvailability change{
            person(), static_cast<event::AvailabilityChange>(dice_.between(1, 4)), {}, {}};
        if (change.change == event::AvailabilityChange::Out) {
            if (dice_.one_in(3))
                change.from = office_.now() + Duration::minutes(dice_.between(-90, 600));
            if (!dice_.one_in(4))
                change.until = office_.now() + Duration::minutes(dice_.between(-9, 2000));
        }
        return change;
    }
    Command figures() {
        event::Figures figures{person(), {}, {}, {}, {}, {}};
        if (dice_.one_in(2)) figures.deals = dice_.between(0, 30) / 7.0;
        if (dice_.one_in(3)) figures.attained = dice_.between(0, 100) / 90.0;
        if (dice_.one_in(3)) figures.won = dice_.between(0, 20);
        if (dice_.one_in(3)) figures.lost = dice_.between(0, 20);
        return SetFigures{figures};
    }
    Step change() {
        CompanySpec changed = spec_;
        const auto whom = static_cast<int>(dice_.below(changed.people.size()));
        if (dice_.one_in(6)) {
            drop_person(changed, whom);
        } else {
            change_company(dice_, changed);
        }
        const std::uint64_t version = office_.state().version() + 1;
        Publish publish{version, office_.keep(version, to_yaml(changed)), "", dice_.one_in(2)};
        if (publish.policy == nullptr) return {{}, Duration{1}, {}};
        return {publish, {}, changed};
    }
    Office::Fields fields() {
        Office::Fields fields;
        fields.emplace_back("source", lead::RawValue{fmt::format("s{}", dice_.below(4))});
        if (!dice_.one_in(3)) {
            fields.emplace_back("employees",
                                lead::RawValue{static_cast<double>(dice_.below(1000))});
        }
        if (dice_.one_in(2)) {
            fields.emplace_back("email",
                                lead::RawValue{fmt::format("m{}@big.test", dice_.below(12))});
        }
        if (dice_.one_in(3)) fields.emplace_back("state", lead::RawValue{std::string("US-NY")});
        return fields;
    }

    Dice dice_;
    CompanySpec spec_;
    std::vector<CompanySpec> specs_;
    Office office_;
};

}  // namespace baton::desk::testing
