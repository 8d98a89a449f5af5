// Warnings about rules that can never decide, since an earlier rule takes every lead that would
// reach them: every part of the earlier one's condition (with those of the groups around it) is
// also a part of theirs. Never a false alarm; what takes more cleverness is not found.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/expr/canonical.hpp"
#include "core/workspace/loading.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

using Part = std::uint32_t;
using Parts = std::vector<Part>;  // ascending, each once

constexpr std::uint64_t kMaxComparisons = 5'000'000;

class Unreachable {
  public:
    explicit Unreachable(Loading& loading) : loading_(loading) {}

    void check() {
        collect(loading_.policy.rules, {});
        count_parts();
        std::size_t next = 0;
        walk(loading_.policy.rules, next, false);
    }

  private:
    struct Taker {
        const Rule* rule = nullptr;
        const Parts* parts = nullptr;
    };

    // The parts of every rule, in the order of the document.
    void collect(const std::vector<Rule>& rules, const Parts& around) {
        for (const Rule& rule : rules) {
            Parts parts = around;
            if (rule.when != nullptr) add_parts(rule.when->ast(), parts);
            std::ranges::sort(parts);
            const auto repeated = std::ranges::unique(parts);
            parts.erase(repeated.begin(), repeated.end());
            all_.push_back(parts);
            collect(rule.rules, parts);
        }
    }

    void add_parts(const expr::Ast& ast, Parts& parts) {
        const auto add = [&](expr::NodeId node) {
            std::string text = expr::canonical(ast, node);
            if (text == "true") return;
            const auto number = static_cast<Part>(numbers_.size());
            parts.push_back(numbers_.try_emplace(std::move(text), number).first->second);
        };
        if (ast.node(ast.root()).kind != expr::NodeKind::And) {
            add(ast.root());
            return;
        }
        for (const expr::NodeId child : ast.children(ast.root())) add(child);
    }

    void count_parts() {
        uses_.resize(numbers_.size());
        for (const Parts& parts : all_) {
            for (const Part part : parts) ++uses_[part];
        }
    }

    void walk(const std::vector<Rule>& rules, std::size_t& next, bool is_told) {
        for (const Rule& rule : rules) {
            const Parts& parts = all_[next++];
            const Rule* cover = is_told ? nullptr : covering(parts);
            if (cover != nullptr) tell(rule, *cover);
            const bool covered = is_told || cover != nullptr;
            if (rule.rules.empty()) {
                if (!covered) add_taker({&rule, &parts});
            } else {
                walk(rule.rules, next, covered);
            }
        }
    }

    // A taker is kept under its rarest part, so that few are looked at for any one rule.
    void add_taker(Taker taker) {
        if (taker.parts->empty()) {
            takes_all_ = taker.rule;
            return;
        }
        const Part rarest =
            *std::ranges::min_element(*taker.parts, {}, [&](Part part) { return uses_[part]; });
        takers_[rarest].push_back(taker);
    }

    const Rule* covering(const Parts& parts) {
        if (takes_all_ != nullptr) return takes_all_;
        for (const Part part : parts) {
            const auto it = takers_.find(part);
            if (it == takers_.end()) continue;
            for (const Taker& taker : it->second) {
                if (++comparisons_ > kMaxComparisons) return nullptr;
                if (std::ranges::includes(parts, *taker.parts)) return taker.rule;
            }
        }
        return nullptr;
    }

    void tell(const Rule& rule, const Rule& cover) {
        Finding finding{
            Severity::Warning,
            rule.place,
            fmt::format(
                "rule {} is never reached: rule {} at line {} takes every lead that it would",
                quoted(rule.path), quoted(cover.path), cover.place.line),
            {}};
        finding.code = "never-fires";
        loading_.report.add(std::move(finding));
    }

    Loading& loading_;
    std::unordered_map<std::string, Part> numbers_;  // by canonical text
    std::vector<Parts> all_;
    std::vector<std::uint32_t> uses_;  // by part
    std::unordered_map<Part, std::vector<Taker>> takers_;
    const Rule* takes_all_ = nullptr;
    std::uint64_t comparisons_ = 0;
};

}  // namespace

void check_rules(Loading& loading) {
    const Policy& policy = loading.policy;
    if (policy.rules.empty() && policy.otherwise.empty()) {
        loading.report.warn(
            loading.root.place,
            "there are neither rules nor \"otherwise\", so every lead waits unrouted");
    }
    Unreachable(loading).check();
}

}  // namespace baton::workspace
