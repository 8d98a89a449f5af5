#include "core/workspace/loading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/workspace/messaging.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 25> kSections{
    "workspace",   "timezone",   "fields",    "schedules", "people", "pools", "queues",
    "territories", "accounts",   "score",     "tiers",     "sla",    "rules", "otherwise",
    "channels",    "notify",     "alerts",    "create",    "hooks",  "crm",   "forms",
    "close_after", "duplicates", "templates", "answers"};

// "New York" and "new_york" are America/New_York.
std::string nearest_zone(std::string_view name, const std::vector<std::string>& zones) {
    const auto plain = [](std::string_view text) {
        std::string out = ascii_lower(text);
        std::ranges::replace(out, ' ', '_');
        return out;
    };
    const std::string wanted = plain(name);
    for (const std::string& zone : zones) {
        const std::size_t slash = zone.rfind('/');
        if (plain(zone) == wanted ||
            (slash != std::string::npos && plain(zone.substr(slash + 1)) == wanted)) {
            return "did you mean \"" + zone + "\"?";
        }
    }
    const std::vector<std::string_view> names(zones.begin(), zones.end());
    std::string hint = did_you_mean(name, names);
    return hint.empty() ? "write it as Area/City, for instance Europe/Berlin" : hint;
}

}  // namespace

Loading::Loading(const LoadContext& given, std::string_view file_name, const Node& document,
                 Report& report_to)
    : context(given),
      file(file_name),
      root(document),
      report(report_to),
      messaging(std::make_shared<Messaging>()),
      zone_offsets_(given.zones) {
    const Fields told(report, root, "the document", kSections);
    if (context.known != nullptr) policy.names = *context.known;
}

const Node* Loading::section(std::string_view key) const {
    const Node* node = root.find(key);
    return node != nullptr && node->kind != Node::Kind::Null ? node : nullptr;
}

bool Loading::is_whole(std::string_view section_name) const {
    return !all_broken_ && !broken_.contains(section_name);
}

void Loading::set_broken(const std::vector<std::string>& sections) {
    broken_.insert(sections.begin(), sections.end());
    all_broken_ = all_broken_ || sections.empty() || broken_.contains("");
}

bool Loading::check_name(const Node& key, std::string_view one) {
    const std::string& name = key.scalar;
    const bool has_controls =
        std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (name.empty() || trim(name).size() != name.size() || has_controls) {
        report.error(key.place, fmt::format("the name of {} must be a text on one line, without "
                                            "blanks around it",
                                            one));
        return false;
    }
    if (utf8_length(name) > kMaxNameLength) {
        report.error(key.place, fmt::format("the name of {} is longer than {} characters", one,
                                            kMaxNameLength));
        return false;
    }
    return true;
}

// ---- Names ----

std::optional<std::string> Loading::name_of(const Node& node, std::string_view who,
                                            std::string_view kind) {
    if (node.kind == Node::Kind::Scalar && !node.scalar.empty()) return node.scalar;
    report.error(node.place,
                 fmt::format("{} must name {} here, not {}", who, kind, in_words(node)));
    return std::nullopt;
}

std::vector<std::string_view> Loading::people_names() const {
    std::vector<std::string_view> names;
    for (const auto& person : policy.people) {
        if (person) names.push_back(person->key);
    }
    return names;
}

std::vector<std::string_view> Loading::pool_names() const {
    std::vector<std::string_view> names;
    for (const auto& pool : policy.pools) {
        if (pool) names.push_back(pool->key);
    }
    return names;
}

std::optional<PersonId> Loading::person(const Node& node, std::string_view who) {
    const auto name = name_of(node, who, "a person");
    if (!name) return std::nullopt;
    const auto id = policy.names.people.find(*name);
    if (id && policy.person(*id) != nullptr) return id;
    if (is_whole("people")) {
        report.error(node.place,
                     fmt::format("{} names {}, who is not among the people", who, quoted(*name)),
                     [&] { return nearest_or_all(*name, people_names()); });
    }
    return std::nullopt;
}

