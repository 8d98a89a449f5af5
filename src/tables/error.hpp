// What can go wrong in loading a table. The numbers stay as they are.
#pragma once

namespace baton::tables {

enum class TableError {
    NoSuffixes = 1,  // the public suffix list is missing or unreadable
};

}  // namespace baton::tables
