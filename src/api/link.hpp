// Links that work once: for the first administrator, for who was invited, for who forgot.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/service.hpp"
#include "core/workspace/policy.hpp"
#include "http/message.hpp"
#include "store/access_rows.hpp"

namespace baton::api {

inline constexpr std::string_view kSetupLink = "setup";
inline constexpr std::string_view kInviteLink = "invite";
inline constexpr std::string_view kResetLink = "reset";

struct NewLink {
    store::LinkRow row;
    std::string path;  // "/app/welcome#invite=…": what stands behind '#' reaches no server's log
};
[[nodiscard]] NewLink make_link(std::string_view kind, const Uuid& account, Instant now,
                                Random& random);

// Where people reach the server: what it was told, else what the request calls it.
[[nodiscard]] std::string base_url(const Service& service, const http::RequestHead& head);

// The first channel that sends mail; null where there is none.
[[nodiscard]] const workspace::Channel* mail_channel(const workspace::Policy& policy);

// Makes a link and mails it, where there is such an account and a channel to mail by. Blocks on
// reads of the store; what goes wrong is not told, since it would tell who has an account.
void mail_reset(Service& service, const std::string& workspace, const std::string& email,
                const std::string& base);

}  // namespace baton::api
