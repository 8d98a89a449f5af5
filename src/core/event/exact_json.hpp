// JSON texts as values whose numbers are exactly the doubles that were written. Boost's own parser
// reads seventeen digits to within a unit in the last place, and then a replayed desk would not be
// the desk that wrote the log. No threads of its own.
#pragma once

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>

#include <string_view>

namespace baton::event {

// The value lives in `memory`. Throws boost::system::system_error for what is not one JSON text, or
// nests deeper than 32; call it where exceptions are caught.
[[nodiscard]] boost::json::value parse_exactly(std::string_view text,
                                               boost::json::storage_ptr memory);

}  // namespace baton::event
