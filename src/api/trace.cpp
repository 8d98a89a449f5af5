#include "api/trace.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "api/json.hpp"
#include "api/lead_answer.hpp"
#include "api/limits.hpp"
#include "api/value_text.hpp"
#include "base/text.hpp"
#include "core/expr/program.hpp"
#include "core/route/findings.hpp"
#include "core/route/gates.hpp"
#include "core/route/views.hpp"
#include "core/route/words.hpp"

namespace baton::api {
namespace {

using expr::Truth;

std::string_view to_word(route::TargetKind kind) {
    switch (kind) {
        case route::TargetKind::Person:
            return "person";
        case route::TargetKind::Pool:
            return "pool";
        case route::TargetKind::AccountOwner:
            return "account owner";
        case route::TargetKind::TerritoryOwner:
            return "territory owner";
        case route::TargetKind::LeadOwner:
            return "lead owner";
        case route::TargetKind::Queue:
            return "queue";
        case route::TargetKind::Reject:
            return "reject";
    }
    return "";
}

bool is_plain(std::string_view path) {
    return path.find_first_of("\"\\") == std::string_view::npos && is_utf8(path);
}

class Tracer {
  public:
    explicit Tracer(const TraceOf& of)
        : of_(of),
          calendar_(route::Calendar::at(*of.policy.zone, of.now)),
          question_{.policy = of.policy,
                    .standing = of.standing,
                    .calendar = calendar_,
                    .lead = of.lead,
                    .now = of.now,
                    .zones = &of.zones,
                    .owner = of.owner,
                    .arena = arena_},
          view_(of.policy, of.lead, arena_) {
        findings_ = route::find_out(question_, view_);
        values_ = {expr::Value::record(&view_), expr::Value::timestamp(of.now.to_seconds())};
    }

    void write(std::string& out, const route::Decision& decision) {
        ObjectWriter object(out);
        write_fields(object.key("fields"));
        write_findings(object);
        out_ = &object.key("rules");
        *out_ += '[';
        walk(of_.policy.rules);
        *out_ += ']';
        if (unshown_ > 0) object.integer("rules_not_shown", static_cast<std::int64_t>(unshown_));
        write_trials(object.key("targets"), decision);
        write_pick(object, decision);
        text_or_null(object, "sla", decision.sla);
    }

  private:
    [[nodiscard]] expr::Bindings bindings() const { return {values_, &of_.zones}; }

    // The lead as it was read.
    void write_fields(std::string& out) {
        const std::string body = lead::encode(of_.lead, of_.policy.schema);
        out += body;
    }

    void write_findings(ObjectWriter& object) {
        if (findings_.account.empty()) {
            object.key("account") += "null";
        } else {
            ObjectWriter account(object.key("account"));
            account.text("id", findings_.account);
            account.text("by", findings_.account_by == team::AccountBy::Domain ? "domain" : "name");
            if (findings_.account_confidence) {
                account.number("confidence", *findings_.account_confidence);
            }
            if (findings_.account_reason) {
                account.text("reason", team::to_code(*findings_.account_reason));
                account.text("in_words", team::in_words(*findings_.account_reason));
            }
        }
        text_or_null(object, "territory", findings_.territory);
        text_or_null(object, "owner",
                     findings_.owner
                         ? std::string_view(of_.policy.names.people.name(*findings_.owner))
                         : "");
        std::string& out = object.key("score");
        write_list(out, of_.policy.score, [&](const workspace::ScoreLine& line) {
            ObjectWriter item(out);
            item.number("add", line.add);
            item.text("because", line.because);
            item.text("when", line.when ? line.when->source() : "");
            const auto place = static_cast<std::uint32_t>(&line - of_.policy.score.data());
            flag(item, "holds",
                 std::ranges::find(findings_.score_lines, place) != findings_.score_lines.end());
        });
    }

    // True when a rule took the lead: nothing after it was read.
    bool walk(const std::vector<workspace::Rule>& rules) {
        for (const workspace::Rule& rule : rules) {
            const Truth truth = rule.when ? rule.when->holds(bindings(), arena_) : Truth::True;
            if (truth == Truth::True && !rule.rules.empty()) {
                if (walk(rule.rules)) return true;
                tell(rule, "passed over", "no rule inside it held");
                continue;
            }
            if (truth == Truth::True) {
                tell(rule, "matched", "");
                return true;
            }
            tell(rule, "passed over", "");
        }
        return false;
    }

