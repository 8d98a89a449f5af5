// LeadStory: what the log says of one lead up to one event: its decisions, who has had it, the
// ladder that runs. A value, made by reading; pure otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/event/event.hpp"
#include "core/team/ids.hpp"
#include "store/store.hpp"

namespace baton::deliver {

class LeadStory {
  public:
    // Reads the lead's events up to and with `seq`, at most kMostEvents of them.
    [[nodiscard]] static Result<LeadStory> read(store::Store& store, std::string_view workspace,
                                                const store::LeadKey& lead, std::uint64_t seq,
                                                const team::Names& names);
    // The same of rows that have been read: the lead's, in order.
    [[nodiscard]] static Result<LeadStory> of(std::span<const store::EventRow> rows,
                                              std::uint64_t seq, const team::Names& names);
    explicit LeadStory(std::vector<event::Event> events) : events_(std::move(events)) {}

    // The event that it was read up to. Needs a story with events.
    [[nodiscard]] const event::Event& last() const { return events_.back(); }
    // The event whose decision holds now; null when there is none.
    [[nodiscard]] const event::Event* decided() const;
    // The last event by which it was assigned to somebody; null when there is none, or when it
    // was taken from them since.
    [[nodiscard]] const event::Event* assigned() const;
    [[nodiscard]] std::optional<team::PersonId> holder() const;
    // The last event that rules decided (and that so knows rule, score and tier); null if none.
    [[nodiscard]] const event::Event* ruled() const;
    // How often it came to somebody.
    [[nodiscard]] std::size_t assignments() const;
    // When the holder took it in hand; null while they have not.
    [[nodiscard]] const event::Event* acknowledged() const;
    // How it ended, the last time; null while it is open.
    [[nodiscard]] const event::Closed* closed() const;
    // Everybody who has had it before the holder, in order, each once.
    [[nodiscard]] std::vector<team::PersonId> previous() const;

    static constexpr std::size_t kMostEvents = 1000;

  private:
    std::vector<event::Event> events_;
};

// A row of the log as an event.
[[nodiscard]] Result<event::Event> decode_row(const store::EventRow& row, const team::Names& names);

}  // namespace baton::deliver