std::optional<PoolId> Loading::pool(const Node& node, std::string_view who) {
    const auto name = name_of(node, who, "a pool");
    if (!name) return std::nullopt;
    const auto id = policy.names.pools.find(*name);
    if (id && policy.pool(*id) != nullptr) return id;
    if (is_whole("pools")) {
        report.error(node.place,
                     fmt::format("{} names {}, which is not among the pools", who, quoted(*name)),
                     [&] { return nearest_or_all(*name, pool_names()); });
    }
    return std::nullopt;
}

const team::Schedule* Loading::schedule(const Node& node, std::string_view who) {
    const auto name = name_of(node, who, "a schedule");
    if (!name) return nullptr;
    const auto it = policy.schedules.find(*name);
    if (it != policy.schedules.end()) return &it->second;
    if (is_whole("schedules")) {
        report.error(
            node.place,
            fmt::format("{} names {}, which is not among the schedules", who, quoted(*name)), [&] {
                std::vector<std::string_view> names;
                for (const auto& [key, schedule] : policy.schedules) names.push_back(key);
                return nearest_or_all(*name, names);
            });
    }
    return nullptr;
}

const team::Zone* Loading::zone(const Node& node, std::string_view who) {
    const auto name = name_of(node, who, "a time zone");
    if (!name) return nullptr;
    const team::Zone* found = context.zones.find(*name);
    if (found == nullptr) {
        report.error(node.place,
                     fmt::format("{} names {}, which is no time zone", who, quoted(*name)),
                     [&] { return nearest_zone(*name, context.zones.names()); });
    }
    return found;
}

std::optional<QueueId> Loading::queue(const Node& node, std::string_view who) {
    const auto name = name_of(node, who, "a queue");
    if (!name || !check_name(node, "a queue")) return std::nullopt;
    if (*name == "unrouted") {
        report.error(node.place,
                     fmt::format("{} calls a queue \"unrouted\", where Baton keeps leads that "
                                 "nobody can take",
                                 who),
                     "give it another name");
        return std::nullopt;
    }
    const QueueId id = policy.names.queues.intern(*name);
    policy.queues.resize(policy.names.queues.size());
    auto& queue = policy.queues[id.index()];
    if (!queue) queue = Queue{*name, std::nullopt, false};
    return id;
}

std::vector<std::string> Loading::channels(const Node& node, std::string_view what) {
    std::vector<std::string> names;
    std::vector<std::string_view> known;
    for (const Channel& channel : policy.channels) known.push_back(channel.key);
    for (const TextAt& item : texts_of(report, node, what)) {
        if (policy.find_channel(item.text) != nullptr) {
            if (std::ranges::find(names, item.text) == names.end()) names.push_back(item.text);
        } else if (is_whole("channels")) {
            report.error(item.node->place,
                         fmt::format("{} names {}, which is not among the channels", what,
                                     quoted(item.text)),
                         [&] { return nearest_or_all(item.text, known); });
        }
    }
    return names;
}

std::vector<std::string> Loading::crm_records(const Node& node, std::string_view what) {
    std::vector<std::string> names;
    for (const TextAt& item : texts_of(report, node, what)) {
        if (std::ranges::find(kCrmRecords, item.text) != kCrmRecords.end()) {
            if (std::ranges::find(names, item.text) == names.end()) names.push_back(item.text);
        } else {
            report.error(
                item.node->place,
                fmt::format("{} names {}, which is no CRM record", what, quoted(item.text)),
                nearest_or_all(item.text, kCrmRecords));
        }
    }
    return names;
}

// ---- Expressions ----

void Loading::set_types(std::shared_ptr<const RecordTypes> types) {
    policy.types = std::move(types);
    const expr::Variable lead{"lead", expr::Type::record(&policy.types->lead)};
    const expr::Variable now{"now", expr::Type::timestamp()};
    const expr::Variable person{"person", expr::Type::record(&policy.types->person)};
    lead_scope_.add(lead).add(now).check_zones(&zone_offsets_);
    person_scope_.add(lead).add(now).add(person).check_zones(&zone_offsets_);
}

