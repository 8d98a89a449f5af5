// A company's random days, and the facts of them in a file, kept up event by event.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/desk/history_for_tests.hpp"
#include "insight/fact_file.hpp"
#include "insight/recount_for_tests.hpp"
#include "insight/reports.hpp"

namespace baton::insight::testing {

class Folder {
  public:
    Folder() {
        path_ = (std::filesystem::temp_directory_path() / "baton-insight-XXXXXX").string();
        EXPECT_NE(::mkdtemp(path_.data()), nullptr);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string file() const { return path_ + "/reports.db"; }

  private:
    std::string path_;
};

class FactWorld {
  public:
    explicit FactWorld(std::uint64_t seed) : history_(seed) { reopen(); }

    desk::testing::History& history() { return history_; }
    desk::testing::Office& office() { return history_.office(); }
    FactFile& file() { return *file_; }
    void reopen() {
        file_.reset();
        auto opened = FactFile::open(folder_.file(), Uuid{7});
        ASSERT_TRUE(opened) << opened.error().message;
        file_ = std::move(*opened);
    }

    [[nodiscard]] std::shared_ptr<const workspace::Policy> policy_of(std::uint64_t version) {
        return office().source()(version, office().state().policy()->names);
    }
    // As the lead said it when it came in: another submission of the same person changes nothing.
    [[nodiscard]] const std::string& source_of(const Uuid& id) {
        const auto [known, is_new] = sources_.try_emplace(id);
        const auto lead = is_new ? office().lead(id) : nullptr;
        if (lead != nullptr) known->second = lead->text(lead::field::kSource);
        return known->second;
    }
    [[nodiscard]] Recount recount() {
        return Recount(
            office().events(), [this](const Uuid& id) { return source_of(id); },
            [this](std::uint64_t version) { return policy_of(version); });
    }

    // Brings the facts up to what has happened.
    void keep_up() {
        const auto& events = office().events();
        const auto head = file_->head("acme");
        ASSERT_TRUE(head);
        Changes changes;
        changes.from = *head;
        std::vector<Uuid> known;
        for (std::size_t i = head->seq; i < events.size(); ++i) {
            if (events[i].lead) known.push_back(*events[i].lead);
        }
        std::ranges::sort(known);
        known.erase(std::ranges::unique(known).begin(), known.end());
        auto open = file_->open_leads("acme", known);
        ASSERT_TRUE(open) << open.error().message;
        std::map<Uuid, LeadFact> facts;
        for (LeadFact& fact : *open) facts.emplace(fact.lead, fact);
        Fold fold;
        for (std::size_t i = head->seq; i < events.size(); ++i) {
            const event::Event& event = events[i];
            changes.to = {event.seq, Digest{static_cast<std::uint8_t>(event.seq)}};
            if (!event.lead) continue;
            const auto policy = policy_of(event.version);
            if (std::holds_alternative<event::Received>(event.body)) {
                facts[*event.lead] = fold.receive(event, *policy, source_of(*event.lead));
            } else {
                ASSERT_TRUE(facts.contains(*event.lead));
                fold.apply(facts[*event.lead], event, *policy);
            }
        }
        if (changes.to.seq == 0) return;
        for (auto& [lead, fact] : facts) changes.facts.push_back(fact);
        changes.draws = fold.take_draws();
        const auto put = file_->put("acme", changes);
        ASSERT_TRUE(put) << put.error().message;
        ASSERT_TRUE(*put);
    }

    [[nodiscard]] Table ask(const Report& report, const Question& question) {
        auto table = file_->read("acme", [&](Facts& facts) { return report.ask(facts, question); });
        EXPECT_TRUE(table) << report.name << ": " << table.error().message;
        return table ? *std::move(table) : Table{};
    }

  private:
    Folder folder_;
    desk::testing::History history_;
    std::unique_ptr<FactFile> file_;
    std::map<Uuid, std::string> sources_;
};

}  // namespace baton::insight::testing
