#include "core/route/findings.hpp"

#include <array>
#include <cmath>

#include "core/team/territories.hpp"

namespace baton::route {
namespace {

using workspace::LeadSlot;

bool holds(const Question& question, const LeadView& view, const workspace::Condition& condition) {
    if (!condition) return true;
    const std::array values{expr::Value::record(&view),
                            expr::Value::timestamp(question.now.to_seconds())};
    return condition->holds({values, question.zones}, question.arena) == expr::Truth::True;
}

void find_account(const Question& question, LeadView& view, Findings& findings) {
    const auto match =
        question.policy.accounts.match(question.lead.text(lead::field::kDomain),
                                       question.lead.text(lead::field::kCompany), question.names);
    if (!match) return;
    findings.account = question.policy.accounts.account(match->account).id;
    findings.account_by = match->by;
    if (match->by == team::AccountBy::Name) {
        findings.account_confidence = match->confidence;
        findings.account_reason = match->reason;
    }
    view.set_account(match->account);
}

void find_score(const Question& question, LeadView& view, Findings& findings) {
    const workspace::Policy& policy = question.policy;
    if (policy.score.empty() && policy.tiers.empty()) return;
    double score = 0;
    for (std::uint32_t i = 0; i < policy.score.size(); ++i) {
        if (!holds(question, view, policy.score[i].when)) continue;
        score += policy.score[i].add;
        if (findings.score_lines.empty()) findings.score_lines.reserve(policy.score.size() - i);
        findings.score_lines.push_back(i);
    }
    // A sum that is not finite is unknown, like any result that is not.
    if (std::isfinite(score)) {
        findings.score = score;
        view.set(LeadSlot::Score, expr::Value::number(score));
    }
    if (policy.tiers.empty()) return;
    const workspace::Tier* reached = &policy.tiers.back();
    for (const workspace::Tier& tier : policy.tiers) {
        if (findings.score && score >= tier.from) {
            reached = &tier;
            break;
        }
    }
    findings.tier = reached->key;
    view.set(LeadSlot::Tier, expr::Value::text(reached->key));
}

}  // namespace

Findings find_out(const Question& question, LeadView& view) {
    Findings findings;
    const workspace::Policy& policy = question.policy;
    find_account(question, view, findings);
    const auto territory = policy.territory_index.find(
        {question.lead.text(lead::field::kCountry), question.lead.text(lead::field::kState),
         question.lead.text(lead::field::kPostalCode)},
        [&](std::uint32_t i) { return holds(question, view, policy.territories[i].when); });
    if (territory) {
        findings.territory = policy.territories[*territory].key;
        view.set(LeadSlot::Territory, expr::Value::text(policy.territories[*territory].key));
    }
    if (question.owner) {
        findings.owner = question.owner;
        view.set(LeadSlot::Owner, expr::Value::text(policy.names.people.name(*question.owner)));
    }
    find_score(question, view, findings);
    return findings;
}

}  // namespace baton::route
