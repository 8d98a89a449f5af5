#include "core/lead/lead.hpp"

namespace baton::lead {
namespace {

const FieldValue kMissing{};

}  // namespace

const FieldValue& Lead::at(FieldId id) const {
    return id.index() < fields.size() ? fields[id.index()] : kMissing;
}

std::string_view Lead::text(FieldId id) const {
    const auto* value = std::get_if<std::string>(&at(id));
    return value == nullptr ? std::string_view{} : std::string_view{*value};
}

}  // namespace baton::lead
