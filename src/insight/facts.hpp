// Facts: the facts of one workspace as of one moment, for a report to go through. One thread;
// lives as long as the reading that it was given in.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "insight/fold.hpp"
#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::insight {

class Facts {
  public:
    // Looks at one lead; the next call gives it another.
    using Look = std::function<void(const LeadFact&)>;

    Facts(store::sqlite::Connection& db, std::string_view workspace);

    // Up to which event of the log they go.
    [[nodiscard]] std::uint64_t seq() const { return seq_; }
    // When the first lead came in.
    [[nodiscard]] std::optional<Instant> first_at();

    // Those that came in at `from` or later, before `to`, in that order. Errors: TooMany, Broken,
    // the file's. About 0.5 µs each.
    [[nodiscard]] Result<void> arrived(Instant from, Instant to, const Look& look);
    // Those on which something can have happened in that time: in order of arrival those that came
    // in earlier and were not over by `from`, then those of arrived().
    [[nodiscard]] Result<void> alive(Instant from, Instant to, const Look& look);
    // Those that are not over, in order of arrival.
    [[nodiscard]] Result<void> open(const Look& look);
    // What a turn came to. Null: unknown, which a fact never speaks of.
    [[nodiscard]] const Draw* draw(const DrawKey& key);

  private:
    [[nodiscard]] std::uint64_t first_seq_at(Instant at);
    [[nodiscard]] Result<void> go_through(store::sqlite::Rows& rows, const Look& look);

    store::sqlite::Connection& db_;
    std::int64_t workspace_ = 0;
    std::uint64_t seq_ = 0;
    std::size_t looked_at_ = 0;
    std::map<DrawKey, Draw> draws_;
};

// A row of the table of facts: seq, at, over, lead, bytes. False where it cannot be read.
[[nodiscard]] bool read_fact(store::sqlite::Rows& row, LeadFact& fact);

}  // namespace baton::insight
