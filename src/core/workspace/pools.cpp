// `pools` and `queues`: in what groups people share leads.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 8> kPoolKeys{
    "members", "pick", "weight", "availability", "when_none", "catch_up", "give_back", "capacity"};
constexpr std::array<std::string_view, 2> kMemberKeys{"person", "weight"};
constexpr std::array<std::string_view, 3> kPicks{"round_robin", "least_loaded", "top_performer"};
constexpr std::array<std::string_view, 2> kOrders{"highest", "lowest"};
constexpr std::array<std::string_view, 2> kAvailability{"always", "schedule"};
constexpr std::array<std::string_view, 3> kWhenNone{"next", "hold", "assign"};
constexpr std::array<WhenNone, 3> kWhenNoneOf{WhenNone::Next, WhenNone::Hold, WhenNone::Assign};
constexpr std::array<std::string_view, 4> kGiveBack{"reassigned", "passed", "silent",
                                                    "disqualified"};

class PoolLoader {
  public:
    PoolLoader(Loading& loading, Pool& pool, const Node& node)
        : loading_(loading),
          pool_(pool),
          fields_(loading.report, node, "pool " + quoted(pool.key), kPoolKeys) {}

    void load() {
        if (!fields_.is_map()) return;
        read_members();
        read_pick();
        if (const Node* weight = fields_.find("weight")) {
            pool_.weight = loading_.compile(*weight, expr::Wants::Number, About::Person,
                                            "\"weight\" of " + fields_.of());
        }
        pool_.only_in_hours = fields_.word("availability", kAvailability) == 1;
        pool_.when_none = kWhenNoneOf[fields_.word("when_none", kWhenNone).value_or(0)];
        pool_.catch_up = fields_.boolean("catch_up").value_or(false);
        read_give_back();
        pool_.capacity = read_capacity(loading_, fields_);
        warn_of_idle_keys();
    }

  private:
    void read_members() {
        const Node* members = fields_.require("members");
        if (members == nullptr) return;
        if (members->kind != Node::Kind::List) {
            fields_.refuse("members", *members, "a list of people",
                           "write it in brackets: [sarah, marcus]");
            return;
        }
        for (const Node& item : members->items) read_member(item);
    }

    void read_member(const Node& item) {
        Member member;
        const Node* named = &item;
        if (item.kind == Node::Kind::Map) {
            const Fields fields(loading_.report, item, "a member of " + fields_.of(), kMemberKeys);
            member.weight = fields.number_from_zero("weight");
            named = fields.require("person");
            if (named == nullptr) return;
        }
        const auto person = loading_.person(*named, fields_.of());
        if (!person) return;
        member.person = *person;
        if (std::ranges::find(pool_.members, *person, &Member::person) != pool_.members.end()) {
            loading_.report.error(
                named->place, fmt::format("{} names {} twice", fields_.of(), quoted(named->scalar)),
                "give a weight to let somebody have more");
            return;
        }
        pool_.members.push_back(member);
    }

    void read_pick() {
        const Node* pick = fields_.find("pick");
        if (pick == nullptr) return;
        if (pick->kind != Node::Kind::Map) {
            const auto word = fields_.word("pick", kPicks);
            if (word == 1) set_order(PickKind::Lowest, own("person.load", *pick));
            if (word == 2) set_order(PickKind::Highest, own("person.win_rate", *pick));
            return;
        }
        const Fields fields(loading_.report, *pick, "\"pick\" of " + fields_.of(), kOrders);
        const Node* highest = fields.find("highest");
        const Node* lowest = fields.find("lowest");
        if ((highest == nullptr) == (lowest == nullptr)) {
            loading_.report.error(
                pick->place,
                fmt::format("\"pick\" of {} needs either \"highest\" or \"lowest\"", fields_.of()),
                "for instance { highest: \"person.win_rate\" }");
            return;
        }
        const std::string_view key = highest != nullptr ? kOrders[0] : kOrders[1];
        const Node& order = highest != nullptr ? *highest : *lowest;
        set_order(highest != nullptr ? PickKind::Highest : PickKind::Lowest,
                  loading_.compile(order, expr::Wants::Number, About::Person,
                                   fmt::format("\"{}\" of {}", key, fields_.of())));
    }

    Condition own(std::string_view source, const Node& at) {
        return loading_.compile_own(source, at, About::Person);
    }

    void set_order(PickKind kind, Condition order) {
        pool_.pick = kind;
        pool_.order = std::move(order);
    }

    void read_give_back() {
        const Node* node = fields_.find("give_back");
        if (node == nullptr) return;
        pool_.give_back = {false, false, false, false};
        for (const TextAt& item : fields_.texts("give_back")) {
            const auto at = std::ranges::find(kGiveBack, item.text);
            if (at == kGiveBack.end()) {
                fields_.refuse("give_back", *item.node, "a list of " + enumerate(kGiveBack, "or"),
                               did_you_mean(item.text, kGiveBack));
                continue;
            }
            pool_.give_back.reassigned = pool_.give_back.reassigned || at == kGiveBack.begin();
            pool_.give_back.passed = pool_.give_back.passed || at == kGiveBack.begin() + 1;
            pool_.give_back.silent = pool_.give_back.silent || at == kGiveBack.begin() + 2;
            pool_.give_back.disqualified =
                pool_.give_back.disqualified || at == kGiveBack.begin() + 3;
        }
    }

    // Keys that only a rotation heeds.
    void warn_of_idle_keys() {
        if (pool_.pick == PickKind::RoundRobin) return;
        for (const char* key : {"weight", "catch_up", "give_back"}) {
            if (const Node* node = fields_.find(key)) {
                loading_.report.warn(node->place,
                                     fmt::format("\"{}\" of {} has no effect, since the pool does "
                                                 "not pick by round_robin",
                                                 key, fields_.of()));
            }
        }
    }

    Loading& loading_;
    Pool& pool_;
    Fields fields_;
};

}  // namespace

void load_pools(Loading& loading) {
    Policy& policy = loading.policy;
    loading.each_named("pools", "a pool", [&](const std::string& name, const Node&, const Node&) {
        const PoolId id = policy.names.pools.intern(name);
        policy.pools.resize(policy.names.pools.size());
        policy.pools[id.index()].emplace().key = name;
    });
    policy.pools.resize(policy.names.pools.size());
    const Node* section = loading.section("pools");
    if (section == nullptr) return;
    for (const auto& [key, node] : section->entries) {
        const auto id = policy.names.pools.find(key.scalar);
        if (id && policy.pool(*id) != nullptr) {
            PoolLoader(loading, *policy.pools[id->index()], node).load();
        }
    }
}

void load_queues(Loading& loading) {
    constexpr std::array<std::string_view, 2> kKeys{"open_to", "notify"};
    loading.policy.queues.resize(loading.policy.names.queues.size());
    loading.each_named("queues", "a queue",
                       [&](const std::string& name, const Node& key, const Node& node) {
                           const auto id = loading.queue(key, "\"queues\"");
                           if (!id || node.kind == Node::Kind::Null) return;
                           const std::string of = "queue " + quoted(name);
                           const Fields fields(loading.report, node, of, kKeys);
                           Queue& queue = *loading.policy.queues[id->index()];
                           if (const Node* pool = fields.find("open_to")) {
                               queue.open_to = loading.pool(*pool, of);
                           }
                           queue.notify = fields.boolean("notify").value_or(false);
                       });
}

}  // namespace baton::workspace
