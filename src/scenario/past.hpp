// The past as `baton compare` plays it again: leads in the order in which they came, each with what
// became of it after somebody had it, and when people were away. Leads are kept packed, since there
// may be millions of them. Filled in batches by any number of threads; read-only after settle().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "core/event/event.hpp"
#include "core/lead/raw.hpp"
#include "core/lead/suffixes.hpp"
#include "core/team/zone.hpp"
#include "core/workspace/policy.hpp"
#include "scenario/past_lead.hpp"

namespace baton::scenario {

// What people did with a lead, as long after its assignment as they took then.
struct Course {
    std::optional<Duration> acknowledged;
    std::optional<Duration> contacted;
    std::optional<Duration> closed;
    event::Closing as = event::Closing::Lost;
    double amount = 0;   // Won
    std::string reason;  // Lost, Disqualified

    friend bool operator==(const Course&, const Course&) = default;
};

// The columns of a row that tell its past: they are no fields of the lead.
//   received_at                                    when it came; without it: at the one moment
//   given acknowledged_after contacted_after closed_after  how long after it was assigned: 5m, 2h,
//   or a
//                                                  number of seconds
//   acknowledged_at contacted_at closed_at         the same as moments, beside assigned_at (without
//                                                  it they count from received_at)
//   won lost disqualified                          how it closed: an amount, or a reason
struct PastRow {
    std::optional<WrittenTime> received_at;
    Course course;
};

enum class PastError : int { BadTime = 1, BadDuration = 2, BadNumber = 3, NoColumns = 4 };

// Takes these columns out of `raw`. A value that cannot be read is an error that names its column;
// moments without an offset are those of `zone`.
[[nodiscard]] Result<PastRow> take_past(lead::RawLead& raw, const team::Zone& zone);

// `time` as it is, or as the clocks of `zone` show it.
[[nodiscard]] Instant resolve(const WrittenTime& time, const team::Zone& zone);

// Somebody was not there. `person` is their key.
struct PastAbsence {
    std::string person;
    Instant from;
    Instant until = Instant::never();
};

class Past {
  public:
    // `at` is when leads without `received_at` came. Borrows everything.
    Past(const workspace::Policy& from, const workspace::Policy& to, const lead::Suffixes& suffixes,
         Instant at);

    // Leads that one thread makes by itself, to be handed in together.
    class Batch {
      public:
        explicit Batch(const Past& past);
        // Normalises and packs a lead. `number` counts from 1 and says its place among equals.
        void add(std::size_t number, const lead::RawLead& raw, const PastRow& row);
        // For whoever learns only later how many came before them.
        void renumber(std::size_t more);
        [[nodiscard]] std::size_t size() const { return leads_.size(); }

      private:
        friend class Past;
        [[nodiscard]] const char* keep(std::string_view bytes);

        const Past* past_;
        // Behind a pointer, as the leads point into it.
        std::unique_ptr<std::pmr::monotonic_buffer_resource> room_;
        std::vector<PastLead> leads_;
        std::vector<std::size_t> senders_;  // of each: the hash of its address; 0: none
        std::string row_;                   // the one that is being made
    };
    // Any thread.
    void add(Batch batch);

    // One lead that a server told.
    struct Told {
        std::size_t number = 0;
        lead::RawLead raw;
        PastRow past;
    };
    void add(const std::vector<Told>& leads);
    // Puts everything in order; call it once, when all has been added.
    void settle();

    [[nodiscard]] const std::vector<PastLead>& leads() const { return leads_; }
    // How many senders the leads have: their numbers are below it.
    [[nodiscard]] std::size_t senders() const { return senders_; }
    [[nodiscard]] bool same_schema() const { return same_schema_; }

    std::vector<PastAbsence> absences;

  private:
    void number_senders();
    void sort();

    const workspace::Policy& from_;
    const workspace::Policy& to_;
    const lead::Suffixes& suffixes_;
    Instant at_;
    bool same_schema_;

    std::mutex mutex_;            // guards what follows, until settle()
    std::vector<Batch> batches_;  // after it they only keep what the leads point into
    std::vector<PastLead> leads_;
    std::size_t senders_ = 0;
};

}  // namespace baton::scenario