void Loading::tell(const Node& node, const expr::Diagnostic& diagnostic, Severity severity,
                   About about) {
    const auto text = std::string_view(node.scalar).substr(diagnostic.offset, diagnostic.length);
    std::string hint = diagnostic.hint;
    if (about == About::Lead && text == "person") {
        hint = "\"person\" is known in \"where\" and in the \"pick\" and \"weight\" of a pool";
    }
    report.add({severity, node.place_of(diagnostic.offset), diagnostic.message, std::move(hint)});
}

Condition Loading::compile(const Node& node, expr::Wants wants, About about,
                           std::string_view what) {
    if (node.kind != Node::Kind::Scalar || trim(node.scalar).empty()) {
        report.error(node.place,
                     fmt::format("{} must be an expression, not {}", what, in_words(node)),
                     "write for instance \"lead.employees >= 100\"");
        return nullptr;
    }
    if (report.is_full()) return nullptr;
    const expr::Scope& scope = about == About::Lead ? lead_scope_ : person_scope_;
    auto program = expr::Program::compile(node.scalar, scope, wants, expr::Mode::Workspace);
    if (!program) {
        // What a broken section should have said of names cannot be held against an expression.
        for (const char* needed : {"fields", "people", "accounts", "territories", "tiers"}) {
            if (!is_whole(needed)) return nullptr;
        }
        for (const expr::Diagnostic& diagnostic : program.error()) {
            tell(node, diagnostic, Severity::Error, about);
        }
        return nullptr;
    }
    for (const expr::Diagnostic& diagnostic : program->warnings()) {
        tell(node, diagnostic, Severity::Warning, about);
    }
    policy.uses_now = policy.uses_now || program->uses_variable("now");
    return std::make_shared<const expr::Program>(std::move(*program));
}

Condition Loading::condition(const Fields& fields, std::string_view key, About about) {
    const Node* node = fields.find(key);
    if (node == nullptr) return nullptr;
    return compile(*node, expr::Wants::Condition, about,
                   fmt::format("\"{}\" of {}", key, fields.of()));
}

Condition Loading::compile_own(std::string_view source, const Node& at, About about) {
    Node node;
    node.kind = Node::Kind::Scalar;
    node.scalar = source;
    node.place = at.place;
    return compile(node, expr::Wants::Number, about, "the expression");
}

// ---- Secrets ----

std::string Loading::secret_text(const Fields& fields, std::string_view key) {
    const auto text = fields.text(key);
    if (!text) return {};
    for (std::size_t at = text->find("${"); at != std::string::npos;
         at = text->find("${", at + 1)) {
        const std::size_t end = text->find('}', at);
        const std::string_view name = std::string_view(*text).substr(
            at + 2, end == std::string::npos ? std::string::npos : end - at - 2);
        const bool is_name = end != std::string::npos && !name.empty() &&
                             !(name[0] >= '0' && name[0] <= '9') &&
                             std::ranges::all_of(name, [](char c) {
                                 return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                                        (c >= '0' && c <= '9') || c == '_';
                             });
        if (!is_name) {
            const Node* node = fields.find(key);
            report.error(node->place_of(at),
                         fmt::format("\"{}\" of {} has \"${{\" without the name of a secret behind "
                                     "it",
                                     key, fields.of()),
                         "write it as ${NAME}, with letters, digits and _");
            return {};
        }
    }
    return *text;
}

std::string Loading::secret(const Fields& fields, std::string_view key) {
    std::string text = secret_text(fields, key);
    if (!text.empty() && text.find("${") == std::string::npos) {
        report.warn(fields.find(key)->place,
                    fmt::format("\"{}\" of {} stands in the file, where anybody who reads the file "
                                "sees it",
                                key, fields.of()),
                    "write ${NAME} and set NAME in the environment");
    }
    return text;
}

}  // namespace baton::workspace
