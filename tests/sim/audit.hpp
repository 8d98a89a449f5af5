// Audit: reads the log, the rows and the receivers, and holds everything that happened against the
// slow model and against what was promised. Throws Disagreement at the first that does not follow.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "callers.hpp"
#include "core/desk/auditor_for_tests.hpp"
#include "core/team/zone_offsets.hpp"
#include "dispatch/policy_shelf.hpp"
#include "receivers.hpp"

namespace baton::sim {

using desk::testing::Disagreement;

class Audit {
  public:
    Audit(Shared& shared, const Callers& callers, const Receivers& receivers,
          dispatch::Tables tables, const std::string& zone);
    ~Audit();

    // Every event that has come since the last time: the chain, what the slow model says of the
    // decision, the books of a desk that follows the log.
    void read_log();
    // Nothing is under way and everything has had its time.
    void check_rest(Instant now);
    // What was promised to callers against the log.
    void check_promises() const;
    // What was to be told, and who has received it. Once all was delivered.
    void check_deliveries() const;
    // A desk that follows the log from its first event, and one that begins at a snapshot, are the
    // same as the one that was followed all the time.
    void check_replays() const;

    [[nodiscard]] std::string bytes() const;
    [[nodiscard]] std::uint64_t seq() const { return head_.seq; }
    [[nodiscard]] std::uint64_t decisions() const { return decisions_; }

  private:
    void look(const event::Event& event);
    void look_at_owner(const event::Event& event, const std::optional<desk::PersonId>& owner);
    [[nodiscard]] const Disk::Workspace& room() const;
    [[nodiscard]] const store::LeadContent& content_row(const LeadId& id) const;
    [[nodiscard]] std::shared_ptr<const lead::Lead> content(const LeadId& id) const;
    [[nodiscard]] desk::Setting setting(dispatch::PolicyShelf& shelf) const;
    void check_delivery(const store::DeliveryRow& row) const;

    Shared& shared_;
    const Callers& callers_;
    const Receivers& receivers_;
    dispatch::Tables tables_;
    team::ZoneOffsets offsets_;
    std::shared_ptr<Door> door_;  // at which nothing goes wrong
    std::unique_ptr<dispatch::PolicyShelf> shelf_;
    std::unique_ptr<desk::Desk> desk_;
    store::Head head_{};
    desk::testing::Ledger::Specs specs_;
    std::unique_ptr<desk::testing::Auditor> auditor_;
    std::map<LeadId, std::uint32_t> revisions_;       // as of the event looked at
    std::map<Digest, std::uint64_t> received_;        // by salt: how often it is in the log
    std::map<std::uint64_t, desk::PersonId> owners_;  // by identity
    std::vector<bool> is_told_;                       // by seq - 1: to the one program …
    std::vector<bool> is_told_to_team_;               // … and to the other
    std::uint64_t decisions_ = 0;
};

}  // namespace baton::sim
