#include "api/service.hpp"

#include <utility>

#include "api/routes.hpp"
#include "base/text.hpp"

namespace baton::api {
namespace {

constexpr std::size_t kBackgroundThreads = 2;
constexpr std::size_t kHashingThreads = 2;

std::vector<std::string> route_names() {
    std::vector<std::string> names;
    for (const Route& route : routes()) {
        names.push_back(std::string(http::method_name(route.method)) + " " +
                        std::string(route.path));
    }
    return names;
}

std::uint64_t random_word(Random& random) {
    std::array<std::uint8_t, 8> bytes{};
    random.fill(bytes);
    std::uint64_t word = 0;
    for (const std::uint8_t byte : bytes) word = word << 8U | byte;
    return word;
}

std::string random_prefix(Random& random) {
    std::array<std::uint8_t, 5> bytes{};
    random.fill(bytes);
    return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()}) + "-";
}

}  // namespace

Service::Service(Options given)
    : options(std::move(given)),
      guard(options.store, options.clock, options.access, options.public_url,
            options.workspaces.default_workspace().workspace()),
      metrics(route_names()),
      form_limiter(options.limits.form_burst, options.limits.form_per_second,
                   random_word(options.random)),
      address_attempts(options.limits.address_attempts, options.limits.address_attempts_per_second,
                       random_word(options.random)),
      account_attempts(options.limits.account_attempts, options.limits.account_attempts_per_second,
                       random_word(options.random)),
      zones(options.tables.zones),
      id_prefix(random_prefix(options.random)),
      events({.workspaces = options.workspaces,
              .store = options.store,
              .most_clients = options.limits.event_streams,
              .heartbeat = options.limits.heartbeat}),
      issuer(options),
      hashing(kHashingThreads, options.limits.hashing),
      background(kBackgroundThreads, options.limits.jobs) {
    for (const Route& route : routes()) router.add(route.method, route.path);
}

}  // namespace baton::api
