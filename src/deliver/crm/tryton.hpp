// The connector for Tryton 6.0 and later with the module sale_opportunity.
//
// A contact is a party with an e-mail address and a phone, an account a party with the company's
// name, lead and opportunity are one sale.opportunity (in the state that the lead has), a task is a
// note on it. Our id stands in the party's identifiers and in the opportunity's reference.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "deliver/crm/connector.hpp"
#include "deliver/crm/tryton_rpc.hpp"

namespace baton::deliver::crm::tryton {

class Tryton final : public Connector {
  public:
    explicit Tryton(Connection connection) : host_(std::make_shared<Host>(std::move(connection))) {}

    [[nodiscard]] std::size_t most_at_once() const override { return 200; }
    // Two that make parties at once may draw one number of the sequence, and one is refused.
    [[nodiscard]] std::size_t most_writes() const override { return 1; }
    [[nodiscard]] std::vector<RecordKind> usual_records() const override {
        return {RecordKind::Contact, RecordKind::Opportunity};
    }
    [[nodiscard]] Steps<Wrote> write(std::vector<LeadNow> leads, Instant now) override;
    [[nodiscard]] Steps<Owners> owners(Instant now) override;
    [[nodiscard]] Steps<Loads> load(std::vector<std::string> owners, Instant since,
                                    Instant now) override;
    [[nodiscard]] Steps<Changes> changes_since(Instant since, Instant now) override;

  private:
    SharedHost host_;
};

// NoConnection: what the document does not give.
[[nodiscard]] Result<std::unique_ptr<Connector>> make_tryton(Connection connection);

}  // namespace baton::deliver::crm::tryton
