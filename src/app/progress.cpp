#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace baton::app {

Progress::Progress(std::string what, std::size_t total)
    : what_(std::move(what)), total_(total), on_terminal_(isatty(STDERR_FILENO) != 0) {}

void Progress::show(std::string_view words, std::size_t done) {
    if (!on_terminal_) return;
    constexpr std::size_t kWidth = 30;
    std::string bar;
    if (total_ > 0 && done > 0) {
        const std::size_t filled = std::min(kWidth, done * kWidth / total_);
        bar = fmt::format(" [{}{}]", std::string(filled, '#'), std::string(kWidth - filled, ' '));
    }
    fmt::print(stderr, "\r\033[K{}{} {}", what_, bar, words);
    std::fflush(stderr);
    shown_ = true;
}

void Progress::clear() {
    if (!shown_) return;
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
    shown_ = false;
}

}  // namespace baton::app
