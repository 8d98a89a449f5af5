// `people`: who there is.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/lead/email.hpp"
#include "core/workspace/loading.hpp"
#include "core/workspace/messaging.hpp"
#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 16> kKeys{
    "name",      "email",    "phone", "manager", "backup", "timezone", "schedule", "skills",
    "languages", "capacity", "quota", "weight",  "active", "slack",    "channels", "quiet"};
// What Baton counts or is told by a CRM: a figure in the file would be stale at once.
constexpr std::array<std::string_view, 11> kCounted{"id",   "open",     "load",     "today",
                                                    "week", "deals",    "attained", "won",
                                                    "lost", "win_rate", "response"};
constexpr std::size_t kMaxExtra = 200;  // different further keys in a document

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

class PeopleLoader {
  public:
    explicit PeopleLoader(Loading& loading) : loading_(loading), policy_(loading.policy) {}

    void load() {
        // Names first, since managers and backups may stand further below.
        loading_.each_named("people", "a person",
                            [&](const std::string& name, const Node&, const Node&) {
                                const PersonId id = policy_.names.people.intern(name);
                                policy_.people.resize(policy_.names.people.size());
                                policy_.people[id.index()].emplace().key = name;
                            });
        policy_.people.resize(policy_.names.people.size());
        for (auto& person : policy_.people) {
            if (person) person->zone = policy_.zone;
        }
        const Node* section = loading_.section("people");
        if (section == nullptr) return;
        for (const auto& [key, node] : section->entries) {
            const auto id = policy_.names.people.find(key.scalar);
            if (id && policy_.person(*id) != nullptr) read(*policy_.people[id->index()], node);
        }
        for (auto& person : policy_.people) {
            if (person) person->extra.resize(policy_.person_extra.size());
        }
    }

  private:
    void read(Person& person, const Node& node) {
        const std::string who = "person " + quoted(person.key);
        person.name = person.key;
        if (node.kind == Node::Kind::Null) return;
        const Fields fields(loading_.report, node, who, kKeys, Fields::Further::Allowed);
        if (!fields.is_map()) return;
        person.name = fields.text("name").value_or(person.key);
        person.phone = fields.text("phone").value_or("");
        read_email(person, fields);
        if (const Node* manager = fields.find("manager")) {
            person.manager = loading_.person(*manager, "\"manager\" of " + who);
            refuse_self(person, person.manager, *manager, "manager");
        }
        if (const Node* backup = fields.find("backup")) {
            person.backup = loading_.person(*backup, "\"backup\" of " + who);
            refuse_self(person, person.backup, *backup, "backup");
        }
        if (const Node* zone = fields.find("timezone")) {
            if (const team::Zone* found = loading_.zone(*zone, who)) person.zone = found;
        }
        if (const Node* schedule = fields.find("schedule")) {
            person.schedule = loading_.schedule(*schedule, who);
        }
        read_skills(person, fields);
        for (TextAt& language : fields.texts("languages")) {
            person.languages.push_back(std::move(language.text));
        }
        person.capacity = read_capacity(loading_, fields);
        person.quota = fields.number_from_zero("quota");
        person.weight = fields.number_from_zero("weight");
        person.active = fields.boolean("active").value_or(true);
        read_reach(person, fields);
        for (const auto& [key, value] : node.entries) {
            if (!contains(kKeys, key.scalar)) read_further(person, fields, key, value);
        }
    }

    void read_email(Person& person, const Fields& fields) {
        const auto written = fields.text("email");
        if (!written) return;
        const Node& node = *fields.find("email");
        const auto email = lead::read_email(*written);
        if (!email) {
            fields.refuse("email", node, "an e-mail address");
            return;
        }
        person.email = *email;
        const auto [first, is_new] = emails_.try_emplace(*email, person.key);
        if (!is_new) {
            loading_.report.warn(node.place,
                                 fmt::format("person {} has the e-mail address of person {}",
                                             quoted(person.key), quoted(first->second)));
        }
    }

    void read_reach(const Person& person, const Fields& fields) {
        const auto slack = fields.text("slack");
        if (!slack) return;
        const bool is_id = (slack->starts_with('U') || slack->starts_with('W')) &&
                           slack->size() >= 2 && std::ranges::all_of(*slack, [](char c) {
                               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                           });
        if (!is_id) {
            fields.refuse("slack", *fields.find("slack"), "the id of a Slack member",
                          "it begins with U or W, as U024BE7LH; a profile's menu has \"Copy member "
                          "ID\"");
            return;
        }
        const auto id = policy_.names.people.find(person.key);
        std::vector<Reach>& reach = loading_.messaging->people;
        reach.resize(std::max(reach.size(), id->index() + 1));
        reach[id->index()].slack = *slack;
    }

