// CrmReader: brings what is new in a CRM to Baton, on one node at a time: whoever has leased the
// connection's reading, a delivery that comes back as often as the document says. Who owns what is
// matched by e-mail; open deals, quota and attainment become figures; leads won, lost or given to
// somebody else there are so here. What we wrote ourselves is known by what was remembered of it,
// and is no news. The courier's thread only.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "deliver/crm_hands.hpp"
#include "deliver/crm_lines.hpp"

namespace baton::deliver {

inline constexpr std::size_t kMostPagesOfCrm = 20;  // of changes, in one reading

class CrmReader {
  public:
    using OnEnds = std::function<void(const CrmLine& line, CrmEnds)>;
    // All borrowed; they outlive the reader.
    CrmReader(CrmLines& lines, CrmHands& hands, OnEnds on_ends)
        : lines_(lines), hands_(hands), on_ends_(std::move(on_ends)) {}

    // A leased reading. It is told of through `on_ends`, once.
    void take(CrmLine& line, store::DeliveryRow row);

  private:
    struct Reading {
        CrmLine& line;
        std::shared_ptr<crm::Connector> connector;
        store::DeliveryRow row;
        std::uint64_t stored = 0;  // the cursor: microseconds since 1970
        std::uint64_t position = 0;
        std::size_t pages = 0;
        std::size_t awaited = 0;  // commands under way
        bool is_again = false;    // something is to be read again
        bool has_more = false;
        std::set<std::string> problems;
    };
    using SharedReading = std::shared_ptr<Reading>;  // shared: one step at a time holds it

    void read_owners(const SharedReading& reading);
    void read_load(const SharedReading& reading);
    void on_load(const SharedReading& reading, const crm::Loads& loads);
    void read_changes(const SharedReading& reading);
    void on_changes(const SharedReading& reading, const crm::Changes& changes);
    void follow(const SharedReading& reading, const crm::Change& change, const store::LeadKey& lead,
                const crm::Known& known);
    void tell(const SharedReading& reading, CrmNews news, std::function<void()> then);
    void after_changes(const SharedReading& reading);
    void finish(const SharedReading& reading);
    void fail_with(const SharedReading& reading, const Outcome& outcome);
    void end(const SharedReading& reading, CrmEnd::Kind kind, std::string message, Instant again);

    CrmLines& lines_;
    CrmHands& hands_;
    const OnEnds on_ends_;
};

}  // namespace baton::deliver
