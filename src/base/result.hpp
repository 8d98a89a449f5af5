// Result<T>: a value, or an Error that says in words what went wrong. Expected failures travel as
// values; nothing in Baton throws across a folder's door.
#pragma once

#include <expected>
#include <string>
#include <type_traits>
#include <utility>

namespace baton {

// `code` is a number of the failing folder's own `enum class …Error`; `message` is for people and
// names the place and the mend.
struct Error {
    int code = 0;
    std::string message;

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

// The error of a folder as a value to return: `return fail(StoreError::Full, "the disk is full");`
template <class Code>
requires std::is_enum_v<Code>
[[nodiscard]] std::unexpected<Error> fail(Code code, std::string message) {
    return std::unexpected(Error{static_cast<int>(code), std::move(message)});
}

}  // namespace baton
