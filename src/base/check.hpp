// BATON_CHECK: a broken invariant of our own ends the program, in every build. Never reachable from
// user or network input: what comes from outside is answered with a Result.
#pragma once

namespace baton {

// Says what broke on standard error and aborts. Apart from the macro, so that code which checks
// itself imports no stream.
[[noreturn]] void check_failed(const char* file, int line, const char* condition);

}  // namespace baton

#define BATON_CHECK(condition)                                     \
    do {                                                           \
        if (!(condition)) [[unlikely]]                             \
            ::baton::check_failed(__FILE__, __LINE__, #condition); \
    } while (false)
