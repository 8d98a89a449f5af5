// `rules` and `otherwise`: who gets what.
#include <fmt/format.h>

#include <array>
#include <unordered_set>

#include "core/workspace/messaging.hpp"
#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 10> kKeys{"name", "active", "when",   "route", "rules",
                                                 "sla",  "notify", "create", "cc",    "answer"};

class RulesLoader {
  public:
    explicit RulesLoader(Loading& loading) : loading_(loading) {}

    std::vector<Rule> read_list(const Node& node, const Rule* group) {
        std::vector<Rule> rules;
        if (node.kind != Node::Kind::List) {
            loading_.report.error(node.place,
                                  fmt::format("\"rules\" must be a list, not {}", in_words(node)),
                                  "begin each rule with \"- \"");
            return rules;
        }
        rules.reserve(node.items.size());
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            if (++count_ > kMaxRules) {
                loading_.report.error(node.items[i].place,
                                      fmt::format("there are more than {} rules", kMaxRules));
                return rules;
            }
            if (auto rule = read(node.items[i], i + 1, group)) rules.push_back(std::move(*rule));
        }
        return rules;
    }

  private:
    std::optional<Rule> read(const Node& node, std::size_t number, const Rule* group) {
        Rule rule;
        rule.place = node.place;
        rule.name = fmt::format("rule {}", number);
        const Node* name = node.find("name");
        const bool is_named =
            name != nullptr && name->kind == Node::Kind::Scalar && !name->scalar.empty();
        if (is_named && loading_.check_name(*name, "a rule")) rule.name = name->scalar;
        const Fields fields(loading_.report, node,
                            is_named ? "rule " + quoted(rule.name) : rule.name, kKeys);
        if (!fields.is_map()) return std::nullopt;
        static_cast<void>(fields.text("name"));  // tells of a name that is no text
        const Place& named_at = is_named ? name->place : node.place;
        rule.path = group == nullptr ? rule.name : group->path + " / " + rule.name;
        if (rule.path == "otherwise") {
            loading_.report.error(
                named_at,
                "a rule cannot be called \"otherwise\", which is what Baton calls "
                "the route after the rules");
        } else if (!paths_.insert(rule.path).second) {
            loading_.report.error(
                named_at, fmt::format("there is a rule {} already in this list", quoted(rule.name)),
                "give each its own name, since decisions name the rule");
        }
        rule.when = loading_.condition(fields, "when", About::Lead);
        read_follow_up(rule, fields, group);
        read_body(rule, fields);
        // What is switched off is checked like any other, and then is not there.
        const bool is_on = fields.boolean("active").value_or(true);
        const bool holds_none = fields.find("rules") != nullptr && rule.rules.empty();
        if (!is_on || holds_none) return std::nullopt;
        return rule;
    }

    void read_follow_up(Rule& rule, const Fields& fields, const Rule* group) {
        if (group != nullptr) {  // what a group says holds for the rules in it
            rule.sla = group->sla;
            rule.notify = group->notify;
            rule.create = group->create;
        }
        if (const Node* sla = fields.find("sla")) rule.sla = ladder(*sla, fields.of());
        if (const Node* notify = fields.find("notify")) {
            rule.notify = loading_.channels(*notify, "\"notify\" of " + fields.of());
        }
        read_messages(rule, fields, group);
        if (const Node* create = fields.find("create")) {
            rule.create = loading_.crm_records(*create, "\"create\" of " + fields.of());
        }
    }

    void read_messages(const Rule& rule, const Fields& fields, const Rule* group) {
        Messaging& messaging = *loading_.messaging;
        RuleMessages messages;
        if (group != nullptr) messages = messaging.of_rule(group->path);
        if (fields.find("cc") != nullptr) messages.cc = read_recipients(loading_, fields, "cc");
        if (const Node* answer = fields.find("answer")) {
            const auto name = fields.text("answer");
            if (name && messaging.answers.contains(*name)) {
                messages.answer = *name;
            } else if (name && loading_.is_whole("answers")) {
                loading_.report.error(answer->place,
                                      fmt::format("{} names the answer {}, which is not there",
                                                  fields.of(), quoted(*name)),
                                      [&] {
                                          std::vector<std::string_view> names;
                                          for (const auto& [key, value] : messaging.answers)
                                              names.push_back(key);
                                          return nearest_or_all(*name, names);
                                      });
            }
        }
        if (messages.cc.empty() && messages.answer.empty()) return;
        messaging.rules.insert_or_assign(rule.path, std::move(messages));
    }

    void read_body(Rule& rule, const Fields& fields) {
        const Node* route = fields.find("route");
        const Node* rules = fields.find("rules");
        if (route != nullptr && rules != nullptr) {
            loading_.report.error(rules->place,
                                  fmt::format("{} has both \"route\" and \"rules\"", fields.of()),
                                  "a rule either routes or holds further rules");
            return;
        }
        if (rules != nullptr) {
            rule.rules = read_list(*rules, &rule);
            if (rules->kind == Node::Kind::List && rules->items.empty()) {
                loading_.report.error(rules->place, fmt::format("{} holds no rules", fields.of()));
            }
            return;
        }
        if (route == nullptr) {
            loading_.report.error(fields.place(), fmt::format("{} needs \"route\"", fields.of()),
                                  "for instance route: { pool: inside }");
            return;
        }
        rule.route = read_route(loading_, *route, "the route of " + fields.of());
    }

    const Ladder* ladder(const Node& node, std::string_view who) {
        if (node.kind != Node::Kind::Scalar) {
            loading_.report.error(node.place, fmt::format("\"sla\" of {} must name an entry of "
                                                          "\"sla\", not {}",
                                                          who, in_words(node)));
            return nullptr;
        }
        const auto it = loading_.policy.ladders.find(node.scalar);
        if (it != loading_.policy.ladders.end()) return &it->second;
        if (loading_.is_whole("sla")) {
            loading_.report.error(
                node.place,
                fmt::format("{} names the sla {}, which is not there", who, quoted(node.scalar)),
                [&] {
                    std::vector<std::string_view> names;
                    for (const auto& [key, value] : loading_.policy.ladders) names.push_back(key);
                    return nearest_or_all(node.scalar, names);
                });
        }
        return nullptr;
    }

    Loading& loading_;
    std::size_t count_ = 0;
    std::unordered_set<std::string> paths_;
};

}  // namespace

void load_rules(Loading& loading) {
    Policy& policy = loading.policy;
    const Node* rules = loading.section("rules");
    if (rules != nullptr) policy.rules = RulesLoader(loading).read_list(*rules, nullptr);
    const Node* otherwise = loading.section("otherwise");
    if (otherwise != nullptr) policy.otherwise = read_route(loading, *otherwise, "\"otherwise\"");
}

}  // namespace baton::workspace
