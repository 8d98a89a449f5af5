#include "core/expr/pattern.hpp"

#include <re2/re2.h>

#include <utility>

#include "core/expr/limits.hpp"

namespace baton::expr {

struct Pattern::Engine {
    RE2 expression;
};

Pattern::Pattern(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

std::expected<Pattern, std::string> Pattern::compile(std::string_view text) {
    if (text.size() > kMaxPatternBytes) {
        return std::unexpected("it is longer than " + std::to_string(kMaxPatternBytes) + " bytes");
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMaxPatternMemory);
    options.set_never_capture(true);
    auto engine = std::unique_ptr<Engine>(
        new Engine{RE2(re2::StringPiece(text.data(), text.size()), options)});
    if (!engine->expression.ok()) return std::unexpected(engine->expression.error());
    return Pattern(std::move(engine));
}

bool Pattern::occurs_in(std::string_view text) const {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), engine_->expression);
}

}  // namespace baton::expr
