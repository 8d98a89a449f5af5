// The walk through a workspace's log that verify() is: what it knows at each event, and the parts
// of the examination. One thread.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/event/event.hpp"
#include "core/team/zone_offsets.hpp"
#include "proof/said.hpp"
#include "proof/verify.hpp"

namespace baton::proof {

class Verifier {
  public:
    Verifier(store::Archive& archive, const std::string& workspace, const dispatch::Tables& tables,
             const VerifyOptions& options);

    [[nodiscard]] Result<Verified> run();

  private:
    // Each of these gives false once `verified_.problem` is set: then the walk ends.
    [[nodiscard]] Result<bool> read_slice(std::span<const store::EventRow> rows);
    [[nodiscard]] bool check_chain(const store::EventRow& row);
    [[nodiscard]] Result<bool> check_event(const store::EventRow& row);
    [[nodiscard]] Result<bool> check_content(const event::Event& event);
    [[nodiscard]] bool check_document(const event::Event& event);
    [[nodiscard]] bool check_decision(const event::Event& event, const store::EventRow& row);
    [[nodiscard]] bool check_row_of_ended(const event::Event& event);
    [[nodiscard]] Result<bool> check_snapshot();
    [[nodiscard]] Result<bool> check_end();
    [[nodiscard]] Result<bool> check_open_rows();
    [[nodiscard]] bool check_open_row(const desk::LeadId& id);
    // For a broken hash: what of the event does not even come out by itself.
    void add_difference(const store::EventRow& row);
    bool wrong(std::string what);

    [[nodiscard]] std::shared_ptr<const workspace::Policy> compile(std::uint64_t version,
                                                                   const team::Names& known);
    [[nodiscard]] const team::Names& names() const;

    store::Archive& archive_;
    const std::string workspace_;
    dispatch::Tables tables_;
    VerifyOptions options_;
    team::ZoneOffsets offsets_;
    std::string tables_version_;
    desk::Desk desk_;
    Said said_;
    Verified verified_;
    std::vector<store::Head> snapshots_;    // those still to come, the next one last
    const store::EventRow* row_ = nullptr;  // the one that is examined
    // The last document that was compiled: the one that is being published.
    std::pair<std::uint64_t, std::shared_ptr<const workspace::Policy>> compiled_;
};

}  // namespace baton::proof
