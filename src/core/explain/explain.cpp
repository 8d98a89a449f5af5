#include "core/explain/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/explain/reading.hpp"
#include "core/explain/targets.hpp"
#include "core/route/findings.hpp"
#include "core/route/words.hpp"

namespace baton::explain {
namespace {

using expr::Truth;
using workspace::Policy;

// Which of its keys makes a territory cover the lead.
std::string covered_by(const workspace::Territory& territory, const lead::Lead& lead) {
    const auto country = lead.text(lead::field::kCountry);
    const auto postal = lead.text(lead::field::kPostalCode);
    const std::string key = team::postal_key(postal);
    for (const team::PostalRange& range : territory.area.postal) {
        if (range.country != country || key.size() < range.from.size()) continue;
        const std::string_view prefix = std::string_view(key).substr(0, range.from.size());
        if (prefix < range.from || prefix > range.to) continue;
        return fmt::format("postal code {} ({}:{}{})", postal, range.country, range.from,
                           range.from == range.to ? "" : "-" + range.to);
    }
    const auto state = lead.text(lead::field::kState);
    if (std::ranges::find(territory.area.states, state) != territory.area.states.end()) {
        return fmt::format("state {}", state);
    }
    if (std::ranges::find(territory.area.countries, country) != territory.area.countries.end()) {
        return fmt::format("country {}", country);
    }
    return territory.when ? fmt::format("its condition {}", territory.when->source()) : "";
}

class Explainer {
  public:
    Explainer(const route::Question& question, const route::How& how,
              const route::Decision& decision, const Wanted& wanted)
        : question_(question),
          policy_(question.policy),
          decision_(decision),
          wanted_(wanted),
          view_(question.policy, question.lead, question.arena),
          findings_(route::find_out(question, view_)),
          values_{expr::Value::record(&view_), expr::Value::timestamp(question.now.to_seconds())},
          eyes_{values_, question.zones, question.arena},
          scene_{question, how, decision, view_, eyes_, wanted.lead_known} {
        if (!wanted.lead_known) findings_ = decision.findings;
    }

    Explanation run() {
        out_.lead_known = wanted_.lead_known;
        if (out_.lead_known) out_.fields = lead::encode(question_.lead, policy_.schema);
        tell_findings();
        tell_score();
        out_.rule = decision_.rule;
        out_.by_rules = std::holds_alternative<route::FromTheTop>(scene_.how);
        if (out_.by_rules && out_.lead_known) walk(policy_.rules);
        tell_targets(scene_, out_);
        out_.sla = decision_.sla;
        out_.ending = route::ending_in_words(decision_, policy_);
        if (wanted_.about) out_.about = tell_about(scene_, out_, *wanted_.about);
        return std::move(out_);
    }

  private:
    void tell_findings() {
        if (!findings_.account.empty()) {
            out_.account = Account{findings_.account, route::account_in_words(findings_),
                                   findings_.account_by.value_or(team::AccountBy::Domain),
                                   findings_.account_confidence, findings_.account_reason};
        }
        if (!findings_.territory.empty()) {
            const auto* territory = policy_.find_territory(findings_.territory);
            out_.territory =
                Territory{findings_.territory, territory != nullptr && out_.lead_known
                                                   ? covered_by(*territory, question_.lead)
                                                   : std::string()};
        }
        if (findings_.owner) out_.owner = policy_.names.people.name(*findings_.owner);
    }

    void tell_score() {
        if (!out_.lead_known && !findings_.score) return;  // not recorded with this decision
        for (std::uint32_t i = 0; i < policy_.score.size(); ++i) {
            const workspace::ScoreLine& line = policy_.score[i];
            ScoreLine told{line.add,
                           line.because,
                           line.when ? std::string(line.when->source()) : "",
                           false,
                           {}};
            told.holds = std::ranges::find(findings_.score_lines, i) != findings_.score_lines.end();
            if (!told.holds && out_.lead_known && line.when) {
                told.part = failed_part(*line.when, eyes_);
            }
            out_.score.push_back(std::move(told));
        }
        out_.total = findings_.score;
        out_.tier = findings_.tier;
    }

    // True when a rule took the lead: nothing after it was read.
    bool walk(const std::vector<workspace::Rule>& rules) {
        for (const workspace::Rule& rule : rules) {
            const Truth truth =
                rule.when ? rule.when->holds({values_, question_.zones}, eyes_.arena) : Truth::True;
            if (truth == Truth::True && rule.rules.empty()) {
                out_.rules.push_back({rule.path, rule.place.line, true, {}});
                return true;
            }
            if (truth == Truth::True && walk(rule.rules)) return true;
            if (out_.rules.size() >= kMaxRulesTold) {
                ++out_.rules_not_shown;
                continue;
            }
            RuleRead read{rule.path, rule.place.line, false, {}};
            if (truth != Truth::True) read.part = failed_part(*rule.when, eyes_);
            out_.rules.push_back(std::move(read));
        }
        return false;
    }

    const route::Question& question_;
    const Policy& policy_;
    const route::Decision& decision_;
    const Wanted& wanted_;
    route::LeadView view_;
    route::Findings findings_;
    const std::array<expr::Value, 2> values_;
    const Eyes eyes_;
    const Scene scene_;
    Explanation out_;
};

}  // namespace

Explanation explain(const route::Question& question, const route::How& how,
                    const route::Decision& decision, const Wanted& wanted) {
    return Explainer(question, how, decision, wanted).run();
}

}  // namespace baton::explain
