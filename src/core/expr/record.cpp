#include "core/expr/record.hpp"

#include <utility>

namespace baton::expr {

RecordType::RecordType(std::string name, std::vector<FieldDecl> fields)
    : name_(std::move(name)), fields_(std::move(fields)) {
    for (std::uint32_t slot = 0; slot < fields_.size(); ++slot) {
        slots_.try_emplace(fields_[slot].name, slot);
    }
}

std::optional<std::uint32_t> RecordType::find(std::string_view field_name) const {
    const auto found = slots_.find(field_name);
    if (found == slots_.end()) return std::nullopt;
    return found->second;
}

}  // namespace baton::expr
