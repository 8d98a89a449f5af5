// CrmWriter: brings leads to CRMs. Deliveries of one lead are one write of what the lead is now;
// leads of one connection go out together, as many as its connector takes at once. While a batch is
// under way the next one gathers, so that the price of a call falls as load grows. Before it is
// written a lead is claimed in the store, so that of several nodes one writes it at a time; what is
// known of it afterwards is kept there before its deliveries are settled. The courier's thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "deliver/crm_leads.hpp"
#include "deliver/crm_lines.hpp"

namespace baton::deliver {

class CrmWriter {
  public:
    using OnEnds = std::function<void(const CrmLine& line, CrmEnds)>;

    // `holder` names this node. All borrowed; they outlive the writer.
    CrmWriter(CrmLines& lines, std::string holder, std::string public_url, OnEnds on_ends)
        : lines_(lines),
          holder_(std::move(holder)),
          public_url_(std::move(public_url)),
          on_ends_(std::move(on_ends)) {}

    // A leased delivery about a lead. It is told of through `on_ends`, once.
    void take(CrmLine& line, store::DeliveryRow row);
    // Begins what can be begun.
    void pump(CrmLine& line);
    // What has not begun is given back, of all connections.
    void stop();

  private:
    struct Batch {
        CrmLine& line;
        std::shared_ptr<crm::Connector> connector;  // kept while its steps run
        std::map<store::LeadKey, std::vector<store::DeliveryRow>> rows;
        std::vector<store::LeadKey> leads;    // to be written; by the connector's order
        std::vector<crm::LeadNow> states;     // of those
        std::vector<store::CrmRow> releases;  // of all that were claimed
        Instant until;                        // the first of their leases ends
        CrmEnds ends;
    };
    using SharedBatch = std::shared_ptr<Batch>;  // shared: one step at a time holds it

    void begin(CrmLine& line);
    void on_claimed(const SharedBatch& batch, Result<std::vector<store::CrmRow>> rows);
    void on_wrote(const SharedBatch& batch, Result<crm::Wrote> wrote);
    void release(const SharedBatch& batch);
    void finish(const SharedBatch& batch);
    void give_back(CrmLine& line, const Outcome& why);
    void end(Batch& batch, const store::LeadKey& lead, const CrmEnd& like);

    CrmLines& lines_;
    const std::string holder_;
    const std::string public_url_;
    const OnEnds on_ends_;
    bool is_stopping_ = false;
};

}  // namespace baton::deliver
