// CrmLine: what the courier remembers of one connection to a CRM: its connector, who owns what
// there, what waits to be written and what is being written. Only the courier's thread looks at it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "core/workspace/policy.hpp"
#include "deliver/counters.hpp"
#include "deliver/crm/connector.hpp"
#include "deliver/crm/owner_book.hpp"
#include "deliver/crm_run.hpp"
#include "deliver/log_interpreter.hpp"
#include "deliver/outbound/secrets.hpp"
#include "store/store.hpp"

namespace baton::deliver {

struct CrmLine {
    std::string workspace;
    std::string connection;
    SharedPolicy policy;  // that the rest was made of
    // Shared with the steps under way: a document that changes the connection ends it for new ones.
    std::shared_ptr<crm::Connector> connector;
    workspace::CrmConnection as;

    std::optional<std::vector<crm::Owner>> owners;  // as the CRM last told
    crm::OwnerBook book;
    Instant owners_until{};  // then they are asked for again
    bool asks_owners = false;
    bool is_writer_waiting = false;  // for them

    std::deque<store::LeadKey> waiting;  // to be written, the longest waiting first
    std::map<store::LeadKey, std::vector<store::DeliveryRow>> rows;  // of those
    std::set<store::LeadKey> under_way;
    std::size_t batches = 0;
};

// How deliveries to a CRM ended.
struct CrmEnd {
    enum class Kind : std::uint8_t {
        Sent = 1,
        Dropped,    // need not be written any more
        Later,      // at `again_at`; nobody's fault
        Failed,     // may go better later
        Permanent,  // never will
    };
    store::DeliveryRow row;
    Kind kind = Kind::Sent;
    std::int32_t status = 0;
    std::string message = {};
    Instant again_at = {};
};
// What several deliveries that went out together came to.
struct CrmEnds {
    std::vector<CrmEnd> ends;
    // The CRM itself is not to be had, or takes nothing now: that counts once for all of them.
    bool is_down = false;
    bool is_well = false;  // something went through
    std::optional<Duration> retry_after = {};
};

class CrmLines {
  public:
    struct Doors {  // all borrowed; they outlive the lines
        store::Store& store;
        PolicySource& policies;
        CrmRun run;
        Counters& counters;
        const Environment& environment;
    };
    explicit CrmLines(Doors doors) : doors_(std::move(doors)) {}

    // The line of a connection, brought to what the live document says. Null: the document has no
    // such connection any more. Errors: there is no document, or the connection cannot be used as
    // it is written; a line that is there keeps what waits.
    [[nodiscard]] Result<CrmLine*> open(std::string_view workspace, std::string_view connection);

    // Has `done` called when the line's owners are known, as of at most `kOwnersHold` ago, at once
    // where they are. `until`: no call is begun that could end later.
    void with_owners(CrmLine& line, Instant now, Instant until,
                     std::move_only_function<void(const Outcome&)> done);
    void note_owners(CrmLine& line, std::vector<crm::Owner> owners, Instant now);
    void note_quota(const CrmLine& line, const crm::Quota& quota);

    [[nodiscard]] const Doors& doors() const { return doors_; }
    [[nodiscard]] std::map<std::pair<std::string, std::string>, CrmLine>& all() { return lines_; }

  private:
    Result<void> make_connector(CrmLine& line, const workspace::CrmConnection& as);

    Doors doors_;
    std::map<std::pair<std::string, std::string>, CrmLine> lines_;
    // Who waits for a line's owners.
    std::map<const CrmLine*, std::vector<std::move_only_function<void(const Outcome&)>>> askers_;
};

inline constexpr Duration kOwnersHold = Duration::minutes(10);

}  // namespace baton::deliver
