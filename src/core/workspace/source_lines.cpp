#include "core/workspace/source_lines.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace baton::workspace {

SourceLines::SourceLines(std::string_view text) : text_(text), starts_{0} {
    for (std::size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) {
        starts_.push_back(i + 1);
    }
    code_points_.reserve(text.size() / kBlockBytes + 1);
    std::size_t before = 0;
    for (std::size_t at = 0; at <= text.size(); at += kBlockBytes) {
        code_points_.push_back(before);
        before += utf8_length(text.substr(at, kBlockBytes));
    }
}

std::size_t SourceLines::code_points_before(std::size_t offset) const {
    const std::size_t block = offset / kBlockBytes;
    const std::size_t begin = block * kBlockBytes;
    return code_points_[block] + utf8_length(text_.substr(begin, offset - begin));
}

std::size_t SourceLines::start(std::size_t line) const {
    return line < starts_.size() ? starts_[line] : text_.size();
}

std::string_view SourceLines::line(std::size_t line) const {
    std::string_view whole = text_.substr(start(line), start(line + 1) - start(line));
    while (whole.ends_with('\n') || whole.ends_with('\r')) whole.remove_suffix(1);
    return whole;
}

std::size_t SourceLines::offset(std::size_t line, std::size_t byte_column) const {
    return std::min(start(line) + byte_column, text_.size());
}

SourceLines::Position SourceLines::position(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    const auto next = std::ranges::upper_bound(starts_, offset);
    const std::size_t begin = *std::prev(next);
    return {static_cast<std::int32_t>(next - starts_.begin()),
            static_cast<std::int32_t>(code_points_before(offset) - code_points_before(begin)) + 1};
}

}  // namespace baton::workspace
