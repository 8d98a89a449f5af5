#include "core/match/rows.hpp"

#include <map>
#include <optional>
#include <utility>

#include "core/expr/limits.hpp"
#include "core/expr/program.hpp"
#include "core/expr/shape.hpp"
#include "core/match/reading.hpp"

namespace baton::match {

namespace {

using expr::Shape;
using workspace::Rule;

class Tabulator {
  public:
    RowTable run(const std::vector<Rule>& rules) {
        gather(rules);
        for (auto& [key, numbered] : facets_) {
            numbered.id = static_cast<FacetId>(table_.facets.size());
            table_.facets.emplace_back(key, std::move(numbered.constants));
        }
        walk(rules, {});
        return std::move(table_);
    }

  private:
    struct Numbered {
        Constants constants;
        FacetId id = 0;
    };

    // First all that conditions compare with, since codes are given by their order.
    void gather(const std::vector<Rule>& rules) {
        for (const Rule& rule : rules) {
            if (rule.when != nullptr) gather(expr::shape_of(*rule.when));
            gather(rule.rules);
        }
    }
    void gather(const Shape& shape) {
        if (shape.kind == Shape::Kind::Asked) {
            if (auto key = facet_key(shape.question)) {
                facets_[std::move(*key)].constants.gather(shape.question);
            }
        }
        for (const Shape& part : shape.parts) gather(part);
    }

    [[nodiscard]] std::optional<Asked> ask(const expr::Question& question) const {
        const auto key = facet_key(question);
        if (!key) return std::nullopt;
        const FacetId id = facets_.at(*key).id;
        return Asked{id, table_.facets[id].answers(question)};
    }

    [[nodiscard]] Reading read(const expr::Program& condition) const {
        const Shape shape = expr::shape_of(condition);
        Reading reading = when_true(shape, [this](const auto& question) { return ask(question); });
        // So many steps that the program may give up where codes would not.
        if (steps_of(shape) > expr::kEvaluationBudget) reading.exact = false;
        return reading;
    }
    static std::uint64_t steps_of(const Shape& shape) {
        std::uint64_t steps =
            shape.kind == Shape::Kind::Asked ? most_steps(shape.question) : std::uint64_t{0};
        for (const Shape& part : shape.parts) steps += steps_of(part);
        return steps;
    }

    // What the groups around a list of rules say.
    struct Around {
        Reading reading = Reading::always();  // exact but for what is asked besides
        std::vector<std::uint32_t> groups;    // with a condition, outermost first
        std::vector<std::uint32_t> asked;     // those of them that are asked besides
    };

    // Whether `own` must be asked besides the rows that come of it.
    bool narrow(Around& around, const Rule& rule) {
        if (rule.when == nullptr) return false;
        Reading own = read(*rule.when);
        const bool asks = !std::exchange(own.exact, true);
        around.reading = both(around.reading, own);
        // Too many alternatives for exact rows: then everything is asked.
        if (std::exchange(around.reading.exact, true)) return asks;
        around.asked = around.groups;
        return true;
    }

    void walk(const std::vector<Rule>& rules, const Around& outside) {
        for (const Rule& rule : rules) {
            Around around = outside;
            const bool asks = narrow(around, rule);
            if (rule.rules.empty()) {
                add_taker({&rule, asks, std::move(around.asked)}, std::move(around.reading));
                continue;
            }
            if (rule.when != nullptr) {
                const auto group = static_cast<std::uint32_t>(table_.groups.size());
                table_.groups.push_back(&rule);
                around.groups.push_back(group);
                if (asks) around.asked.push_back(group);
            }
            walk(rule.rules, around);
        }
    }

    void add_taker(Taker taker, Reading reading) {
        const auto rank = static_cast<Rank>(table_.takers.size());
        table_.takers.push_back(std::move(taker));
        for (Line& line : reading.lines) table_.rows.push_back({rank, std::move(line)});
    }

    std::map<FacetKey, Numbered> facets_;
    RowTable table_;
};

}  // namespace

RowTable tabulate(const std::vector<Rule>& rules) { return Tabulator().run(rules); }

}  // namespace baton::match
