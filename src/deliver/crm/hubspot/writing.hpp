// Writing: makes the records of some leads in HubSpot what the leads are now. Each type is read by
// our property, what is there is updated by its id, what is not is upserted upon our property, and
// the records are tied to each other. One whose input is refused does not spoil its batch: HubSpot
// names it, or the batch is halved until it stands alone.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "deliver/crm/chain.hpp"
#include "deliver/crm/hubspot/portal.hpp"
#include "deliver/crm/hubspot/properties.hpp"

namespace baton::deliver::crm::hubspot {

using Names = std::set<std::string, std::less<>>;

class Writing : public Chain<Wrote> {
  public:
    // Needs 1 … kMostAtOnce leads.
    Writing(std::shared_ptr<Portal> portal, std::vector<LeadNow> leads, Instant now);

  private:
    // One record of one lead, as far as it is known.
    struct Record {
        bool is_wanted = false;
        bool is_there = false;        // found in HubSpot, or written by now
        bool is_ours = false;         // it stands there under this lead's own name
        bool is_written = false;      // nothing is left to be written
        bool is_unread = false;       // it is there, but nobody has looked at it
        bool keeps_email = false;     // the address is another contact's there
        bool was_made_again = false;  // it vanished once while it was written
        std::size_t ties_left = 0;    // to other records of the lead
        std::string key;              // our name of it
        std::string id;               // HubSpot's
        std::map<std::string, std::string, std::less<>> there;  // what was read of it
    };
    using Which = std::vector<std::size_t>;  // indexes of leads
    enum class Verb : std::uint8_t { Upsert, Create, Update };

    void want_records();
    void plan();
    void plan_ties();
    void plan_records(RecordKind kind);

    // Finding out.
    [[nodiscard]] std::optional<Request> ask_property(RecordKind kind, std::string_view name);
    [[nodiscard]] Request ask_group(RecordKind kind, std::string_view name);
    [[nodiscard]] Request make_property(RecordKind kind, std::string_view name,
                                        const std::string& group);
    [[nodiscard]] std::optional<Request> ask_pipelines(RecordKind kind);
    [[nodiscard]] std::optional<Request> find(RecordKind kind, std::string_view by);
    [[nodiscard]] std::optional<Request> find_companies();
    void note_found(RecordKind kind, std::string_view by, const Names& names,
                    const JsonView& result);

    // Writing.
    [[nodiscard]] std::optional<Request> write_all(RecordKind kind);
    [[nodiscard]] std::optional<Request> write(RecordKind kind, Verb verb, Which which);
    [[nodiscard]] std::optional<Request> write_found(RecordKind kind, Verb verb, std::size_t lead);
    [[nodiscard]] bool on_written(RecordKind kind, Verb verb, const Which& which, Outcome outcome);
    void note_results(RecordKind kind, Verb verb, const Which& which, const JsonView& answer);
    void on_refused(RecordKind kind, Verb verb, std::size_t lead, const JsonView& error,
                    std::string_view category);
    [[nodiscard]] std::string input_of(RecordKind kind, Verb verb, std::size_t lead) const;
    [[nodiscard]] Properties changes_of(RecordKind kind, std::size_t lead) const;
    [[nodiscard]] Properties changes_there(RecordKind kind, std::size_t lead) const;
    [[nodiscard]] std::string owner_to_set(RecordKind kind, std::size_t lead) const;

    // Tying together.
    void plan_tie(RecordKind from, RecordKind to);
    [[nodiscard]] std::optional<Request> tie(RecordKind from, RecordKind to, Which which);

    // How it ends.
    [[nodiscard]] bool fail_all(const Judged& judged);
    void fail(std::size_t lead, OutcomeKind kind, std::int32_t status, std::string message);
    [[nodiscard]] Wrote finish() override;

    [[nodiscard]] Record& record(RecordKind kind, std::size_t lead) {
        return records_[lead][static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] const Record& record(RecordKind kind, std::size_t lead) const {
        return records_[lead][static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] bool is_main(RecordKind kind, std::size_t lead) const;
    [[nodiscard]] bool is_wanted(RecordKind kind) const;

    std::shared_ptr<Portal> portal_;  // shared: with the connector and what else is under way
    std::vector<LeadNow> leads_;
    Instant now_;
    std::vector<std::array<Record, kRecordKinds>> records_;  // one for each lead
    Wrote wrote_;
};

}  // namespace baton::deliver::crm::hubspot
