// Single sign-on by OpenID Connect: what is known of the issuer, and the way there and back
// (authorization code with PKCE). All calls to it go through the guarded client. What a sign-in
// needs to come back stands in a cookie of the browser that began it, so any node can finish it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "access/id_token.hpp"
#include "api/options.hpp"
#include "base/instant.hpp"

namespace baton::api {

// What the issuer says of itself, read anew after a while. Any thread.
class Issuer {
  public:
    struct Known {
        access::Discovery places;
        std::string keys;  // as JSON
    };
    using Done = std::move_only_function<void(Result<std::shared_ptr<const Known>>)>;

    explicit Issuer(const Options& options) : options_(options) {}

    // Calls `done` once, at once where it is known already, else from a thread of the client's.
    // `anew`: a key was not among those that are known.
    void ask(bool anew, Done done);

  private:
    void read_keys(access::Discovery places, Done done);

    const Options& options_;
    std::mutex mutex_;                    // guards the rest
    std::shared_ptr<const Known> known_;  // shared with sign-ins under way
    Instant read_at_{};
    Instant anew_at_{};  // when they were last asked for since a key was unknown
};

}  // namespace baton::api
