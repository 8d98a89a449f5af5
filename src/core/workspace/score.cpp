// `tiers` and `score`: how keen a lead is.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/workspace/loading.hpp"
#include "core/workspace/scalar.hpp"
#include "core/workspace/uses.hpp"

namespace baton::workspace {

namespace {

constexpr std::size_t kMaxTiers = 1'000;

}  // namespace

void load_tiers(Loading& loading) {
    std::vector<Tier>& tiers = loading.policy.tiers;
    loading.each_named(
        "tiers", "a tier", [&](const std::string& name, const Node&, const Node& node) {
            const auto from = as_number(node);
            if (!from) {
                loading.report.error(node.place,
                                     fmt::format("tier {} must be the least score for it, a "
                                                 "number, not {}",
                                                 quoted(name), in_words(node)));
                return;
            }
            if (tiers.size() == kMaxTiers) {
                loading.report.error(node.place,
                                     fmt::format("there are more than {} tiers", kMaxTiers));
                return;
            }
            const auto same = std::ranges::find(tiers, *from, &Tier::from);
            if (same != tiers.end()) {
                loading.report.error(
                    node.place, fmt::format("tier {} begins at the score of tier {}", quoted(name),
                                            quoted(same->key)));
                return;
            }
            tiers.push_back({name, *from});
        });
    std::ranges::sort(tiers, std::ranges::greater{}, &Tier::from);
}

void load_score(Loading& loading) {
    constexpr std::array<std::string_view, 3> kKeys{"add", "when", "because"};
    loading.each_item("score", [&](const Node& node, std::size_t number) {
        const Fields fields(loading.report, node, fmt::format("scoring line {}", number), kKeys);
        if (!fields.is_map()) return;
        ScoreLine line;
        if (fields.require("add") != nullptr) line.add = fields.number("add").value_or(0);
        const Node* when = fields.find("when");
        line.when = loading.condition(fields, "when", About::Lead);
        if (line.when != nullptr) {
            refuse_uses(loading, *line.when, *when, {LeadSlot::Score, LeadSlot::Tier},
                        "while the score is being counted");
        }
        line.because = fields.text("because").value_or(
            when != nullptr && when->kind == Node::Kind::Scalar ? when->scalar : "always");
        loading.policy.score.push_back(std::move(line));
    });
}

}  // namespace baton::workspace
