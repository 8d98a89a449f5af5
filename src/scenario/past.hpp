// The past as `baton compare` plays it again: leads in the order in which they came, each with what
// became of it after somebody had it, and when people were away. Leads are kept packed, since there
// may be millions of them. Filled by any number of threads; read-only after settle().
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "core/event/event.hpp"
#include "core/lead/raw.hpp"
#include "core/lead/suffixes.hpp"
#include "core/team/zone.hpp"
#include "core/workspace/policy.hpp"

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

inline constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

struct PastLead {
    std::string label;  // its own id, else its number in the file
    Instant at;
    std::uint32_t sender = kNobody;  // the same for the same e-mail
    std::array<std::string, 2>
        rows;  // packed, under either schema; the second may be empty: as the first
    Course course;

    [[nodiscard]] const std::string& row(std::size_t side) const {
        return side == 1 && !rows[1].empty() ? rows[1] : rows[0];
    }
};

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

    // One lead that a file or a server told; `number` counts from 1 and says its place among
    // equals.
    struct Told {
        std::size_t number = 0;
        lead::RawLead raw;
        PastRow past;
    };
    // Normalises and packs them. Any thread.
    void add(std::vector<Told> leads);
    // Puts everything in order; call it once, when all has been added.
    void settle();

    [[nodiscard]] const std::vector<PastLead>& leads() const { return leads_; }
    [[nodiscard]] bool same_schema() const { return same_schema_; }

    std::vector<PastAbsence> absences;

  private:
    struct Numbered {
        std::size_t number = 0;
        PastLead lead;
        std::string email;
    };
    [[nodiscard]] Numbered make(Told told) const;

    const workspace::Policy& from_;
    const workspace::Policy& to_;
    const lead::Suffixes& suffixes_;
    Instant at_;
    bool same_schema_;

    std::mutex mutex_;  // guards what follows, until settle()
    std::vector<std::size_t> numbers_;
    std::vector<PastLead> leads_;
    std::unordered_map<std::string, std::uint32_t> senders_;  // only ever asked for one address
};

}  // namespace baton::scenario
