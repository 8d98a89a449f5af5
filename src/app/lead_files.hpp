// Files of leads: CSV or JSON lines, read row by row.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/lead/raw.hpp"

namespace baton::app {

enum class LeadFormat { Csv, JsonLines };

// By the ending: .csv and .tsv, else JSON lines.
[[nodiscard]] LeadFormat lead_format_of(std::string_view path);

// Every row in order; the first that cannot be read is the error, named by its line.
[[nodiscard]] Result<std::vector<lead::RawLead>> read_leads(std::string_view bytes,
                                                            LeadFormat format);

// The same, with rows that cannot be read among the rest.
// `read` is how many bytes have been read so far.
using RowHandler = std::function<void(Result<lead::RawLead> row, std::size_t read)>;
void for_each_lead(std::string_view bytes, LeadFormat format, const RowHandler& handle);

}  // namespace baton::app
