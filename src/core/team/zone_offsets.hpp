// The zones of a workspace as expressions see them: expr::ZoneOffsets answered from team::Zones.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/expr/zones.hpp"
#include "core/team/zone.hpp"

namespace baton::team {

// Borrows the zones; as safe to share between threads as they are.
class ZoneOffsets final : public expr::ZoneOffsets {
  public:
    explicit ZoneOffsets(const Zones& zones) : zones_(&zones) {}

    [[nodiscard]] std::optional<std::int32_t> offset_seconds(std::string_view zone,
                                                             Instant at) const override {
        const Zone* found = zones_->find(zone);
        if (found == nullptr) return std::nullopt;
        return found->offset_at(at);
    }
    [[nodiscard]] bool known(std::string_view zone) const override {
        return zones_->find(zone) != nullptr;
    }

  private:
    const Zones* zones_;
};

}  // namespace baton::team
