// How the tree is grown from the rows.
#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "core/match/columns.hpp"
#include "core/match/tree.hpp"

namespace baton::match {

namespace {

constexpr std::size_t kSpread = 3;   // rows in the children for each that is parted, at most
constexpr double kWorthwhile = 0.2;  // of the rows, that a code spares on average
constexpr std::size_t kCopies = 12;  // of each row in the whole tree, on average

class Planter {
  public:
    Planter(const RowTable& table, Growth growth) : table_(table), growth_(growth) {
        budget_ = kCopies * table.rows.size() + growth_.leaf;
    }

    Tree run() {
        tree_.nodes.emplace_back();
        std::vector<Item> items;
        items.reserve(table_.rows.size());
        for (std::uint32_t row = 0; row < table_.rows.size(); ++row) {
            const std::size_t count = table_.rows[row].line.size();
            items.push_back(
                {row, count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1});
        }
        tree_.root = grow(std::move(items));
        return std::move(tree_);
    }

  private:
    // One facet of a node's rows: who constrains it, and where the codes that they let pass begin
    // and end. Segments are the codes between two such marks.
    struct Cut {
        FacetId facet = 0;
        std::vector<Code> marks;
        std::size_t widest = 0;  // a row that passes in more segments than this stays wild
        double gain = 0;         // rows that a code spares on average
    };

    [[nodiscard]] bool is_final(const Item& item) const {
        return item.pending == 0 && !table_.takers[table_.rows[item.row].rank].asks();
    }

    NodeId grow(std::vector<Item> items) {
        // Nobody comes past a row that takes everybody.
        const auto last = std::ranges::find_if(items, [&](const Item& i) { return is_final(i); });
        if (last != items.end()) items.erase(last + 1, items.end());
        if (items.empty()) return 0;
        if (items.size() <= growth_.few) return few(items);
        if (items.size() > growth_.leaf) {
            if (const auto cut = best_cut(items)) return part(std::move(items), *cut);
        }
        return many(items);
    }

    NodeId add_node(Node node) {
        tree_.nodes.push_back(node);
        return static_cast<NodeId>(tree_.nodes.size() - 1);
    }

    // Branches -----------------------------------------------------------------------------------

    [[nodiscard]] std::optional<Cut> best_cut(const std::vector<Item>& items) const {
        std::optional<Cut> best;
        for (const Constrained& facet : constrained(table_, items)) {  // most rows first
            if (best && static_cast<double>(facet.rows.size()) <= best->gain) break;
            Cut cut = cut_of(facet);
            if (!best || cut.gain > best->gain) best = std::move(cut);
        }
        const bool helps = best && best->gain >= kWorthwhile * static_cast<double>(items.size());
        return helps ? best : std::nullopt;
    }

    [[nodiscard]] Cut cut_of(const Constrained& facet) const {
        Cut cut{facet.facet, marks_of(facet), 0, 0};
        std::vector<std::size_t> widths;
        widths.reserve(facet.rows.size());
        for (const auto& [item, codes] : facet.rows)
            widths.push_back(segments_in(*codes, cut.marks));
        std::ranges::sort(widths);
        const std::size_t room =
            std::min(kSpread * widths.size(), budget_ - std::min(budget_, spent_));
        const auto segments = static_cast<double>(cut.marks.size() + 1);
        std::size_t placed = 0;
        for (const std::size_t width : widths) {
            placed += width;
            if (placed > room || static_cast<double>(width) > segments / 2) break;
            cut.widest = width;
            cut.gain += 1 - static_cast<double>(width) / segments;
        }
        return cut;
    }

