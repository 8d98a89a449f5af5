// The checked and compiled workspace: everything that decide() needs to know about the company, as
// immutable values. Made by load() (load.hpp) and shared between threads as shared_ptr<const
// Policy> — shared, because a running SLA ladder keeps the version that it was started under.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "core/expr/program.hpp"
#include "core/lead/schema.hpp"
#include "core/team/accounts.hpp"
#include "core/team/capacity.hpp"
#include "core/team/ids.hpp"
#include "core/team/schedule.hpp"
#include "core/team/territories.hpp"
#include "core/team/zone.hpp"
#include "core/workspace/finding.hpp"
#include "core/workspace/rule_finder.hpp"

namespace baton::workspace {

using team::PersonId;
using team::PoolId;
using team::QueueId;

using Condition =
    std::shared_ptr<const expr::Program>;  // shared: versions keep what did not change

struct Person {
    std::string key;  // "sarah"
    std::string name;
    std::string email;
    std::string phone;
    std::optional<PersonId> manager;
    std::optional<PersonId> backup;
    const team::Zone* zone = nullptr;          // never null; lives in Zones
    const team::Schedule* schedule = nullptr;  // null: always at work; lives in Policy::schedules
    std::vector<std::pair<std::string, double>> skills;  // by name
    std::vector<std::string> languages;
    team::Capacity capacity;
    std::optional<double> weight;
    std::optional<double> quota;
    bool active = true;
    std::vector<team::Column> extra;  // further keys, by Policy::person_extra
};

struct Member {
    PersonId person;
    std::optional<double> weight;
};

enum class PickKind : std::uint8_t { RoundRobin = 1, Highest = 2, Lowest = 3 };
enum class WhenNone : std::uint8_t { Next = 1, Hold = 2, Assign = 3 };

struct GiveBack {
    bool reassigned = true;
    bool passed = false;
    bool silent = false;
    bool disqualified = false;
};

struct Pool {
    std::string key;
    std::vector<Member> members;  // listed order
    PickKind pick = PickKind::RoundRobin;
    Condition order;             // for Highest and Lowest: a number over lead, person, now
    Condition weight;            // the pool's own weight expression; null: members' weights
    bool only_in_hours = false;  // availability: schedule
    WhenNone when_none = WhenNone::Next;
    bool catch_up = false;
    GiveBack give_back;
    team::Capacity capacity;
};

struct Queue {
    std::string key;
    std::optional<PoolId> open_to;
    bool notify = false;
};

// ---- Targets ----------------------------------------------------------------------------------

struct ToPerson {
    PersonId person;
    Condition where;  // null: everybody
};
struct ToPool {
    PoolId pool;
    Condition where;
};
enum class OwnerOf : std::uint8_t { Account = 1, Territory = 2, Lead = 3 };
struct ToOwner {
    OwnerOf of = OwnerOf::Account;
};
struct ToQueue {
    QueueId queue;
};
struct ToReject {
    std::string reason;
};
using Target = std::variant<ToPerson, ToPool, ToOwner, ToQueue, ToReject>;

struct Territory {
    std::string key;
    team::TerritoryArea area;  // its keys are alternatives …
    Condition when;            // … and this is another (area.has_condition); null: none
    std::optional<Target> owner;
    Place place;
};

// ---- What follows an assignment ----------------------------------------------------------------

struct NotifyManager {};
struct NotifyBackup {};
struct NotifyAssignee {};
struct NotifyPerson {
    PersonId person;
};
struct NotifyPool {
    PoolId pool;
};
using Recipient =
    std::variant<NotifyManager, NotifyBackup, NotifyAssignee, NotifyPerson, NotifyPool>;

struct ReassignNext {};
struct ReassignBackup {};
using Reassign = std::variant<ReassignNext, ReassignBackup, ToPerson, ToPool>;

struct LadderStep {
    Duration after;
    std::vector<Recipient> notify;
    std::optional<Reassign> reassign;
};

struct Ladder {  // an entry of `sla`
    std::string key;
    std::optional<Duration> respond_within;
    std::vector<LadderStep> steps;   // ascending by `after`
    bool working_time_only = false;  // clock: schedule
};

struct Rule {
    std::string name;
    std::string path;  // the names from the top, joined by " / ": unique in the document
    Condition when;    // null: always
    std::vector<Target> route;
    std::vector<Rule> rules;                         // instead of a route
    const Ladder* sla = nullptr;                     // lives in Policy::ladders
    std::optional<std::vector<std::string>> notify;  // channels; nothing: the document's default
    std::vector<std::string> create;                 // CRM records; empty: the document's default
    Place place;
};

struct ScoreLine {
    double add = 0;
    Condition when;  // null: always
    std::string because;
};

struct Tier {
    std::string key;
    double from = 0;
};

// ---- Connections --------------------------------------------------------------------------------

// A text that may name secrets as ${NAME}: kept as written; deliver/ puts the environment's values
// in when it calls out. Never shown, never logged.
using SecretText = std::string;

enum class ChannelType : std::uint8_t { Slack = 1, Email = 2, Webhook = 3, Teams = 4, Push = 5 };

struct Channel {
    std::string key;
    ChannelType type = ChannelType::Webhook;
    SecretText url;       // slack, teams: webhook, or the API; email: server; webhook: url
    std::string user;     // email
    SecretText password;  // email
    std::string from;     // email; push: whom its services may write to
    SecretText secret;    // webhook
    std::vector<std::string> events;  // webhook: which kinds; empty: all
};

struct Form {
    std::string key;
    std::vector<std::string> origins;  // who may post from another site
    std::vector<std::string>
        redirects;  // where a submission may send the browser; the first is default
};

// A form tool that posts leads to /v1/hooks/KEY. What each type asks of the rest, capture/ knows.
struct HookSource {
    std::string key;
    std::string type;   // one of kHookTypes
    SecretText secret;  // what its posts are signed with; empty: they need a token of ours
    std::vector<std::pair<std::string, std::string>> map;  // lead field: the tool's own name of it
    SecretText verify;                                     // meta: what its handshake has to say
    SecretText token;  // meta, hubspot: what leads are fetched with
    SecretText url;    // meta, hubspot: where from, in the place of the source's own address
};
inline constexpr std::array<std::string_view, 8> kHookTypes{
    "typeform", "meta", "google", "hubspot", "calendly", "intercom", "webflow", "json"};

enum class CrmPeriod : std::uint8_t { Month = 0, Quarter = 1, Year = 2 };

// A CRM that leads, contacts and the rest are created in.
struct CrmConnection {
    std::string key;
    std::string type;  // one of kCrmTypes
    SecretText url;
    std::string database;
    std::string user;
    SecretText password;
    SecretText token;
    std::string client;               // salesforce: the connected app's consumer key
    SecretText key_pem;               // salesforce, `key`: the private key that signs for it
    std::vector<std::string> create;  // CRM records; empty: what the rule or the document says
    std::vector<std::pair<std::string, std::string>> fields;  // lead field: the CRM's name of it
    Duration every = Duration::minutes(1);                    // how often it is read
    CrmPeriod period = CrmPeriod::Quarter;                    // what a quota is for
    std::optional<std::int64_t> calls;  // of a day, where the CRM does not tell its limit
};
inline constexpr std::array<std::string_view, 3> kCrmTypes{"tryton", "salesforce", "hubspot"};

// What `create` may name.
inline constexpr std::array<std::string_view, 5> kCrmRecords{"lead", "contact", "account",
                                                             "opportunity", "task"};

enum class Duplicates : std::uint8_t { New = 1, Merge = 2 };

// ---- The whole
// -----------------------------------------------------------------------------------

// The record types that expressions see. Slots of `lead`: the schema's fields by FieldId, then
// account, territory, owner, score, tier (LeadSlot counts from schema.size()). Slots of `person`:
// PersonSlot, then Policy::person_extra. Slots of `account`: id, name, owner, then its columns.
enum class LeadSlot : std::uint32_t { Account = 0, Territory, Owner, Score, Tier, Count };
enum class PersonSlot : std::uint32_t {
    Id = 0,
    Name,
    Email,
    Skills,
    Languages,
    Weight,
    Open,
    Load,
    Today,
    Week,
    Deals,
    Quota,
    Attained,
    Won,
    Lost,
    WinRate,
    Response,
    Count
};
enum class AccountSlot : std::uint32_t { Id = 0, Name, Owner, Count };

// The order of the variables in every program's scope, and so of its bindings.
enum class Variable : std::uint32_t { Lead = 0, Now = 1, Person = 2 };

struct RecordTypes {
    expr::RecordType lead;
    expr::RecordType person;
    expr::RecordType account;
};

struct Messaging;  // messaging.hpp

struct Policy {
    std::string workspace;
    const team::Zone* zone = nullptr;  // never null
    lead::Schema schema;
    std::shared_ptr<const RecordTypes> types;  // shared: programs point into it

