#include "api/text_difference.hpp"

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"

namespace baton::api {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kMostCells = 4'000'000;

// How long the longest common part of a's lines from i on and b's from j on is.
class CommonLines {
  public:
    CommonLines(const Lines& a, const Lines& b)
        : width_(b.size() + 1), lengths_((a.size() + 1) * width_, 0) {
        for (std::size_t i = a.size(); i-- > 0;) {
            for (std::size_t j = b.size(); j-- > 0;) {
                at(i, j) =
                    a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
            }
        }
    }
    [[nodiscard]] std::uint32_t& at(std::size_t i, std::size_t j) {
        return lengths_[i * width_ + j];
    }

  private:
    std::size_t width_;
    std::vector<std::uint32_t> lengths_;
};

std::vector<LineChange> walk(const Lines& a, const Lines& b, int first_line) {
    if (a.empty() && b.empty()) return {};
    if ((a.size() + 1) * (b.size() + 1) > kMostCells) return {{first_line, a, b}};
    CommonLines common(a, b);
    std::vector<LineChange> changes;
    bool is_open = false;
    const auto change = [&](std::size_t j) -> LineChange& {
        if (!is_open) changes.push_back({first_line + static_cast<int>(j), {}, {}});
        is_open = true;
        return changes.back();
    };
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            is_open = false;
            ++i;
            ++j;
        } else if (j == b.size() || (i < a.size() && common.at(i + 1, j) >= common.at(i, j + 1))) {
            change(j).gone.push_back(a[i++]);
        } else {
            change(j).instead.push_back(b[j]);
            ++j;
        }
    }
    return changes;
}

}  // namespace

std::vector<LineChange> difference(std::string_view before, std::string_view after) {
    Lines a = split(before, '\n');
    Lines b = split(after, '\n');
    const auto [a_end, b_end] = std::ranges::mismatch(a, b);
    const auto same = static_cast<std::size_t>(a_end - a.begin());
    a.erase(a.begin(), a_end);
    b.erase(b.begin(), b_end);
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        a.pop_back();
        b.pop_back();
    }
    return walk(a, b, static_cast<int>(same) + 1);
}

std::string to_text(const LineChange& change, std::size_t most_lines) {
    std::string text;
    std::size_t lines = 0;
    const auto add = [&](std::string_view mark, std::string_view line) {
        if (lines++ >= most_lines) return;
        if (!text.empty()) text += '\n';
        text += mark;
        text += line;
    };
    for (const std::string_view line : change.gone) add("- ", line);
    for (const std::string_view line : change.instead) add("+ ", line);
    if (lines > most_lines) text += "\n… and " + std::to_string(lines - most_lines) + " more";
    return text;
}

}  // namespace baton::api
