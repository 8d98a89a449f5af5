// Collects what loading finds. Findings may come in any order; they are told by place.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/workspace/finding.hpp"

namespace baton::workspace {

inline constexpr std::size_t kMaxFindings = 10'000;  // more are not kept
inline constexpr std::size_t kMaxSoughtHints = 100;  // which look through names of the document

class Report {
  public:
    void error(const Place& place, std::string message, std::string hint = {});
    // `hint` is asked for while there are few findings: looking for a near name among very many
    // takes longer than reading them.
    template <std::invocable Hint>
    void error(const Place& place, std::string message, Hint&& hint) {
        error(place, std::move(message),
              findings_.size() < kMaxSoughtHints ? std::forward<Hint>(hint)() : std::string());
    }
    void warn(const Place& place, std::string message, std::string hint = {});
    void add(Finding finding);

    [[nodiscard]] bool has_errors() const { return has_errors_; }
    [[nodiscard]] bool is_full() const { return findings_.size() >= kMaxFindings; }
    // Everything, by place: the findings of `main_file` first, then those of the files it names.
    [[nodiscard]] std::vector<Finding> take(std::string_view main_file);

  private:
    std::vector<Finding> findings_;
    bool has_errors_ = false;
};

// `did you mean "sarah"?`, or nothing when no known name is near.
[[nodiscard]] std::string did_you_mean(std::string_view name,
                                       std::span<const std::string_view> known);
// The same; where none is near and there are few, `there are a, b and c`.
[[nodiscard]] std::string nearest_or_all(std::string_view name,
                                         std::span<const std::string_view> known);
// `a, b and c`.
[[nodiscard]] std::string enumerate(std::span<const std::string_view> names,
                                    std::string_view last_word = "and");

}  // namespace baton::workspace
