// The names that encode and decode share: what stands in a lead's row beside its fields.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace baton::lead::row {

inline constexpr std::string_view kExternalId = "$id";
inline constexpr std::string_view kUnreadable = "$unreadable";
inline constexpr std::string_view kExtra = "$extra";

}  // namespace baton::lead::row

namespace baton::lead {

// "2026-03-02". Years 0 to 9999.
[[nodiscard]] std::string format_date(Date date);

}  // namespace baton::lead