    void refuse_self(const Person& person, std::optional<PersonId>& other, const Node& node,
                     std::string_view what) {
        if (!other || policy_.names.people.name(*other) != person.key) return;
        loading_.report.error(node.place,
                              fmt::format("person {} is their own {}", quoted(person.key), what));
        other.reset();
    }

    void read_skills(Person& person, const Fields& fields) {
        const Node* node = fields.find("skills");
        if (node == nullptr) return;
        const std::string of = fmt::format("\"skills\" of {}", fields.of());
        const Fields skills(loading_.report, *node, of, {}, Fields::Further::Allowed);
        if (!skills.is_map()) return;
        for (const auto& [key, value] : node->entries) {
            if (const auto level = skills.number(key.scalar)) {
                person.skills.emplace_back(key.scalar, *level);
            } else if (value.kind == Node::Kind::Null) {
                skills.refuse(key.scalar, value, "a number");
            }
        }
        std::ranges::sort(person.skills);
    }

    // A key of the company's own, for expressions to read: person.region.
    void read_further(Person& person, const Fields& fields, const Node& key, const Node& value) {
        if (contains(kCounted, key.scalar)) {
            loading_.report.error(
                key.place, fmt::format("person.{} is counted by Baton and cannot be given in "
                                       "the file",
                                       key.scalar));
            return;
        }
        if (const std::string hint = did_you_mean(key.scalar, kKeys); !hint.empty()) {
            loading_.report.warn(key.place,
                                 fmt::format("{} is no key that Baton knows of {}; it is kept for "
                                             "expressions",
                                             quoted(key.scalar), fields.of()),
                                 hint);
        }
        const auto column = read_column(value);
        if (!column) {
            fields.refuse(key.scalar, value, "text, a number, true, false or a list of texts");
            return;
        }
        const auto known = extra_.find(key.scalar);
        std::size_t place = 0;
        if (known != extra_.end()) {
            place = known->second;
        } else if (extra_.size() == kMaxExtra) {
            loading_.report.error(key.place, fmt::format("people have more than {} further keys in "
                                                         "all",
                                                         kMaxExtra));
            return;
        } else {
            place = policy_.person_extra.size();
            extra_.emplace(key.scalar, place);
            policy_.person_extra.push_back(key.scalar);
        }
        person.extra.resize(std::max(person.extra.size(), place + 1));
        person.extra[place] = *column;
    }

    Loading& loading_;
    Policy& policy_;
    std::map<std::string, std::string> emails_;  // the first who has it
    std::map<std::string, std::size_t> extra_;   // place in person_extra
};

}  // namespace

std::optional<team::Column> read_column(const Node& node) {
    if (node.kind == Node::Kind::Null) return team::Column{};
    if (node.kind == Node::Kind::List) {
        std::vector<std::string> texts;
        for (const Node& item : node.items) {
            if (item.kind != Node::Kind::Scalar) return std::nullopt;
            texts.push_back(item.scalar);
        }
        return texts;
    }
    if (node.kind != Node::Kind::Scalar) return std::nullopt;
    if (const auto number = as_number(node)) return *number;
    if (const auto boolean = as_bool(node)) return *boolean;
    return node.scalar;
}

team::Capacity read_capacity(Loading& loading, const Fields& owner) {
    constexpr std::array<std::string_view, 5> kLimits{"open", "hour", "day", "week", "month"};
    team::Capacity capacity;
    const Node* node = owner.find("capacity");
    if (node == nullptr) return capacity;
    const Fields fields(loading.report, *node, fmt::format("\"capacity\" of {}", owner.of()),
                        kLimits);
    if (!fields.is_map()) return capacity;
    capacity.open = fields.whole_from_zero("open");
    for (const team::Period period : team::kPeriods) {
        capacity.per[static_cast<std::size_t>(period)] =
            fields.whole_from_zero(team::to_word(period));
    }
    return capacity;
}

void load_people(Loading& loading) { PeopleLoader(loading).load(); }

}  // namespace baton::workspace
