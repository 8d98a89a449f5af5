// What happened last, for people: a few lines are kept, and told when a seed fails.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <string>
#include <utility>

#include "base/instant.hpp"

namespace baton::sim {

class Trace {
  public:
    explicit Trace(std::size_t most) : most_(most) {}

    template <class... Args>
    void add(Instant at, fmt::format_string<Args...> text, Args&&... args) {
        if (most_ == 0) return;
        lines_.emplace_back(at, fmt::format(text, std::forward<Args>(args)...));
        if (lines_.size() > most_) lines_.pop_front();
    }
    [[nodiscard]] std::string text() const {
        std::string out;
        for (const auto& [at, line] : lines_) {
            out += fmt::format("  {}  {}\n", format_time(at), line);
        }
        return out;
    }

  private:
    std::size_t most_;
    std::deque<std::pair<Instant, std::string>> lines_;
};

}  // namespace baton::sim
