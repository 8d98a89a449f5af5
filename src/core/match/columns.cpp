#include "core/match/columns.hpp"

#include <algorithm>
#include <map>

namespace baton::match {

namespace {

using Bits = std::vector<std::uint64_t>;

constexpr std::size_t kMaxGroups = 1024;          // of codes in a column
constexpr std::size_t kColumnWords = 512 * 1024;  // of its bit vectors together
constexpr double kSparesRows = 3;                 // a column has to spare so many rows …
constexpr double kSparesShare = 0.02;             // … and this part of them

void set(Bits& bits, std::size_t i) { bits[i / kWordBits] |= std::uint64_t{1} << i % kWordBits; }
void unset(Bits& bits, std::size_t i) {
    bits[i / kWordBits] &= ~(std::uint64_t{1} << i % kWordBits);
}

// Of many marks every nth, so that a group of codes holds about as many of them as any other.
std::vector<Code> thinned(const std::vector<Code>& marks, std::size_t most) {
    if (marks.size() <= most) return marks;
    std::vector<Code> kept;
    kept.reserve(most);
    for (std::size_t i = 0; i < most; ++i) kept.push_back(marks[i * marks.size() / most]);
    return kept;
}

// The groups that the codes lie in; where marks were thinned out, in part.
CodeSet groups_of(const CodeSet& codes, std::span<const Code> marks) {
    CodeSet groups;
    for (const Interval& interval : codes.intervals()) {
        groups.append({static_cast<Code>(segment_of(interval.from, marks)),
                       static_cast<Code>(segment_of(interval.to - 1, marks) + 1)});
    }
    return groups;
}

// One bit vector a group: a sweep over the groups, in which rows come and go.
class ColumnMaker {
  public:
    ColumnMaker(const Constrained& facet, std::vector<Code> marks, std::size_t rows,
                std::size_t words)
        : marks_(std::move(marks)),
          current_(words),
          come_(marks_.size() + 1),
          go_(marks_.size() + 1) {
        for (std::size_t row = 0; row < rows; ++row) set(current_, row);
        for (const auto& [row, codes] : facet.rows) {
            unset(current_, row);
            const CodeSet groups = groups_of(*codes, marks_);
            for (const Interval& interval : groups.intervals()) {
                come_[interval.from].push_back(row);
                go_[interval.to - 1].push_back(row);
            }
        }
    }

    Column run(FacetId facet, Code size) {
        std::vector<std::uint32_t> numbers;
        Bits bits;
        std::map<Bits, std::uint32_t> known;
        for (std::size_t group = 0; group < come_.size(); ++group) {
            for (const std::uint32_t row : come_[group]) set(current_, row);
            const auto next = static_cast<std::uint32_t>(known.size());
            const auto [it, is_new] = known.try_emplace(current_, next);
            if (is_new) bits.insert(bits.end(), current_.begin(), current_.end());
            numbers.push_back(it->second);
            for (const std::uint32_t row : go_[group]) unset(current_, row);
        }
        std::vector<Code> starts{0};
        starts.insert(starts.end(), marks_.begin(), marks_.end());
        return {facet, CodeMap(std::move(starts), std::move(numbers), size), std::move(bits)};
    }

  private:
    std::vector<Code> marks_;
    Bits current_;
    std::vector<std::vector<std::uint32_t>> come_;
    std::vector<std::vector<std::uint32_t>> go_;
};

// Rows that a code rules out, on average over the segments.
double spared(const Constrained& facet, std::span<const Code> marks) {
    double passing = 0;
    for (const auto& [row, codes] : facet.rows) {
        passing += static_cast<double>(segments_in(*codes, marks));
    }
    return static_cast<double>(facet.rows.size()) - passing / static_cast<double>(marks.size() + 1);
}

}  // namespace

std::vector<Constrained> constrained(const RowTable& table, std::span<const Item> items) {
    std::vector<Constrained> facets;
    std::vector<std::uint32_t> place(table.facets.size(), 0);  // counted from 1
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        const Line& line = table.rows[items[i].row].line;
        for (std::size_t c = 0; c < line.size(); ++c) {
            if ((items[i].pending >> c & 1U) == 0) continue;
            if (place[line[c].facet] == 0) {
                facets.push_back({line[c].facet, {}});
                place[line[c].facet] = static_cast<std::uint32_t>(facets.size());
            }
            facets[place[line[c].facet] - 1].rows.emplace_back(i, &line[c].codes);
        }
    }
    std::ranges::stable_sort(facets, std::ranges::greater{},
                             [](const Constrained& facet) { return facet.rows.size(); });
    return facets;
}

std::optional<std::size_t> pending_constraint(const RowTable& table, const Item& item,
                                              FacetId facet) {
    const Line& line = table.rows[item.row].line;
    const auto it = std::ranges::lower_bound(line, facet, {}, &Constraint::facet);
    if (it == line.end() || it->facet != facet) return std::nullopt;
    const auto place = static_cast<std::size_t>(it - line.begin());
    if ((item.pending >> place & 1U) == 0) return std::nullopt;
    return place;
}

std::vector<Code> marks_of(const Constrained& facet) {
    std::vector<Code> marks;
    for (const auto& [row, codes] : facet.rows) {
        for (const Interval& interval : codes->intervals()) {
            marks.push_back(interval.from);
            marks.push_back(interval.to);
        }
    }
    marks.push_back(0);
    std::ranges::sort(marks);
    const auto repeated = std::ranges::unique(marks);
    marks.erase(repeated.begin(), repeated.end());
    marks.erase(marks.begin());
    return marks;
}

std::size_t segment_of(Code code, std::span<const Code> marks) {
    return static_cast<std::size_t>(std::ranges::upper_bound(marks, code) - marks.begin());
}

std::size_t segments_in(const CodeSet& codes, std::span<const Code> marks) {
    std::size_t count = 0;
    for (const Interval& interval : codes.intervals()) {
        count += segment_of(interval.to, marks) - segment_of(interval.from, marks);
    }
    return count;
}

Many columns_of(const RowTable& table, std::vector<Item>& items) {
    Many many;
    const std::size_t block = kWordBits * kBlockWords;
    const std::size_t words = (items.size() + block - 1) / block * kBlockWords;
    many.words = static_cast<std::uint32_t>(words);
    const std::size_t most_groups = std::clamp(kColumnWords / words, std::size_t{64}, kMaxGroups);
    const double worthwhile =
        std::max(kSparesRows, kSparesShare * static_cast<double>(items.size()));
    for (const Constrained& facet : constrained(table, items)) {
        if (many.columns.size() == kMaxColumns) break;
        std::vector<Code> marks = marks_of(facet);
        if (spared(facet, marks) < worthwhile) continue;
        const bool is_exact = marks.size() < most_groups;
        ColumnMaker maker(facet, thinned(marks, most_groups - 1), items.size(), words);
        many.columns.push_back(maker.run(facet.facet, table.facets[facet.facet].size()));
        if (!is_exact) continue;
        for (const auto& [i, codes] : facet.rows) {
            const auto place = pending_constraint(table, items[i], facet.facet);
            items[i].pending &= ~(std::uint64_t{1} << *place);
        }
    }
    return many;
}

}  // namespace baton::match
