// How deliveries to CRMs are told from messages: by their channel, "crm:" and the connection's name
// in the document, and by their kind. Pure.
#pragma once

#include <string>
#include <string_view>

namespace baton::deliver {

inline constexpr std::string_view kCrmPrefix = "crm:";
inline constexpr std::string_view kCrmRecordKind = "record";    // brings a lead there
inline constexpr std::string_view kCrmReadingKind = "reading";  // reads what is new there

[[nodiscard]] inline std::string crm_channel(std::string_view connection) {
    return std::string(kCrmPrefix).append(connection);
}
// The connection's name; empty: the channel leads to no CRM.
[[nodiscard]] inline std::string_view crm_connection(std::string_view channel) {
    return channel.starts_with(kCrmPrefix) ? channel.substr(kCrmPrefix.size()) : std::string_view();
}

}  // namespace baton::deliver
