// By what a lead is known again: its e-mail address, hashed so that the log need not hold it, and
// the name of its company, with everything aside that people write differently.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/lead/lead.hpp"

namespace baton::lead {

// 64 bits of SHA-256 over the workspace's salt and the normalised address: enough to find a lead
// by, worth nothing without the salt. What it finds is still to be compared with the address
// itself.
struct IdentityHash {
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(const IdentityHash&, const IdentityHash&) = default;
};

// `email` as normalise() gives it. Dots and +tags count: two addresses are one person only when
// they are the same.
[[nodiscard]] IdentityHash identity_hash(std::string_view email, std::string_view salt);
// Of the lead's `email`; nothing for a lead without one.
[[nodiscard]] std::optional<IdentityHash> identity_hash(const Lead& lead, std::string_view salt);

// A company's name such that two spellings are the same company when their keys are equal: legal
// form ("Corp.", "GmbH & Co. KG", "S.A. de C.V."), punctuation, case, accents, "The" at either end
// and "and" or "&" aside. Something always remains: "Company Inc." is "company". Empty for a name
// without letters. Needs UTF-8. Linear.
[[nodiscard]] std::string company_key(std::string_view name);

// Which list of legal forms this is, as recorded in events.
[[nodiscard]] std::string_view legal_forms_version();

}  // namespace baton::lead
