// A comparison for people (a table), for programs (JSON) and for spreadsheets (CSV).
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

#include "scenario/compare.hpp"
#include "scenario/past.hpp"

namespace baton::app {

enum class ReportFormat { Table, Json, Csv };

// False when not everything could be written. A table shows `moves` of the leads that move; JSON
// and CSV have all of them.
[[nodiscard]] bool write_comparison(std::FILE* out, ReportFormat format,
                                    const scenario::Comparison& comparison,
                                    const scenario::Past& past, std::size_t moves);

}  // namespace baton::app