    team::Names names;  // every name ever published; ids index the vectors below
    std::vector<std::optional<Person>> people;  // by PersonId; nothing: not in this version
    std::vector<std::optional<Pool>> pools;     // by PoolId
    std::vector<std::optional<Queue>> queues;   // by QueueId
    std::vector<std::string> person_extra;      // names of further person keys

    std::map<std::string, team::Schedule, std::less<>> schedules;
    std::map<std::string, Ladder, std::less<>> ladders;
    std::vector<Territory> territories;    // file order
    team::TerritoryIndex territory_index;  // over the areas of `territories`
    team::AccountBook accounts;
    std::vector<ScoreLine> score;
    std::vector<Tier> tiers;  // descending by `from`
    std::vector<Rule> rules;
    std::unique_ptr<const RuleFinder> rule_finder;  // over `rules`; null: they are read one by one
    std::vector<Target> otherwise;

    std::vector<Channel> channels;
    std::vector<std::string> notify;  // default channels
    std::vector<std::string> alerts;  // channels
    std::vector<std::string> create;
    std::shared_ptr<const Messaging> messages;  // shared: only its name is known here
    std::vector<Form> forms;
    std::vector<HookSource> hooks;
    std::vector<CrmConnection> crm;
    std::optional<Duration> close_after;
    Duplicates duplicates = Duplicates::New;

    bool uses_now = false;   // some rule, where, weight or order reads `now`: waiting leads are
                             // tried again each minute
    Digest document_hash{};  // of the text and the files it names

    [[nodiscard]] const Person* person(PersonId id) const;  // null: not in this version
    [[nodiscard]] const Pool* pool(PoolId id) const;
    [[nodiscard]] const Queue* queue(QueueId id) const;
    [[nodiscard]] const Rule* find_rule(
        std::string_view path) const;  // leaf or group; walks the tree
    [[nodiscard]] const Channel* find_channel(std::string_view key) const;
    [[nodiscard]] const Messaging& messaging() const;  // nothing said: an empty one
    [[nodiscard]] const Territory* find_territory(std::string_view key) const;
};

}  // namespace baton::workspace
