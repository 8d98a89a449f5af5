// The outbound client on libcurl's multi interface: one thread, all calls side by side in it. A
// host that hangs fills its own lane of `per_host` calls and no other; the rest of its calls wait
// in a queue. The thread runs at a lower priority than intake.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/instant.hpp"
#include "deliver/outbound/outbound.hpp"

namespace baton::deliver {

struct OutboundLimits {
    std::size_t in_flight = 128;              // calls at once, altogether
    std::size_t per_host = 8;                 // calls at once to one host and port
    std::size_t queued = 4096;                // calls that wait for room; more are refused
    std::size_t response_bytes = 256 << 10;   // headers and body of one answer; the rest is cut off
    Duration connect = Duration::seconds(5);  // until connected, name look-up and TLS included
    Duration total = Duration::seconds(20);   // until the answer is whole
};

struct OutboundConfig {
    OutboundLimits limits;
    bool allow_private = false;  // loopback, private and link-local addresses may be called
    std::string ca_file;         // PEM; trusted beside the system's; empty: none
    std::string user_agent = "Baton";
};

class CurlOutbound final : public Outbound {
  public:
    // Starts the thread. The destructor ends what is under way: each `done` that is still owed is
    // called with `stopped`, and none after it returns.
    explicit CurlOutbound(OutboundConfig config);
    ~CurlOutbound() override;

    void submit(Call call, OutcomeDone done) override;

  private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace baton::deliver
