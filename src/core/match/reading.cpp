#include "core/match/reading.hpp"

#include <algorithm>
#include <utility>

namespace baton::match {

namespace {

using expr::Shape;

constexpr std::size_t kMaxLines = 16;
constexpr std::size_t kMaxConstraints = 64;  // of a line; the tree keeps track of them in a word

// Nothing when no lead can satisfy both.
std::optional<Line> joined(const Line& a, const Line& b) {
    Line line;
    line.reserve(a.size() + b.size());
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() || right != b.end()) {
        if (right == b.end() || (left != a.end() && left->facet < right->facet)) {
            line.push_back(*left++);
        } else if (left == a.end() || right->facet < left->facet) {
            line.push_back(*right++);
        } else {
            line.push_back({left->facet, left->codes & right->codes});
            if (line.back().codes.empty()) return std::nullopt;
            ++left;
            ++right;
        }
    }
    return line;
}

// What all lines have in common, as one: for each facet that every one of them constrains, the
// codes that any of them lets pass.
Line common(const std::vector<Line>& lines) {
    Line common = lines.front();
    for (const Line& line : lines) {
        Line kept;
        for (Constraint& constraint : common) {
            const auto same = std::ranges::find(line, constraint.facet, &Constraint::facet);
            if (same == line.end()) continue;
            kept.push_back({constraint.facet, constraint.codes | same->codes});
        }
        common = std::move(kept);
    }
    return common;
}

void bound(Reading& reading) {
    if (reading.lines.size() > kMaxLines) {
        reading.lines = {common(reading.lines)};
        reading.exact = false;
    }
    for (Line& line : reading.lines) {
        if (line.size() <= kMaxConstraints) continue;
        line.resize(kMaxConstraints);
        reading.exact = false;
    }
}

// Lines that constrain one facet alone, and the same one, become one line.
void merge_single(std::vector<Line>& lines) {
    std::ranges::stable_sort(lines, {}, [](const Line& line) {
        return std::pair(line.size() != 1, line.size() == 1 ? line[0].facet : 0);
    });
    std::vector<Line> merged;
    for (Line& line : lines) {
        const bool same = line.size() == 1 && !merged.empty() && merged.back().size() == 1 &&
                          merged.back()[0].facet == line[0].facet;
        if (same) {
            merged.back()[0].codes = merged.back()[0].codes | line[0].codes;
        } else {
            merged.push_back(std::move(line));
        }
    }
    lines = std::move(merged);
}

Reading all_of(const Shape& shape, const AskFacet& ask,
               Reading (*read)(const Shape&, const AskFacet&)) {
    Reading reading = Reading::always();
    for (const Shape& part : shape.parts) reading = both(reading, read(part, ask));
    return reading;
}

Reading any_of(const Shape& shape, const AskFacet& ask,
               Reading (*read)(const Shape&, const AskFacet&)) {
    std::vector<Reading> readings;
    readings.reserve(shape.parts.size());
    for (const Shape& part : shape.parts) readings.push_back(read(part, ask));
    return either(std::move(readings));
}

// What is not known whether to choose is unknown.
Reading chosen(const Shape& shape, const AskFacet& ask,
               Reading (*read)(const Shape&, const AskFacet&)) {
    const Shape& condition = shape.parts[0];
    return either({both(when_true(condition, ask), read(shape.parts[1], ask)),
                   both(when_false(condition, ask), read(shape.parts[2], ask))});
}

Reading of_codes(FacetId facet, CodeSet codes) {
    if (codes.empty()) return Reading::never();
    return {{{{facet, std::move(codes)}}}, true};
}

Reading asked(const Shape& shape, const AskFacet& ask, bool is_true) {
    auto asked = ask(shape.question);
    if (!asked) return Reading::open();
    return of_codes(asked->facet, std::move(is_true ? asked->answers.yes : asked->answers.no));
}

}  // namespace

Reading both(const Reading& a, const Reading& b) {
    Reading result;
    result.exact = a.exact && b.exact;
    if (a.lines.size() * b.lines.size() > kMaxLines) {
        result.exact = false;
        const auto left = joined(common(a.lines), common(b.lines));
        if (left) result.lines.push_back(*left);
        bound(result);
        return result;
    }
    for (const Line& left : a.lines) {
        for (const Line& right : b.lines) {
            if (auto line = joined(left, right)) result.lines.push_back(std::move(*line));
        }
    }
    bound(result);
    return result;
}

Reading either(std::vector<Reading> readings) {
    Reading result;
    for (Reading& reading : readings) {
        result.exact = result.exact && reading.exact;
        std::ranges::move(reading.lines, std::back_inserter(result.lines));
    }
    merge_single(result.lines);
    const bool is_open = std::ranges::any_of(result.lines, &Line::empty);
    if (is_open) result.lines = {{}};
    bound(result);
    return result;
}

Reading when_true(const Shape& shape, const AskFacet& ask) {
    switch (shape.kind) {
        case Shape::Kind::Opaque:
            return Reading::open();
        case Shape::Kind::Always:
            return Reading::always();
        case Shape::Kind::Never:
            return Reading::never();
        case Shape::Kind::Asked:
            return asked(shape, ask, true);
        case Shape::Kind::Not:
            return when_false(shape.parts[0], ask);
        case Shape::Kind::And:
            return all_of(shape, ask, when_true);
        case Shape::Kind::Or:
            return any_of(shape, ask, when_true);
        case Shape::Kind::Choose:
            return chosen(shape, ask, when_true);
    }
    return Reading::open();
}

Reading when_false(const Shape& shape, const AskFacet& ask) {
    switch (shape.kind) {
        case Shape::Kind::Opaque:
            return Reading::open();
        case Shape::Kind::Always:
            return Reading::never();
        case Shape::Kind::Never:
            return Reading::always();
        case Shape::Kind::Asked:
            return asked(shape, ask, false);
        case Shape::Kind::Not:
            return when_true(shape.parts[0], ask);
        case Shape::Kind::And:
            return any_of(shape, ask, when_false);
        case Shape::Kind::Or:
            return all_of(shape, ask, when_false);
        case Shape::Kind::Choose:
            return chosen(shape, ask, when_false);
    }
    return Reading::open();
}

}  // namespace baton::match
