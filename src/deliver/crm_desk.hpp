// CrmDesk: the deliveries that go to CRMs, sorted: leads to the writer, readings to the reader. The
// courier's thread only.
#pragma once

#include <functional>
#include <string>

#include "deliver/crm_hands.hpp"
#include "deliver/crm_lines.hpp"
#include "deliver/crm_reader.hpp"
#include "deliver/crm_writer.hpp"

namespace baton::deliver {

// Who is asked, and whom news are told; borrowed. Null: this courier serves no CRM.
struct CrmOptions {
    PolicySource* policies = nullptr;
    CrmHands* hands = nullptr;
    std::string public_url = {};
};

class CrmDesk {
  public:
    using OnEnds =
        std::function<void(const std::string& workspace, const std::string& channel, CrmEnds)>;
    CrmDesk(CrmLines::Doors doors, const CrmOptions& options, const std::string& holder,
            OnEnds on_ends);

    // A leased delivery, which is told of through `on_ends` in time.
    void take(store::DeliveryRow row);
    // Begins with what was taken.
    void pump();
    // What has not begun is given back.
    void stop() { writer_.stop(); }

  private:
    const OnEnds on_ends_;
    CrmLines lines_;
    CrmWriter writer_;
    CrmReader reader_;
};

}  // namespace baton::deliver
