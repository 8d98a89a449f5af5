#include "core/lead/digit_pattern.hpp"

#include <array>
#include <charconv>

#include "base/check.hpp"

namespace baton::lead {
namespace {

constexpr std::size_t kMaxGroups = 9;

// Backtracking by continuation: each piece, having matched, calls what comes after it. Patterns are
// short and texts are under 40 digits, so the search stays small.
class Matcher {
  public:
    Matcher(std::string_view pattern, std::string_view text) : pattern_(pattern), text_(text) {}

    bool run(bool whole) {
        whole_ = whole;
        const End end = [](Matcher& self, std::size_t at, const void*) {
            if (self.whole_ && at != self.text_.size()) return false;
            self.end_ = at;
            return true;
        };
        return alternatives({0, pattern_.size()}, 0, end, nullptr);
    }

    [[nodiscard]] PatternMatch result() const {
        PatternMatch match{.size = end_, .groups = {}};
        for (std::size_t i = 0; i < group_count(); ++i) {
            const auto& [from, to] = groups_[i];
            match.groups.push_back(text_.substr(from, to - from));
        }
        return match;
    }

  private:
    struct Span {
        std::size_t from;
        std::size_t to;
    };
    using End = bool (*)(Matcher&, std::size_t, const void*);

    [[nodiscard]] std::size_t group_count() const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < pattern_.size(); ++i) {
            if (pattern_[i] == '(' && (i + 1 == pattern_.size() || pattern_[i + 1] != '?')) ++count;
        }
        return count < kMaxGroups ? count : kMaxGroups;
    }

    // The number of the group that opens at `at`.
    [[nodiscard]] std::size_t group_number(std::size_t at) const {
        std::size_t number = 0;
        for (std::size_t i = 0; i < at; ++i) {
            if (pattern_[i] == '(' && pattern_[i + 1] != '?') ++number;
        }
        return number;
    }

    // Just past the piece that begins at `at`: a digit, \d, a class, a group or $.
    [[nodiscard]] std::size_t after_piece(std::size_t at) const {
        switch (pattern_[at]) {
            case '\\':
                return at + 2;
            case '[':
                return pattern_.find(']', at) + 1;
            case '(': {
                std::size_t depth = 0;
                for (; at < pattern_.size(); ++at) {
                    if (pattern_[at] == '(') ++depth;
                    if (pattern_[at] == ')' && --depth == 0) return at + 1;
                }
                BATON_CHECK(false);
                return at;
            }
            default:
                return at + 1;
        }
    }

    struct Repeat {
        std::size_t least = 1;
        std::size_t most = 1;
        std::size_t after = 0;  // where the pattern goes on
    };
    [[nodiscard]] Repeat repeat_at(std::size_t at) const {
        if (at < pattern_.size() && pattern_[at] == '?') return {0, 1, at + 1};
        if (at >= pattern_.size() || pattern_[at] != '{') return {1, 1, at};
        const std::size_t close = pattern_.find('}', at);
        Repeat repeat{0, 0, close + 1};
        const char* const end = pattern_.data() + close;
        const char* next = std::from_chars(pattern_.data() + at + 1, end, repeat.least).ptr;
        repeat.most = repeat.least;
        if (next != end) std::from_chars(next + 1, end, repeat.most);
        return repeat;
    }

    [[nodiscard]] bool is_in_class(std::size_t at, char digit) const {
        for (++at; pattern_[at] != ']'; ++at) {
            if (pattern_[at + 1] == '-') {
                if (digit >= pattern_[at] && digit <= pattern_[at + 2]) return true;
                at += 2;
            } else if (pattern_[at] == digit) {
                return true;
            }
        }
        return false;
    }

    // Whether the one-digit piece that begins at `at` stands for that digit.
    [[nodiscard]] bool fits(std::size_t at, char digit) const {
        const char kind = pattern_[at];
        return kind == '\\' || (kind == '[' ? is_in_class(at, digit) : kind == digit);
    }

    // One of the |-parted alternatives in `span`, then `end`.
    bool alternatives(Span span, std::size_t text_at, End end, const void* context) {
        std::size_t from = span.from;
        for (std::size_t at = span.from; at <= span.to;) {
            if (at == span.to || pattern_[at] == '|') {
                if (sequence({from, at}, text_at, end, context)) return true;
                from = ++at;
            } else {
                at = after_piece(at);
            }
        }
        return false;
    }

    struct Times {
        Span piece;
        Repeat repeat;
        std::size_t done;
        Span rest;
        End end;
        const void* context;
    };

    bool sequence(Span span, std::size_t text_at, End end, const void* context) {
        if (span.from == span.to) return end(*this, text_at, context);
        const std::size_t after = after_piece(span.from);
        const Repeat repeat = repeat_at(after);
        const Times times{{span.from, after}, repeat, 0, {repeat.after, span.to}, end, context};
        return repeated(times, text_at);
    }

    // Pieces that are one digit need no continuation: as many as fit, then ever fewer.
    bool repeated_digit(const Times& times, std::size_t text_at) {
        std::size_t count = 0;
        while (count < times.repeat.most && text_at + count < text_.size() &&
               fits(times.piece.from, text_[text_at + count])) {
            ++count;
        }
        for (;; --count) {
            if (count < times.repeat.least) return false;
            if (sequence(times.rest, text_at + count, times.end, times.context)) return true;
            if (count == 0) return false;
        }
    }

    // The piece as often as it may, greedily, then the rest of the sequence.
    bool repeated(const Times& times, std::size_t text_at) {
        const char kind = pattern_[times.piece.from];
        if (kind != '(' && kind != '$') return repeated_digit(times, text_at);
        if (times.done < times.repeat.most) {
            Times next = times;
            ++next.done;
            const End again = [](Matcher& self, std::size_t at, const void* context) {
                return self.repeated(*static_cast<const Times*>(context), at);
            };
            if (piece(times.piece, text_at, again, &next)) return true;
        }
        if (times.done < times.repeat.least) return false;
        return sequence(times.rest, text_at, times.end, times.context);
    }

    struct Group {
        std::size_t number;
        std::size_t from;
        End end;
        const void* context;
    };

    // A group, or the end of the text.
    bool piece(Span span, std::size_t text_at, End end, const void* context) {
        const char kind = pattern_[span.from];
        if (kind == '$') return text_at == text_.size() && end(*this, text_at, context);
        return group(span, text_at, end, context);
    }

    bool group(Span span, std::size_t text_at, End end, const void* context) {
        if (pattern_[span.from + 1] == '?') {
            return alternatives({span.from + 3, span.to - 1}, text_at, end, context);
        }
        const Group open{group_number(span.from), text_at, end, context};
        const End close = [](Matcher& self, std::size_t at, const void* opened) {
            const Group& one = *static_cast<const Group*>(opened);
            if (!one.end(self, at, one.context)) return false;
            if (one.number < kMaxGroups) self.groups_[one.number] = {one.from, at};
            return true;
        };
        return alternatives({span.from + 1, span.to - 1}, text_at, close, &open);
    }

    std::string_view pattern_;
    std::string_view text_;
    bool whole_ = false;
    std::size_t end_ = 0;
    std::array<Span, kMaxGroups> groups_{};
};

}  // namespace

std::optional<PatternMatch> match_prefix(std::string_view pattern, std::string_view digits) {
    Matcher matcher(pattern, digits);
    if (!matcher.run(false)) return std::nullopt;
    return matcher.result();
}

bool matches_whole(std::string_view pattern, std::string_view digits) {
    return Matcher(pattern, digits).run(true);
}

}  // namespace baton::lead
