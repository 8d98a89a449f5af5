// What connectors say about a lead in the same words: its title, its story, which of its records
// speaks for it. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "deliver/crm/record.hpp"

namespace baton::deliver::crm {

inline constexpr std::size_t kShortText = 255;   // code points of a field
inline constexpr std::size_t kLongText = 2'000;  // of a description: 50 of them fit one answer

// The first `most` code points, trimmed; empty for what is no UTF-8.
[[nodiscard]] std::string first_of(std::string_view text, std::size_t most);

// The same on one line, of printable characters.
[[nodiscard]] std::string one_line(std::string_view text);

struct FullName {
    std::string first;
    std::string last;
};
// As it was given, else `name` parted at its last space. `last` is empty when nothing was said.
[[nodiscard]] FullName name_of(const Prospect& said);

// "Oak GmbH – Ann Oak", or what there is of it; never empty.
[[nodiscard]] std::string title_of(const Prospect& said);

// Message, source, page, tier, rule and the link back, a line each.
[[nodiscard]] std::string story_of(const LeadNow& lead);

// What the account that a lead's company becomes is known by, whoever sends it; empty: it has none.
[[nodiscard]] std::string account_key(const Prospect& said);

[[nodiscard]] bool is_closed(desk::LeadState state);
// Whether what is asked of somebody has been done: contacted, or closed.
[[nodiscard]] bool is_done(desk::LeadState state);

// The record whose owner and outcome are the lead's: the opportunity, else the lead, else the
// contact; of other records nothing is read back.
[[nodiscard]] std::optional<RecordKind> main_record(std::span<const RecordKind> wants);

}  // namespace baton::deliver::crm
