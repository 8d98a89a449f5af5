// The scripts that make the first schema: tables, then the functions that write into them.
#pragma once

namespace baton::store::postgres {

extern const char* const kTables;
extern const char* const kAppendFunctions;
extern const char* const kDeliveryFunctions;

}  // namespace baton::store::postgres
