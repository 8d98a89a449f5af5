// What can be wrong with what a source sent. The numbers stay as they are.
#pragma once

namespace baton::capture {

enum class CaptureError {
    BadJson = 1,        // not JSON, or a name given twice in one object
    NotAnObject = 2,    // JSON, but no object of lead fields
    BadUtf8 = 3,        // bytes that are no UTF-8
    TooLarge = 4,       // over a limit: depth, fields, columns, the length of a line
    BadForm = 5,        // not a form's body, as urlencoded or multipart says
    BadCsvRow = 6,      // a row with other columns than the header, or with stray quotes
    BadCsvHeader = 7,   // no header, or one with an empty or a repeated name
    UnclosedQuote = 8,  // the file ends inside a quoted cell
};

}  // namespace baton::capture