    void tell(const workspace::Rule& rule, std::string_view verdict, std::string_view why) {
        const bool is_match = verdict == "matched";
        if (told_ >= kMaxPassedOver && !is_match) {
            ++unshown_;
            return;
        }
        if (told_++ > 0) *out_ += ',';
        ObjectWriter item(*out_);
        item.text("rule", rule.path);
        item.integer("line", rule.place.line);
        item.text("verdict", verdict);
        if (!why.empty()) item.text("why", why);
        if (!is_match && why.empty()) tell_part(item, *rule.when);
    }

    // The first part of the condition that did not hold, and what the lead has for it.
    void tell_part(ObjectWriter& item, const expr::Program& when) {
        std::string_view part = when.source();
        Truth truth = Truth::Unknown;
        for (std::size_t i = 0; i < when.parts().size(); ++i) {
            truth = when.part_holds(i, bindings(), arena_);
            part = when.part_text(i);
            if (truth != Truth::True) break;
        }
        item.text("part", part);
        item.text("held", truth == Truth::False ? "no" : "unknown");
        ObjectWriter values(item.key("values"));
        for (const expr::FieldUse& use : when.uses()) {
            if (use.slots.empty() || part.find(use.path) == std::string_view::npos) continue;
            if (!is_plain(use.path)) continue;  // a map's key of strange characters
            append_value(values.key(use.path), value_of(use));
        }
    }

    [[nodiscard]] expr::Value value_of(const expr::FieldUse& use) {
        if (use.variable >= values_.size()) return expr::Value::missing();
        expr::Value value = values_[use.variable];
        for (const std::uint32_t slot : use.slots) {
            if (!value.is(expr::Kind::Record)) return expr::Value::missing();
            value = value.as_record()->field(slot, arena_);
        }
        return use.key.empty() ? value : member_of(value, use.key);
    }

    void write_trials(std::string& out, const route::Decision& decision) {
        const team::Names& names = of_.policy.names;
        write_list(out, decision.trials, [&](const route::Trial& trial) {
            ObjectWriter item(out);
            item.text("target", to_word(trial.kind));
            item.integer("number", trial.number);
            flag(item, "otherwise", trial.otherwise);
            if (trial.pool) item.text("pool", names.pools.name(*trial.pool));
            item.integer("eligible", trial.eligible);
            flag(item, "took_it",
                 decision.target == trial.number && decision.otherwise == trial.otherwise);
            std::string& list = item.key("excluded");
            write_list(list, trial.excluded, [&](const route::Exclusion& exclusion) {
                ObjectWriter one(list);
                text_or_null(
                    one, "person",
                    exclusion.person ? std::string_view(names.people.name(*exclusion.person)) : "");
                one.text("reason", route::in_words(exclusion, of_.policy));
            });
        });
    }

    void write_pick(ObjectWriter& object, const route::Decision& decision) {
        const workspace::Pool* pool =
            decision.turn ? of_.policy.pool(decision.turn->pool) : nullptr;
        if (pool == nullptr) {
            object.key("pick") += "null";
            return;
        }
        ObjectWriter pick(object.key("pick"));
        pick.text("pool", pool->key);
        pick.text("by", pool->pick == workspace::PickKind::RoundRobin ? "round_robin"
                        : pool->pick == workspace::PickKind::Highest  ? "highest"
                                                                      : "lowest");
        if (pool->order) pick.text("order", pool->order->source());
        std::string& out = pick.key("eligible");
        bool first = true;
        out += '[';
        for (std::size_t i = 0; i < pool->members.size() && i < decision.turn->eligible.size();
             ++i) {
            if (!decision.turn->eligible[i]) continue;
            if (!first) out += ',';
            first = false;
            write_candidate(out, *pool, pool->members[i].person);
        }
        out += ']';
    }

    void write_candidate(std::string& out, const workspace::Pool& pool, team::PersonId person) {
        ObjectWriter item(out);
        item.text("person", of_.policy.names.people.name(person));
        if (!pool.order) return;
        const route::PersonView view(of_.policy, of_.standing, calendar_, &pool, person);
        const std::array values{values_[0], values_[1], expr::Value::record(&view)};
        number_or_null(item, "value", pool.order->number({values, &of_.zones}, arena_));
    }

    const TraceOf& of_;
    expr::Arena arena_;
    const route::Calendar calendar_;
    const route::Question question_;
    route::LeadView view_;
    route::Findings findings_;
    std::array<expr::Value, 2> values_;
    std::string* out_ = nullptr;
    std::size_t told_ = 0;
    std::size_t unshown_ = 0;
};

}  // namespace

void write_trace(std::string& out, const route::Decision& decision, const TraceOf& of) {
    Tracer(of).write(out, decision);
}

}  // namespace baton::api
