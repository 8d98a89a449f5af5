// What the leads of a stretch of the log said: their rows, fetched together, and which revision the
// desk is to be told of. One thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"
#include "core/desk/desk.hpp"
#include "store/archive.hpp"

namespace baton::proof {

class Said final : public desk::Facts {
  public:
    // Borrows both; `desk` is the one that is told.
    Said(store::Archive& archive, std::string workspace, const desk::Desk& desk)
        : archive_(archive), workspace_(std::move(workspace)), desk_(desk) {}

    // Forgets the leads before and fetches those of these events.
    [[nodiscard]] Result<void> fetch(std::span<const store::EventRow> events);

    // The row of a lead of this stretch; null: there is none.
    [[nodiscard]] const store::LeadRow* row(const desk::LeadId& id) const;
    // What it said in a revision; empty: erased. Nothing: it never did.
    [[nodiscard]] Result<std::optional<store::LeadContent>> content(const desk::LeadId& id,
                                                                    std::uint32_t revision) const;
    // Whether what it said is still there.
    [[nodiscard]] bool is_erased(const desk::LeadId& id) const;

    // desk::Facts. A store that fails is told of by trouble().
    [[nodiscard]] std::shared_ptr<const lead::Lead> lead(const desk::LeadId& id) const override;
    [[nodiscard]] std::optional<desk::LeadState> ended(const desk::LeadId& id) const override;
    [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

  private:
    store::Archive& archive_;
    std::string workspace_;
    const desk::Desk& desk_;
    std::unordered_map<desk::LeadId, store::LeadRow, desk::LeadIdHash> rows_;
    mutable std::optional<Error> trouble_;
};

}  // namespace baton::proof
