// Service: what the resources share. Made once by the Api; each part is safe to use from any
// thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "api/background.hpp"
#include "api/editors.hpp"
#include "api/event_hub.hpp"
#include "api/form_limiter.hpp"
#include "api/guard.hpp"
#include "api/metrics.hpp"
#include "api/options.hpp"
#include "api/sso.hpp"
#include "base/uuid_sequence.hpp"
#include "core/team/zone_offsets.hpp"
#include "http/router.hpp"

namespace baton::api {

struct Service {
    explicit Service(Options given);

    Options options;
    http::Router router;  // filled from routes(), constant then
    Guard guard;
    Metrics metrics;
    FormLimiter form_limiter;
    FormLimiter address_attempts;  // at signing in, of one address …
    FormLimiter account_attempts;  // … and at one account
    team::ZoneOffsets zones;
    UuidSequence ids;       // of leads, in the order in which they came in
    std::string id_prefix;  // of request ids: tells processes apart

    // When the store last refused to write, and last wrote: µs, for readiness.
    std::atomic<std::int64_t> refused_at{0};
    std::atomic<std::int64_t> written_at{0};

    Editors editors;
    EventHub events;
    Issuer issuer;
    Background hashing;     // of passwords: slow, and of much memory
    Background background;  // last: its jobs use the rest
};

}  // namespace baton::api
