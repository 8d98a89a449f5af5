// Callers: everybody who asks something of the company's nodes. Leads come in, people answer them
// or do not, go out and come back, somebody publishes. Whoever hears nothing, or that it is of no
// use just now, asks again with the same key if there was one. Every claim that a node makes is
// kept for the auditor, heard or not.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/desk/company_spec_for_tests.hpp"
#include "core/lead/raw.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "core/workspace/policy.hpp"
#include "node.hpp"

namespace baton::sim {

using desk::LeadId;

// What was asked for once, however often it was sent.
struct Wish {
    std::uint64_t number = 0;
    std::string what;
    std::optional<std::string> key;
    bool is_lead = false;
    std::function<dispatch::Request(Wish&)> make;  // anew for each try
    int tries = 0;
    bool is_over = false;
    bool has_answer = false;              // that it was done, or refused
    std::vector<Digest> salts;            // of the leads that were sent, by try
    std::optional<std::string> promised;  // what the first acceptance said
    std::vector<Digest> denied;           // of which it was said that nothing happened
};

class Callers {
  public:
    Callers(Shared& shared, std::vector<std::unique_ptr<Node>>& nodes, dispatch::Tables tables,
            desk::testing::CompanySpec company);

    // The first document.
    void publish_first();
    // Somebody asks for something.
    void ask();
    // Whether somebody still waits for an answer.
    [[nodiscard]] std::size_t waiting() const;

    [[nodiscard]] const std::vector<std::unique_ptr<Wish>>& wishes() const { return wishes_; }
    // The company that a published text stands for; null: nobody sent it.
    [[nodiscard]] const desk::testing::CompanySpec* company_of(const std::string& text) const;
    // A claim that contradicts another.
    [[nodiscard]] const std::optional<std::string>& offence() const { return offence_; }

  private:
    using Make = std::function<Result<desk::Command>(const dispatch::Moment&)>;

    Wish& wish(std::string what);
    void send(Wish& wish);
    void try_again(Wish& wish);
    void claim(Wish& wish, std::size_t attempt, const dispatch::Answer& answer);
    void hear(Wish& wish, int attempt, const dispatch::Answer& answer);

    void submit_lead();
    void act_on_lead();
    void change_availability();
    void set_figures();
    void change_document();
    void publish(const desk::testing::CompanySpec& company, bool confirmed);
    void act(std::string what, Make make);
    [[nodiscard]] dispatch::Request intake(Wish& wish, const lead::RawMap& fields,
                                           const std::string& email);
    [[nodiscard]] desk::PersonId anybody();
    [[nodiscard]] std::optional<LeadId> some_lead();

    Shared& shared_;
    std::vector<std::unique_ptr<Node>>& nodes_;
    dispatch::Tables tables_;
    Dice dice_;
    lead::FewSuffixes suffixes_;
    std::vector<std::unique_ptr<Wish>> wishes_;
    std::map<std::string, desk::testing::CompanySpec> companies_;  // by text
    desk::testing::CompanySpec latest_;
    std::size_t people_ = 0;
    std::optional<std::string> offence_;
};

// The answer that a request carries: the first of its events, by which the log can be asked.
[[nodiscard]] dispatch::Rendered render(const dispatch::Done& done);

}  // namespace baton::sim
