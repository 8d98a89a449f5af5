// `sla`: what happens when nobody answers.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 3> kKeys{"respond_within", "acknowledge", "clock"};
constexpr std::array<std::string_view, 3> kStepKeys{"after", "notify", "reassign"};
constexpr std::array<std::string_view, 2> kClocks{"always", "schedule"};
constexpr std::array<std::string_view, 3> kRoles{"manager", "backup", "assignee"};
constexpr std::array<std::string_view, 2> kNamed{"person", "pool"};
constexpr std::array<std::string_view, 2> kReassign{"next", "backup"};
constexpr std::size_t kMaxSteps = 100;

class LadderLoader {
  public:
    LadderLoader(Loading& loading, Ladder& ladder, const Node& node)
        : loading_(loading),
          ladder_(ladder),
          fields_(loading.report, node, "sla " + quoted(ladder.key), kKeys) {}

    void load() {
        if (!fields_.is_map()) return;
        ladder_.respond_within = fields_.duration("respond_within");
        ladder_.working_time_only = fields_.word("clock", kClocks) == 1;
        const Node* steps = fields_.find("acknowledge");
        if (steps == nullptr) return;
        if (steps->kind != Node::Kind::List) {
            fields_.refuse("acknowledge", *steps, "a list of steps",
                           "for instance [ { after: 10m, notify: manager } ]");
            return;
        }
        if (steps->items.size() > kMaxSteps) {
            loading_.report.error(
                steps->place, fmt::format("{} has more than {} steps", fields_.of(), kMaxSteps));
            return;
        }
        for (std::size_t i = 0; i < steps->items.size(); ++i) read_step(steps->items[i], i + 1);
        std::ranges::stable_sort(ladder_.steps, {}, &LadderStep::after);
    }

  private:
    void read_step(const Node& node, std::size_t number) {
        const Fields fields(loading_.report, node,
                            fmt::format("step {} of {}", number, fields_.of()), kStepKeys);
        if (!fields.is_map()) return;
        LadderStep step;
        if (fields.require("after") != nullptr) {
            step.after = fields.duration("after").value_or(Duration{});
        }
        const Node* notify = fields.find("notify");
        const Node* reassign = fields.find("reassign");
        if (notify == nullptr && reassign == nullptr) {
            loading_.report.error(node.place, fmt::format("{} does nothing", fields.of()),
                                  "give it notify, reassign or both");
        }
        if (notify != nullptr) step.notify = read_recipients(loading_, fields, "notify");
        if (reassign != nullptr) step.reassign = read_reassign(fields, *reassign);
        ladder_.steps.push_back(std::move(step));
    }

    std::optional<Reassign> read_reassign(const Fields& fields, const Node& node) {
        const std::string what = "\"reassign\" of " + fields.of();
        if (node.kind != Node::Kind::Map) {
            if (node.kind == Node::Kind::Scalar && node.scalar == "next") return ReassignNext{};
            if (node.kind == Node::Kind::Scalar && node.scalar == "backup") return ReassignBackup{};
            fields.refuse("reassign", node, "next, backup, { person: … } or { pool: … }",
                          did_you_mean(node.scalar, kReassign));
            return std::nullopt;
        }
        const auto target = read_target(loading_, node, what);
        if (!target) return std::nullopt;
        if (const auto* person = std::get_if<ToPerson>(&*target)) {
            const Person* found = loading_.policy.person(person->person);
            if (found != nullptr && !found->active) {
                loading_.report.warn(node.place, fmt::format("{} gives the lead to {}, who is not "
                                                             "active",
                                                             what, quoted(found->key)));
            }
            return *person;
        }
        if (const auto* pool = std::get_if<ToPool>(&*target)) {
            warn_of_nobody(*pool, what, node);
            return *pool;
        }
        loading_.report.error(node.place, fmt::format("{} must be a person or a pool", what));
        return std::nullopt;
    }

    void warn_of_nobody(const ToPool& to, std::string_view what, const Node& node) {
        const Policy& policy = loading_.policy;
        const Pool* pool = policy.pool(to.pool);
        const bool has_active =
            pool != nullptr && std::ranges::any_of(pool->members, [&](const Member& member) {
                return policy.person(member.person)->active;
            });
        if (pool != nullptr && !has_active) {
            loading_.report.warn(
                node.place, fmt::format("{} gives the lead to pool {}, in which nobody is active",
                                        what, quoted(pool->key)));
        }
    }

    Loading& loading_;
    Ladder& ladder_;
    Fields fields_;
};

std::optional<Recipient> read_recipient(Loading& loading, const Fields& fields,
                                        std::string_view key, const Node& node) {
    if (node.kind != Node::Kind::Map) {
        const auto at =
            node.kind == Node::Kind::Scalar ? std::ranges::find(kRoles, node.scalar) : kRoles.end();
        if (at == kRoles.begin()) return NotifyManager{};
        if (at == kRoles.begin() + 1) return NotifyBackup{};
        if (at == kRoles.begin() + 2) return NotifyAssignee{};
        fields.refuse(key, node, "manager, backup, assignee, { person: … } or { pool: … }",
                      did_you_mean(node.scalar, kRoles));
        return std::nullopt;
    }
    const std::string what = fmt::format("\"{}\" of {}", key, fields.of());
    const Fields named(loading.report, node, what, kNamed);
    const Node* person = named.find("person");
    const Node* pool = named.find("pool");
    if ((person == nullptr) == (pool == nullptr)) {
        loading.report.error(node.place, fmt::format("{} must name a person or a pool", what));
        return std::nullopt;
    }
    if (person != nullptr) {
        const auto id = loading.person(*person, what);
        return id ? std::optional<Recipient>(NotifyPerson{*id}) : std::nullopt;
    }
    const auto id = loading.pool(*pool, what);
    return id ? std::optional<Recipient>(NotifyPool{*id}) : std::nullopt;
}

}  // namespace

std::vector<Recipient> read_recipients(Loading& loading, const Fields& fields,
                                       std::string_view key) {
    std::vector<Recipient> recipients;
    const Node* node = fields.find(key);
    if (node == nullptr) return recipients;
    const auto add = [&](const Node& item) {
        if (auto recipient = read_recipient(loading, fields, key, item)) {
            recipients.push_back(std::move(*recipient));
        }
    };
    if (node->kind == Node::Kind::List) {
        for (const Node& item : node->items) add(item);
    } else {
        add(*node);
    }
    return recipients;
}

void load_sla(Loading& loading) {
    loading.each_named("sla", "an sla",
                       [&](const std::string& name, const Node&, const Node& node) {
                           Ladder& ladder = loading.policy.ladders[name];
                           ladder.key = name;
                           LadderLoader(loading, ladder, node).load();
                       });
}

}  // namespace baton::workspace
