// The past as the commands find it: in files, or in the log of a running server.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/lead_files.hpp"
#include "app/lead_pieces.hpp"
#include "app/remote.hpp"
#include "base/result.hpp"
#include "core/team/zone.hpp"
#include "scenario/past.hpp"

namespace baton::app {

struct PastRead {
    std::size_t leads = 0;
    std::vector<std::string> problems;  // rows that could not be read, the first few in words …
    std::size_t bad = 0;                // … and how many there were
    bool any_closed = false;            // some lead tells when it was closed
};

// Every row of a file, on this thread and others beside it.
// `watch` hears, on this one, how many leads and bytes have been read.
[[nodiscard]] PastRead read_past(LeadPieces& file, const team::Zone& zone, scenario::Past& past,
                                 const std::function<void(std::size_t, std::size_t)>& watch);

// A file of absences: rows of person, from and until (empty: an open end).
[[nodiscard]] Result<std::vector<scenario::PastAbsence>> read_absences(std::string_view bytes,
                                                                       LeadFormat format,
                                                                       const team::Zone& zone);

// What happened on the server: every lead that it still knows, the delays of its people, and when
// they were out of office or paused.
[[nodiscard]] Result<PastRead> read_past_of_server(
    Remote& remote, scenario::Past& past, const std::function<void(std::string_view)>& watch);

}  // namespace baton::app
