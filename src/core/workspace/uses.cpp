#include "core/workspace/uses.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace baton::workspace {

void refuse_uses(Loading& loading, const expr::Program& program, const Node& node,
                 std::initializer_list<LeadSlot> later, std::string_view moment) {
    const auto uses = program.uses();
    const std::size_t first_derived = loading.policy.schema.size();
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const expr::FieldUse& use = uses[i];
        if (use.variable != static_cast<std::uint32_t>(Variable::Lead) || use.slots.empty())
            continue;
        const bool is_later = std::ranges::any_of(later, [&](LeadSlot slot) {
            return use.slots[0] == first_derived + static_cast<std::size_t>(slot);
        });
        if (!is_later) continue;
        std::size_t offset = 0;
        for (expr::NodeId id = 0; id < program.ast().size(); ++id) {
            if (program.ast().node(id).use == i) {
                offset = program.ast().node(id).offset;
                break;
            }
        }
        loading.report.error(node.place_of(offset),
                             fmt::format("{} is not known {}", use.path, moment));
    }
}

}  // namespace baton::workspace
