// Writing: makes the records of some leads in Salesforce what the leads are now. One request reads
// what is there; then each type is written by itself, in the order in which records name each
// other: what is there by its id, the rest upserted upon Baton_Id__c. Salesforce answers for each
// record by itself.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "deliver/crm/salesforce/fields.hpp"
#include "deliver/crm/salesforce/org_chain.hpp"

namespace baton::deliver::crm::salesforce {

class Writing : public OrgChain<Wrote> {
  public:
    // Needs 1 … kMostAtOnce leads.
    Writing(std::shared_ptr<Org> org, std::vector<LeadNow> leads, Instant now);

  private:
    struct Record {
        bool is_wanted = false;
        bool is_there = false;        // found in Salesforce, or written by now
        bool is_ours = false;         // it stands there under this lead's own name
        bool is_written = false;      // nothing is left to be written
        bool is_final = false;        // a lead that was converted: nobody may write it any more
        bool was_made_again = false;  // it vanished once while it was written
        std::string key;              // our name of it
        std::string id;               // Salesforce's
        std::string owner;            // as it stands there
        bool is_closed = false;       // as it stands there
    };
    using Which = std::vector<std::size_t>;  // indexes of leads
    enum class Verb : std::uint8_t { Upsert, Update };

    void want_records();

    // Finding out.
    [[nodiscard]] std::optional<HttpCall> stages_call() const;
    [[nodiscard]] bool on_stages(const Judged& judged);
    [[nodiscard]] std::optional<HttpCall> find_call() const;
    [[nodiscard]] bool on_found(const Judged& judged);
    [[nodiscard]] std::string soql_for(RecordKind kind) const;
    void note_found(RecordKind kind, const JsonView& row);
    [[nodiscard]] bool is_same(RecordKind kind, std::size_t lead, const JsonView& row) const;

    // Writing.
    void write_all(RecordKind kind);
    void write(RecordKind kind, Verb verb, Which which);
    [[nodiscard]] std::optional<HttpCall> write_call(RecordKind kind, Verb verb,
                                                     const Which& which) const;
    [[nodiscard]] bool on_written(RecordKind kind, Verb verb, const Which& which,
                                  const Judged& judged);
    void on_record(RecordKind kind, Verb verb, std::size_t lead, const JsonView& result);
    [[nodiscard]] Fields all_of(RecordKind kind, std::size_t lead) const;
    [[nodiscard]] Fields changes_there(RecordKind kind, std::size_t lead) const;
    void add_ties(Fields& fields, RecordKind kind, std::size_t lead) const;
    [[nodiscard]] std::string owner_to_set(RecordKind kind, std::size_t lead) const;

    // How it ends.
    void on_down(const Judged& judged) override;
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
    [[nodiscard]] bool ends_leads() const;

    std::vector<LeadNow> leads_;
    std::vector<std::array<Record, kRecordKinds>> records_;  // one for each lead
    Wrote wrote_;
};

}  // namespace baton::deliver::crm::salesforce
