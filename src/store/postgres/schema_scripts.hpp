// The scripts that make the schema: tables, then the functions that write into them. Those are
// replaced in place: nodes of an older version go on calling them meanwhile.
#pragma once

namespace baton::store::postgres {

extern const char* const kTables;
extern const char* const kAppendFunctions;
extern const char* const kDeliveryFunctions;
// The second schema: who may do what.
extern const char* const kAccess;
// The fourth: leads in other systems.
extern const char* const kCrm;
// The sixth: which browsers people are told in; and the function that changes all of it.
extern const char* const kPush;
extern const char* const kAccessFunction;

}  // namespace baton::store::postgres
