// What may be wrong with a question to the reports, besides the errors of the store.
#pragma once

namespace baton::insight {

enum class InsightError : int {
    TooMany = 401,  // the period holds more than one report covers
    NotYet = 402,   // the facts are still being brought up to the log's end
    Broken = 403,   // a fact that this version cannot read, or a log that does not follow
};

}  // namespace baton::insight
