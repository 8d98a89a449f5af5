// CrmHands: what a CRM's news make Baton do: the commands that people give by hand, in the name of
// the connection.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/event/event.hpp"
#include "store/rows.hpp"

namespace baton::deliver {

struct CrmMove {  // it belongs to somebody else there
    store::LeadKey lead{};
    std::string person;  // their key
};
struct CrmClose {
    store::LeadKey lead{};
    event::Closing as = event::Closing::Won;
    double amount = 0;
    std::string reason;
};
struct CrmStanding {
    std::string person;
    double deals = 0;
    std::optional<double> quota = {};
    std::optional<double> attained = {};
};
using CrmNews = std::variant<CrmMove, CrmClose, CrmStanding>;

class CrmHands {
  public:
    enum class Done : std::uint8_t {
        Changed = 1,  // an event says so
        Same = 2,     // it was so already, or can no longer be done: the lead is over, or unknown
        NotNow = 3,   // worth another try
    };

    virtual ~CrmHands() = default;
    CrmHands() = default;
    CrmHands(const CrmHands&) = delete;
    CrmHands& operator=(const CrmHands&) = delete;

    // Called on the courier's thread; `done` on any, once. `actor` is "crm:NAME".
    virtual void take(std::string_view workspace, std::string_view actor, CrmNews news,
                      std::move_only_function<void(Done)> done) = 0;
};

}  // namespace baton::deliver
