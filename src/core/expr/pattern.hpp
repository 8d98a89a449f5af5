// Pattern: a compiled regular expression of RE2's syntax. Matching takes time linear in the text,
// whatever the pattern; its own size is bounded. Immutable; any number of threads.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace baton::expr {

class Pattern {
  public:
    // Or what is wrong with it, for people.
    [[nodiscard]] static std::expected<Pattern, std::string> compile(std::string_view text);

    // Whether it occurs anywhere in the text.
    [[nodiscard]] bool occurs_in(std::string_view text) const;

    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

  private:
    struct Engine;
    explicit Pattern(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> engine_;
};

}  // namespace baton::expr
