// Connection: one line from this server to something else that the workspace or the server itself
// uses: a channel, a CRM, a source of leads, single sign-on. Named as its deliveries name it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/workspace/policy.hpp"
#include "deliver/trial.hpp"

namespace baton::api {

struct Options;

// Sources of leads and single sign-on have no deliveries; their names begin so, or are this.
inline constexpr std::string_view kHookPrefix = "hook:";
inline constexpr std::string_view kSingleSignOn = "single-sign-on";

struct Connection {
    std::string name;       // "sales-slack", "crm:main", "hook:web"
    std::string_view kind;  // "channel", "crm", "hook", "sign_in"
    std::string type;       // as the document says it
    deliver::Plugged plugged = {};
    // Of the document that it was made of; one of them, or none for single sign-on.
    const workspace::Channel* channel = nullptr;
    const workspace::CrmConnection* crm = nullptr;
    const workspace::HookSource* hook = nullptr;
};

// In the document's order: channels, CRMs, sources; then the server's own. `policy` may be null,
// and outlives what is given.
[[nodiscard]] std::vector<Connection> connections_of(const Options& options,
                                                     const workspace::Policy* policy);

}  // namespace baton::api
