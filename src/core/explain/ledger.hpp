// The fairness ledger of a pool: each turn that was given, missed or returned, and who is owed
// what. Kept by looking on while a desk applies its log, so that it costs nothing where nobody
// asks.
//
// A turn is missed in proportion: with every lead of the pool, whoever was kept out of it by an
// absence, a pause, hours or capacity alone is told the share that would have been theirs; each
// time that makes a whole one, they have missed a turn. Shares are integers, so it is exact.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/desk/desk.hpp"

namespace baton::explain {

enum class EntryKind : std::uint8_t { Given = 1, Missed = 2, Returned = 3 };
[[nodiscard]] std::string_view to_word(EntryKind kind);

struct Entry {
    EntryKind kind = EntryKind::Given;
    std::uint64_t seq = 0;  // the event
    Instant at;
    desk::LeadId lead{};
    team::PersonId person;
    std::uint64_t turn = 0;                // which of the pool's turns
    route::Credit credit = 0;              // theirs after it
    std::optional<route::Exclusion> gate;  // Missed: what kept them out of the last of it
    event::Cause cause = event::Cause::Submitted;
};

class Ledger final : public desk::Witness {
  public:
    // What a lead said before an event, for the `where` of a target; null where it is not known
    // (then nobody is told to have missed it).
    using Content = std::function<std::shared_ptr<const lead::Lead>(const event::Event& event,
                                                                    const desk::State& before)>;
    Ledger(team::PoolId pool, const expr::ZoneOffsets* zones, Content content);

    void before(const event::Event& event, const desk::State& state) override;
    void after(const event::Event& event, const desk::State& state) override;

    // The entries since the last call, in order.
    [[nodiscard]] std::vector<Entry> take();

  private:
    void note_missed(const event::Event& event, const route::Decision& decision,
                     const desk::State& state);
    [[nodiscard]] std::vector<const route::Exclusion*> away(const event::Event& event,
                                                            const route::Decision& decision,
                                                            const desk::State& state) const;

    team::PoolId pool_;
    const expr::ZoneOffsets* zones_;
    Content content_;
    std::map<team::PersonId, route::Credit> missed_;  // what does not make a whole turn yet
    std::vector<Entry> entries_;
    std::vector<Entry> under_way_;  // of the event that is being applied; credits come after it
};

// How the members of a pool stand at a moment.
struct MemberNow {
    std::string person;
    double weight = 0;
    double share = 0;   // of the next lead, among those eligible now
    double credit = 0;  // in turns: owed, or below 0 had ahead
    std::uint64_t given = 0;
    std::uint64_t last_turn = 0;  // 0: never had one
    std::uint32_t place = 0;      // in the next turn, from 1; 0: not eligible
    std::string reason;           // why they are not eligible; empty: they are
};

struct PoolNow {
    std::string pool;
    workspace::PickKind pick = workspace::PickKind::RoundRobin;
    std::string order;  // the expression that ranks
    bool catch_up = false;
    std::uint64_t turns = 0;
    std::string full;  // "at capacity (pool 5 of 5)"; empty: it has room
    std::vector<MemberNow> members;
    std::vector<std::string> next;  // the next turns in order, were everybody to stay as they are
};

inline constexpr std::size_t kTurnsAhead = 12;

// Expressions that ask the lead find nothing there: it is not known who comes next. Needs a pool of
// this version. Pure.
[[nodiscard]] PoolNow pool_now(const desk::State& state, team::PoolId pool,
                               const expr::ZoneOffsets* zones, Instant now);

[[nodiscard]] double in_turns(route::Credit credit);

}  // namespace baton::explain
