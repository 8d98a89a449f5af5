// Diagnostic: something wrong with an expression, for the person who wrote it.
#pragma once

#include <cstddef>
#include <string>

namespace baton::expr {

struct Diagnostic {
    std::size_t offset = 0;  // bytes into the expression's text
    std::size_t length = 0;  // bytes; 0 at its end
    std::string message;     // there is no lead field "employes"
    std::string hint;        // did you mean "employees"?   (empty where there is none)

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// "there is no lead field "employes"; did you mean "employees"?"
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic);

}  // namespace baton::expr
