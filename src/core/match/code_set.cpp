#include "core/match/code_set.hpp"

#include <algorithm>

namespace baton::match {

bool CodeSet::contains(Code code) const {
    const auto after = std::ranges::upper_bound(intervals_, code, {}, &Interval::from);
    return after != intervals_.begin() && code < std::prev(after)->to;
}

std::uint64_t CodeSet::size() const {
    std::uint64_t size = 0;
    for (const Interval& interval : intervals_) size += interval.to - interval.from;
    return size;
}

void CodeSet::append(Interval next) {
    if (next.from >= next.to) return;
    if (!intervals_.empty() && next.from <= intervals_.back().to) {
        intervals_.back().to = std::max(intervals_.back().to, next.to);
    } else {
        intervals_.push_back(next);
    }
}

CodeSet operator|(const CodeSet& a, const CodeSet& b) {
    CodeSet result;
    auto left = a.intervals_.begin();
    auto right = b.intervals_.begin();
    while (left != a.intervals_.end() || right != b.intervals_.end()) {
        const bool takes_left =
            right == b.intervals_.end() || (left != a.intervals_.end() && left->from < right->from);
        result.append(takes_left ? *left++ : *right++);
    }
    return result;
}

CodeSet operator&(const CodeSet& a, const CodeSet& b) {
    CodeSet result;
    auto left = a.intervals_.begin();
    auto right = b.intervals_.begin();
    while (left != a.intervals_.end() && right != b.intervals_.end()) {
        result.append({std::max(left->from, right->from), std::min(left->to, right->to)});
        ++(left->to < right->to ? left : right);
    }
    return result;
}

CodeSet operator-(const CodeSet& a, const CodeSet& b) {
    CodeSet result;
    auto taken = b.intervals_.begin();
    for (const Interval& interval : a.intervals_) {
        Code from = interval.from;
        while (taken != b.intervals_.end() && taken->to <= from) ++taken;
        for (auto hole = taken; hole != b.intervals_.end() && hole->from < interval.to; ++hole) {
            result.append({from, hole->from});
            from = std::max(from, hole->to);
        }
        result.append({from, interval.to});
    }
    return result;
}

}  // namespace baton::match
