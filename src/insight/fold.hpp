// Fold: what each event does to the facts of its lead. Pure: facts follow from the events in their
// order and from the documents that were in force.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/event/event.hpp"
#include "core/route/decision.hpp"
#include "core/workspace/policy.hpp"
#include "insight/fact.hpp"

namespace baton::insight {

// What a pool's turn came to.
struct Draw {
    struct Share {
        PersonId person;
        std::int64_t share = 0;  // of this lead, in units of 2^-56
        friend bool operator==(const Share&, const Share&) = default;
    };
    PoolId pool;
    bool everybody = false;     // all members were eligible
    std::vector<Share> shares;  // of those who shared, in listed order
};
struct DrawRow {
    DrawKey key{};
    std::string bytes;
};
[[nodiscard]] std::string encode(const Draw& draw);
[[nodiscard]] bool decode(std::string_view bytes, Draw& draw);

class Fold {
  public:
    // `policy` is the document in force at the event. Needs a Received event.
    [[nodiscard]] LeadFact receive(const event::Event& event, const workspace::Policy& policy,
                                   std::string source);
    // Any other event of the lead.
    void apply(LeadFact& fact, const event::Event& event, const workspace::Policy& policy);

    // The draws that facts speak of since the last call, maybe some again.
    [[nodiscard]] std::vector<DrawRow> take_draws();

  private:
    struct Known {
        const workspace::Policy* policy = nullptr;
        route::Turn turn;
        DrawKey key{};
    };

    void settle(LeadFact& fact, const route::Decision& decision, const event::Event& event,
                const workspace::Policy& policy);
    [[nodiscard]] Holding hold(const route::Decision& decision, const event::Event& event,
                               const workspace::Policy& policy);
    [[nodiscard]] DrawKey key_of(const route::Turn& turn, const workspace::Pool& pool,
                                 const workspace::Policy& policy);

    std::map<PoolId, Known> known_;  // the last draw of each pool
    std::vector<DrawRow> fresh_;
};

}  // namespace baton::insight
