// The one place where the program reads the real clock, the system's random bytes and the
// environment. Everything below app/ is handed these as values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "dispatch/clock.hpp"

namespace baton::app {

class SystemClock final : public dispatch::Clock {
  public:
    [[nodiscard]] Instant now() const override;
};

// The operating system's generator: fit for secrets.
class SystemRandom final : public Random {
  public:
    void fill(std::span<std::uint8_t> bytes) override;
};

[[nodiscard]] std::optional<std::string> environment_variable(const std::string& name);

}  // namespace baton::app
