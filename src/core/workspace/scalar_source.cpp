#include "core/workspace/scalar_source.hpp"

#include <algorithm>

namespace baton::workspace {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_break(char c) { return c == '\n' || c == '\r'; }

// The bytes that a code point takes in UTF-8.
std::size_t utf8_size(unsigned long code) {
    if (code < 0x80) return 1;
    if (code < 0x800) return 2;
    return code < 0x10000 ? 3 : 4;
}

// Walks source and text side by side; wherever they part, the way on is noted as a step. Should
// they ever not agree, the walk ends: later places then are those of the last step.
class Walk {
  public:
    Walk(const SourceLines& source, std::size_t begin, std::string_view text)
        : source_(source), at_(begin), text_(text) {}

    ScalarSource quoted(char quote) {
        ScalarSource result{at_, {}, false};
        ++at_;
        step();
        while (at_ < size()) {
            if (here() == quote) {
                if (quote == '\'' && next_is('\'')) {
                    at_ += 2;
                    ++read_;
                    step();
                    continue;
                }
                result.is_closed = true;
                break;
            }
            if (quote == '"' && here() == '\\') {
                escape();
            } else if (is_break(here()) || (is_blank(here()) && breaks_after_blanks())) {
                fold();
            } else {
                ++at_;
                ++read_;
            }
        }
        result.steps = std::move(steps_);
        return result;
    }

    ScalarSource plain() {
        ScalarSource result{at_, {}, true};
        while (at_ < size() && read_ < text_.size()) {
            if (is_break(here()) || (is_blank(here()) && breaks_after_blanks())) {
                fold();
            } else if (here() == text_[read_]) {
                ++at_;
                ++read_;
            } else {
                break;
            }
        }
        result.steps = std::move(steps_);
        return result;
    }

    // `|` and `>`: what follows the head line, less its indentation.
    ScalarSource block() {
        ScalarSource result{at_, {}, true};
        while (at_ < size() && !is_break(here())) ++at_;
        while (at_ < size() && read_ < text_.size()) {
            while (at_ < size() && (is_break(here()) || is_blank(here()))) ++at_;
            while (read_ < text_.size() && (text_[read_] == '\n' || is_blank(text_[read_])))
                ++read_;
            step();
            while (at_ < size() && read_ < text_.size() && here() == text_[read_] &&
                   !is_break(here())) {
                ++at_;
                ++read_;
            }
            if (at_ < size() && !is_break(here())) break;
        }
        result.steps = std::move(steps_);
        return result;
    }

  private:
    [[nodiscard]] std::size_t size() const { return source_.text().size(); }
    [[nodiscard]] char here() const { return source_.text()[at_]; }
    [[nodiscard]] bool next_is(char c) const {
        return at_ + 1 < size() && source_.text()[at_ + 1] == c;
    }
    // Linear over a whole run of blanks: what was found at its first one is true of the others.
    [[nodiscard]] bool breaks_after_blanks() {
        if (at_ < unbroken_end_) return false;
        std::size_t i = at_;
        while (i < size() && is_blank(source_.text()[i])) ++i;
        if (i < size() && is_break(source_.text()[i])) return true;
        unbroken_end_ = i;
        return false;
    }
    void step() {
        const SourceLines::Position position = source_.position(at_);
        steps_.push_back({static_cast<std::uint32_t>(read_), position.line, position.column});
    }
    // One line end is read as a blank, several as one line end less.
    void fold() {
        std::size_t line_ends = 0;
        for (; at_ < size() && (is_break(here()) || is_blank(here())); ++at_) {
            if (here() == '\n') ++line_ends;
        }
        read_ += line_ends > 1 ? line_ends - 1 : 1;
        read_ = std::min(read_, text_.size());
        step();
    }
    void escape() {
        const char kind = at_ + 1 < size() ? source_.text()[at_ + 1] : '\0';
        at_ = std::min(at_ + 2, size());
        if (is_break(kind)) {  // a line that goes on in the next
            while (at_ < size() && (is_break(here()) || is_blank(here()))) ++at_;
            step();
            return;
        }
        const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        unsigned long code = 0;
        for (std::size_t i = 0; i < digits && at_ < size(); ++i, ++at_) {
            const char c = here();
            const int value = c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
            code = code * 16 + static_cast<unsigned long>(value & 15);
        }
        constexpr std::string_view kTwoBytes = "N_";    // next line, no-break space
        constexpr std::string_view kThreeBytes = "LP";  // line and paragraph separator
        read_ += digits > 0                                         ? utf8_size(code)
                 : kTwoBytes.find(kind) != std::string_view::npos   ? 2
                 : kThreeBytes.find(kind) != std::string_view::npos ? 3
                                                                    : 1;
        read_ = std::min(read_, text_.size());
        step();
    }

    const SourceLines& source_;
    std::size_t at_;
    std::string_view text_;
    std::size_t read_ = 0;
    std::size_t unbroken_end_ = 0;  // of a run of blanks that no line end follows
    std::vector<Node::Step> steps_;
};

std::size_t past_properties(std::string_view text, std::size_t at) {
    while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
        while (at < text.size() && !is_blank(text[at]) && !is_break(text[at])) ++at;
        while (at < text.size() && (is_blank(text[at]) || is_break(text[at]))) ++at;
    }
    return at;
}

}  // namespace

ScalarSource trace_scalar(const SourceLines& source, std::size_t begin, std::string_view text) {
    begin = past_properties(source.text(), begin);
    Walk walk(source, begin, text);
    const char first = begin < source.text().size() ? source.text()[begin] : '\0';
    if (first == '"' || first == '\'') return walk.quoted(first);
    if (first == '|' || first == '>') return walk.block();
    return walk.plain();
}

}  // namespace baton::workspace
