// The public suffix list, loaded once and then a constant that any thread may ask. The one place
// that speaks to libpsl.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "core/lead/suffixes.hpp"

namespace baton::tables {

// The list that libpsl was built with. NoSuffixes when it was built without one.
[[nodiscard]] Result<std::unique_ptr<const lead::Suffixes>> built_in_suffixes();

// A newer list from a file, in the format of publicsuffix.org or compiled (DAFSA). Its version is
// the hash of its bytes.
[[nodiscard]] Result<std::unique_ptr<const lead::Suffixes>> load_suffixes(const std::string& path);

}  // namespace baton::tables
