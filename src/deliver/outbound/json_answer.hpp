// JsonAnswer: what somebody else's program answered in JSON, looked into by path. What is not
// there, or is another thing, is absent. A value; any thread.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace baton::deliver {

class JsonAnswer {
  public:
    using Path = std::initializer_list<std::string_view>;

    // Nothing for what is not one JSON text, or nests deeper than 32. Linear.
    [[nodiscard]] static std::optional<JsonAnswer> parse(std::string_view text);

    // The text at the end of a path of member names; empty where there is none.
    [[nodiscard]] std::string text(Path path) const;
    [[nodiscard]] bool is_true(Path path) const;

  private:
    struct Tree;
    explicit JsonAnswer(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}
    std::shared_ptr<const Tree> tree_;  // shared: copies read the same, which never changes
};

}  // namespace baton::deliver
