#include "core/expr/diagnostic.hpp"

namespace baton::expr {

std::string to_text(const Diagnostic& diagnostic) {
    if (diagnostic.hint.empty()) return diagnostic.message;
    return diagnostic.message + "; " + diagnostic.hint;
}

}  // namespace baton::expr
