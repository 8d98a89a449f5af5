#include "proof/said.hpp"

#include <algorithm>
#include <vector>

namespace baton::proof {

Result<void> Said::fetch(std::span<const store::EventRow> events) {
    std::vector<store::LeadKey> ids;
    for (const store::EventRow& event : events) {
        if (event.lead) ids.push_back(*event.lead);
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    rows_.clear();
    if (ids.empty()) return {};
    auto found = archive_.leads(workspace_, ids);
    if (!found) return std::unexpected(std::move(found).error());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if ((*found)[i]) rows_.emplace(ids[i], std::move(*(*found)[i]));
    }
    return {};
}

const store::LeadRow* Said::row(const desk::LeadId& id) const {
    const auto it = rows_.find(id);
    return it == rows_.end() ? nullptr : &it->second;
}

Result<std::optional<store::LeadContent>> Said::content(const desk::LeadId& id,
                                                        std::uint32_t revision) const {
    const store::LeadRow* found = row(id);
    if (found == nullptr) return std::optional<store::LeadContent>();
    if (found->revision == revision) return found->content;
    return archive_.lead_revision(workspace_, id, revision);
}

bool Said::is_erased(const desk::LeadId& id) const {
    const store::LeadRow* found = row(id);
    return found != nullptr && found->erased_at.has_value();
}

std::shared_ptr<const lead::Lead> Said::lead(const desk::LeadId& id) const {
    const desk::OpenLead* open = desk_.state().find(id);
    const auto said = content(id, open == nullptr ? 1 : open->revision);
    if (!said) {
        trouble_ = said.error();
        return nullptr;
    }
    if (!*said || (*said)->body.empty() || !desk_.state().policy()) return nullptr;
    auto decoded = lead::decode((*said)->body, desk_.state().policy()->schema);
    if (!decoded) return nullptr;
    return std::make_shared<const lead::Lead>(std::move(*decoded));
}

std::optional<desk::LeadState> Said::ended(const desk::LeadId& /*id*/) const {
    // Only says with which words something is refused.
    return std::nullopt;
}

}  // namespace baton::proof
