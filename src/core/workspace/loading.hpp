// What the parts of the loader share: the policy in the making, the report, the names that may be
// referred to, and the compiling of expressions. One document, one thread.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/expr/program.hpp"
#include "core/expr/scope.hpp"
#include "core/team/zone_offsets.hpp"
#include "core/workspace/fields.hpp"
#include "core/workspace/load.hpp"
#include "core/workspace/node.hpp"
#include "core/workspace/policy.hpp"
#include "core/workspace/report.hpp"

namespace baton::workspace {

inline constexpr std::size_t kMaxNameLength = 200;  // code points of a key or a rule's name
inline constexpr std::size_t kMaxRules = 100'000;

// What an expression is about: a lead alone, or a person who is considered for one.
enum class About : std::uint8_t { Lead, Person };

class Loading {
  public:
    Loading(const LoadContext& context, std::string_view file, const Node& root, Report& report);

    const LoadContext& context;
    std::string file;
    const Node& root;
    Report& report;
    Policy policy;
    std::shared_ptr<Messaging> messaging;                    // becomes a part of it
    std::vector<std::pair<std::string, std::string>> files;  // what `file:` named

    // The value of a top-level key; null when absent or empty.
    [[nodiscard]] const Node* section(std::string_view key) const;
    // The entries of a top-level map of named things: `each(name, key node, value node)`. Names
    // that cannot be are told and left out.
    template <class Each>
    void each_named(std::string_view section_name, std::string_view one, Each&& each);
    // The same for a list: `each(node, number from 1)`.
    template <class Each>
    void each_item(std::string_view section_name, Each&& each);

    // False: the section is broken YAML or told of already, so names of it cannot be judged.
    [[nodiscard]] bool is_whole(std::string_view section_name) const;
    void set_broken(const std::vector<std::string>& sections);

    // ---- Names. `who` says who names it: `pool "inside"`. Nothing when there is none: told.
    [[nodiscard]] std::optional<PersonId> person(const Node& node, std::string_view who);
    [[nodiscard]] std::optional<PoolId> pool(const Node& node, std::string_view who);
    [[nodiscard]] const team::Schedule* schedule(const Node& node, std::string_view who);
    [[nodiscard]] const team::Zone* zone(const Node& node, std::string_view who);
    [[nodiscard]] std::optional<QueueId> queue(const Node& node, std::string_view who);
    // Names of channels, those that exist.
    [[nodiscard]] std::vector<std::string> channels(const Node& node, std::string_view what);
    // Names of CRM records.
    [[nodiscard]] std::vector<std::string> crm_records(const Node& node, std::string_view what);

    // ---- Expressions. Null when there was an error: told at its place within the scalar.
    void set_types(std::shared_ptr<const RecordTypes> types);
    [[nodiscard]] Condition compile(const Node& node, expr::Wants wants, About about,
                                    std::string_view what);
    [[nodiscard]] Condition condition(const Fields& fields, std::string_view key, About about);
    // The text of our own that `word` is short for.
    [[nodiscard]] Condition compile_own(std::string_view source, const Node& at, About about);

    // A scalar that may name secrets; `${` without a name behind it is an error.
    [[nodiscard]] std::string secret_text(const Fields& fields, std::string_view key);
    // Such a text which should be nothing but a secret: a warning where it stands in the file.
    [[nodiscard]] std::string secret(const Fields& fields, std::string_view key);

    bool check_name(const Node& key, std::string_view one);

  private:
    std::vector<std::string_view> people_names() const;
    std::vector<std::string_view> pool_names() const;
    std::optional<std::string> name_of(const Node& node, std::string_view who,
                                       std::string_view kind);
    void tell(const Node& node, const expr::Diagnostic& diagnostic, Severity severity, About about);

    std::set<std::string, std::less<>> broken_;
    bool all_broken_ = false;
    team::ZoneOffsets zone_offsets_;
    expr::Scope lead_scope_;
    expr::Scope person_scope_;
};

// ---- The parts, in the order in which they are read ----
void load_general(Loading& loading);
void load_schedules(Loading& loading);
void load_lead_fields(Loading& loading);
void load_people(Loading& loading);
void load_accounts(Loading& loading);
void load_tiers(Loading& loading);
void load_types(Loading& loading);  // of what expressions see; needs those above
void load_pools(Loading& loading);
void load_queues(Loading& loading);
void load_territories(Loading& loading);
void load_score(Loading& loading);
void load_channels(Loading& loading);
void load_messages(Loading& loading);  // needs people and channels
void load_sla(Loading& loading);
void load_rules(Loading& loading);
void load_forms(Loading& loading);
void load_connections(Loading& loading);
void check_people(Loading& loading);       // cycles of managers and backups
void check_pools(Loading& loading);        // nobody in them
void check_territories(Loading& loading);  // overlaps
void check_rules(Loading& loading);        // unreachable

// ---- Templates ----

template <class Each>
void Loading::each_named(std::string_view section_name, std::string_view one, Each&& each) {
    const Node* node = section(section_name);
    if (node == nullptr) return;
    if (node->kind != Node::Kind::Map) {
        const Fields told(report, *node, "\"" + std::string(section_name) + "\"", {});
        return;
    }
    for (const auto& [key, value] : node->entries) {
        if (check_name(key, one)) each(key.scalar, key, value);
    }
}

template <class Each>
void Loading::each_item(std::string_view section_name, Each&& each) {
    const Node* node = section(section_name);
    if (node == nullptr) return;
    if (node->kind != Node::Kind::List) {
        report.error(node->place, "\"" + std::string(section_name) + "\" must be a list",
                     "begin each entry with \"- \"");
        return;
    }
    std::size_t number = 0;
    for (const Node& item : node->items) each(item, ++number);
}

}  // namespace baton::workspace
