// What the API is given by the program that runs it. Borrowed things outlive the Api and every
// answer that is still under way.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "api/limits.hpp"
#include "base/random.hpp"
#include "deliver/outbound/outbound.hpp"
#include "dispatch/clock.hpp"
#include "dispatch/directory.hpp"
#include "dispatch/policy_shelf.hpp"
#include "store/store.hpp"

namespace baton::insight {
class Insight;
}

namespace baton::api {

// Who may call.
struct Access {
    // The server listens on loopback addresses alone: open as long as no token exists. Otherwise
    // every call needs a token.
    bool on_loopback = false;
};

// Whom people sign in with besides a password; none where `issuer` is empty.
struct SingleSignOn {
    std::string issuer = {};  // as its tokens say it
    std::string client = {};
    std::string secret = {};
    std::string name = {};  // what the button says
};

struct Options {
    dispatch::Directory& workspaces;
    store::Store& store;
    const dispatch::Clock& clock;
    Random& random;
    const dispatch::Tables& tables;
    Access access = {};
    Limits limits = {};
    // More lines for /metrics, in Prometheus' text format: what the api does not know (the
    // courier's counters, the server's connections). May be empty.
    std::function<std::string()> metrics_extra = {};
    // Somebody asked for a delivery to be tried again: wakes the courier. May be empty.
    std::function<void(std::string_view workspace)> on_retry = {};
    // Reads leads that a hook only names, and the values of secrets that the document names.
    deliver::Outbound* outbound = nullptr;
    deliver::Environment environment = {};
    // Where people and other programs reach this server; empty: what their requests say.
    std::string public_url = {};
    SingleSignOn sso = {};                // needs `outbound`
    insight::Insight* reports = nullptr;  // null: there are none
    // Why the server should get no traffic now, empty for none. May itself be empty.
    std::function<std::string()> not_ready = {};
};

}  // namespace baton::api
