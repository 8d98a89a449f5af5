// What can go wrong in reading back a lead. The numbers stay as they are.
#pragma once

namespace baton::lead {

enum class LeadError {
    BadRow = 1,  // the text is not a lead's row
};

}  // namespace baton::lead
