// Planner: turns the log into delivery rows. Every channel of a workspace is a consumer with a
// cursor of its own ("deliver/NAME"), so that one that stands still holds up no other; a channel
// is not read ahead further than kMostOutstanding rows that wait, so the log itself is the queue.
// Rows and cursor move in one transaction. The courier's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "deliver/counters.hpp"
#include "deliver/inbox.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/lanes.hpp"
#include "deliver/problem.hpp"
#include "store/store.hpp"

namespace baton::deliver {

inline constexpr std::size_t kMostOutstanding = 1000;  // rows of one channel that wait
inline constexpr std::size_t kEventsPerSlice = 256;
// A cursor that has only passed events without messages is written every so many of them.
inline constexpr std::uint64_t kLazyEvents = 1000;
inline constexpr std::size_t kNamesAtOnce = 600;
// The consumer whose cursor says how far all channels of a workspace have come, so that one that is
// at rest need not be opened to know that.
inline constexpr const char* kPlanned = "planned";

class Planner {
  public:
    struct Doors {  // all borrowed; they outlive the planner
        store::Store& store;
        Interpreter& interpreter;
        Lanes& lanes;
        Counters& counters;
        OnProblem& on_problem;
        SharedInbox inbox;
    };
    explicit Planner(Doors doors) : doors_(std::move(doors)) {}

    // There is news in this workspace.
    void look_at(std::string_view workspace);
    // There may be news in any: looks through kNamesAtOnce of them, where it left off the last
    // time; the first time through all. One whose log has not grown since it was planned is left
    // alone.
    void look_around();

    // Plans one slice for each workspace with news. Gives when to come back: `now` when there is
    // more to do at once, never() when only news would bring something.
    [[nodiscard]] Instant step(Instant now);

    // How long the oldest event that is not planned has waited.
    [[nodiscard]] Duration lag(Instant now) const;

    // True once after rows were put: there is something to lease.
    [[nodiscard]] bool take_news() { return std::exchange(has_news_, false); }

  private:
    // One channel's way through the log.
    struct Reader {
        std::uint64_t stored = 0;    // the cursor
        std::uint64_t position = 0;  // read so far; ahead of the cursor where nothing was asked for
        bool is_loaded = false;
        bool is_writing = false;
        Instant rests_until{};
    };
    struct Watched {
        bool is_dirty = true;
        Instant rests_until{};      // after an error
        std::uint32_t errors = 0;   // in a row
        Instant counts_again_at{};  // when waiting rows may be counted anew
        bool is_counted = false;
        std::optional<Instant> oldest_unplanned;
        std::uint64_t head = 0;                 // of the log, when it was last asked for
        std::uint64_t planned = 0;              // every channel is beyond this event
        std::uint64_t noted = 0;                // what the store was told of that, under kPlanned
        std::map<std::string, Reader> readers;  // by channel
    };
    using Ready = std::vector<std::pair<const std::string, Reader>*>;

    // False when the store fails.
    [[nodiscard]] bool look_further();
    [[nodiscard]] Result<void> look_for_news(const std::string& workspace);
    void note_planned(const std::string& workspace, Watched& watched);
    Result<Instant> plan(const std::string& workspace, Watched& watched, Instant now);
    Result<std::uint64_t> head_for(const std::string& workspace, Watched& watched, Instant now);
    Result<void> follow_channels(const std::string& workspace, Watched& watched);
    Result<void> count_outstanding(const std::string& workspace);
    // Gives how far it read.
    Result<std::uint64_t> plan_slice(const std::string& workspace, Watched& watched,
                                     const Ready& ready, Instant now);
    void put(const std::string& workspace, const std::string& channel, Reader& reader,
             std::uint64_t to, std::vector<store::DeliveryRow> rows, Instant now);
    void on_put(const std::string& workspace, const std::string& channel, std::uint64_t to,
                std::size_t rows, Instant at, const Result<void>& result);

    Doors doors_;
    std::map<std::string, Watched, std::less<>> workspaces_;
    std::set<std::string, std::less<>> dirty_;  // of the workspaces, those to be planned
    bool looks_around_ = true;
    bool was_around_ = false;   // has looked at all of them once
    std::string looked_after_;  // the name that was looked at last
    bool has_news_ = false;
};

// The row that a plan becomes. Its id follows from the event and the plan, so that planning again
// gives the same row.
[[nodiscard]] store::DeliveryRow make_row(std::string_view workspace, std::uint64_t seq,
                                          Instant event_at, Planned planned, Instant now);

}  // namespace baton::deliver