    NodeId part(std::vector<Item> items, const Cut& cut) {
        std::vector<std::vector<Item>> children(cut.marks.size() + 1);
        std::vector<Item> wild;
        for (const Item& item : items) {
            const auto at = pending_constraint(table_, item, cut.facet);
            const CodeSet* codes = at ? &table_.rows[item.row].line[*at].codes : nullptr;
            if (codes == nullptr || segments_in(*codes, cut.marks) > cut.widest) {
                wild.push_back(item);
                continue;
            }
            const Item rest{item.row, item.pending & ~(std::uint64_t{1} << *at)};
            for (const Interval& interval : codes->intervals()) {
                const std::size_t end = segment_of(interval.to, cut.marks);
                for (std::size_t s = segment_of(interval.from, cut.marks); s < end; ++s) {
                    children[s].push_back(rest);
                    ++spent_;
                }
            }
        }
        items = {};
        const Rank lowest = lowest_of(children, wild);
        std::vector<NodeId> ids = grow_each_once(std::move(children));
        std::vector<Code> starts{0};
        starts.insert(starts.end(), cut.marks.begin(), cut.marks.end());
        CodeMap map(std::move(starts), {ids.begin(), ids.end()}, table_.facets[cut.facet].size());
        const NodeId rest = grow(std::move(wild));
        tree_.branches.push_back({cut.facet, rest, std::move(map)});
        return add_node({Node::Kind::Branch, lowest,
                         static_cast<std::uint32_t>(tree_.branches.size() - 1), 0, 0});
    }

    [[nodiscard]] Rank lowest_of(const std::vector<std::vector<Item>>& lists,
                                 const std::vector<Item>& wild) const {
        Rank lowest = wild.empty() ? kNoRank : table_.rows[wild.front().row].rank;
        for (const auto& list : lists) {
            if (!list.empty()) lowest = std::min(lowest, table_.rows[list.front().row].rank);
        }
        return lowest;
    }

    // Segments with the same rows share a child, as the states of one territory do.
    std::vector<NodeId> grow_each_once(std::vector<std::vector<Item>> lists) {
        std::map<std::vector<std::uint32_t>, NodeId> known;
        std::vector<NodeId> ids;
        ids.reserve(lists.size());
        for (std::vector<Item>& list : lists) {
            if (list.empty()) {
                ids.push_back(0);
                continue;
            }
            std::vector<std::uint32_t> rows;
            rows.reserve(list.size());
            for (const Item& item : list) rows.push_back(item.row);
            const auto [it, is_new] = known.try_emplace(std::move(rows), 0);
            if (is_new) it->second = grow(std::move(list));
            ids.push_back(it->second);
        }
        return ids;
    }

    // Leaves -------------------------------------------------------------------------------------

    NodeId few(const std::vector<Item>& items) {
        Node node{Node::Kind::Few, table_.rows[items.front().row].rank, 0, 0, 0};
        add_rows(items, node);
        return add_node(node);
    }

    NodeId many(std::vector<Item>& items) {
        Node node{Node::Kind::Many, table_.rows[items.front().row].rank,
                  static_cast<std::uint32_t>(tree_.manys.size()), 0, 0};
        tree_.manys.push_back(columns_of(table_, items));
        add_rows(items, node);
        return add_node(node);
    }

    void add_rows(const std::vector<Item>& items, Node& node) {
        node.first_row = static_cast<std::uint32_t>(tree_.rows.size());
        node.row_count = static_cast<std::uint32_t>(items.size());
        for (const Item& item : items) {
            const Row& row = table_.rows[item.row];
            LeafRow leaf{row.rank, static_cast<std::uint32_t>(tree_.tests.size()), 0};
            for (std::size_t i = 0; i < row.line.size(); ++i) {
                if ((item.pending >> i & 1U) != 0) tree_.tests.push_back(test_of(row, i));
            }
            leaf.tests = static_cast<std::uint32_t>(tree_.tests.size()) - leaf.first_test;
            tree_.rows.push_back(leaf);
        }
    }

    [[nodiscard]] Test test_of(const Row& row, std::size_t i) {
        const auto [facet, codes] = row.line[i];
        const auto intervals = codes.intervals();
        Test test{facet, intervals.front().from, intervals.front().to, 0};
        if (intervals.size() > 1) {
            tree_.sets.push_back(codes);
            test.more = static_cast<std::uint32_t>(tree_.sets.size());
        }
        return test;
    }

    const RowTable& table_;
    const Growth growth_;
    Tree tree_;
    std::size_t budget_ = 0;  // rows that may be placed in children
    std::size_t spent_ = 0;
};

}  // namespace

Tree plant(const RowTable& table, Growth growth) { return Planter(table, growth).run(); }

}  // namespace baton::match
