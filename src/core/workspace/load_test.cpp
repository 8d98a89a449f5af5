#include "core/workspace/load.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/workspace/context_for_tests.hpp"

namespace baton::workspace {
namespace {

using testing::Outside;

std::string read_file(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

constexpr const char* kTeam =
    "people: { ann: { name: Ann }, bob: {} }\n"
    "pools: { all: { members: [ann, bob] } }\n";

std::shared_ptr<const Policy> policy_of(std::string_view text) {
    static Outside outside;  // a policy points into its zones
    const Loaded loaded = outside.load(text);
    for (const Finding& finding : loaded.findings) ADD_FAILURE() << to_line(finding);
    return loaded.policy;
}

// ---- The reference page: its examples load, and its index of errors says what really is said ----

struct Fence {
    std::string kind;  // "yaml", "csv accounts.csv"
    std::string body;
    std::vector<std::string> expected;  // the lines that begin with "#! "
};

std::vector<Fence> fences_of(const std::string& page) {
    std::vector<Fence> fences;
    std::istringstream lines(page);
    std::string line;
    bool is_inside = false;
    while (std::getline(lines, line)) {
        if (line.starts_with("```")) {
            is_inside = !is_inside;
            if (is_inside) fences.push_back({line.substr(3), {}, {}});
        } else if (is_inside && line.starts_with("#! ")) {
            fences.back().expected.push_back(line.substr(3));
        } else if (is_inside) {
            fences.back().body += line + "\n";
        }
    }
    return fences;
}

std::vector<Fence> reference() {
    return fences_of(read_file(BATON_SOURCE_DIR "/docs/WORKSPACE.md"));
}

TEST(Reference, ExamplesAreOneWorkspaceThatLoads) {
    std::string document;
    for (const Fence& fence : reference()) {
        if (fence.kind == "yaml" && fence.expected.empty()) document += fence.body;
    }
    Outside outside;
    EXPECT_EQ(outside.findings(document), std::vector<std::string>{});
    EXPECT_GT(document.size(), 3000U);
}

TEST(Reference, IndexOfErrorsIsTrue) {
    Outside outside;
    std::size_t told = 0;
    for (const Fence& fence : reference()) {
        if (fence.kind.starts_with("csv ")) outside.files[fence.kind.substr(4)] = fence.body;
    }
    for (const Fence& fence : reference()) {
        if (fence.kind != "yaml" || fence.expected.empty()) continue;
        EXPECT_EQ(outside.findings(fence.body), fence.expected) << fence.body;
        told += fence.expected.size();
    }
    EXPECT_GT(told, 150U);
}

// ---- What a document becomes ----

TEST(Load, ReadsPeopleWithEveryKey) {
    const auto policy = policy_of(
        "workspace: acme\n"
        "timezone: Europe/Berlin\n"
        "schedules: { office: { hours: Mon-Fri 09:00-18:00, holidays: [2026-12-25, 2026-07-03] } "
        "}\n"
        "people:\n"
        "  ann: { name: Ann Lee, email: Ann@Acme.test, phone: 555, backup: bob, manager: bob,\n"
        "         timezone: America/New_York, schedule: office, skills: { b: 2, a: 1.5 },\n"
        "         languages: en, capacity: { open: 3, day: 2 }, quota: 10, weight: 0, active: "
        "true,\n"
        "         region: west, seats: 5, remote: true, sectors: [a, b] }\n"
        "  bob: { active: false, region: 7 }\n"
        "otherwise: { person: ann }\n");
    ASSERT_NE(policy, nullptr);
    const Person& ann = *policy->person(PersonId{0});
    EXPECT_EQ(ann.name, "Ann Lee");
    EXPECT_EQ(ann.email, "ann@acme.test");
    EXPECT_EQ(ann.phone, "555");
    EXPECT_EQ(ann.backup, PersonId{1});
    EXPECT_EQ(ann.zone->name, "America/New_York");
    ASSERT_NE(ann.schedule, nullptr);
    EXPECT_EQ(ann.schedule, &policy->schedules.at("office"));
    EXPECT_EQ(ann.schedule->holidays.front(), (Date{2026, 7, 3}));
    EXPECT_EQ(ann.skills, (std::vector<std::pair<std::string, double>>{{"a", 1.5}, {"b", 2}}));
    EXPECT_EQ(ann.languages, std::vector<std::string>{"en"});
    EXPECT_EQ(ann.capacity.open, 3);
    EXPECT_EQ(ann.capacity.per[static_cast<std::size_t>(team::Period::Day)], 2);
    EXPECT_EQ(ann.weight, 0);
    EXPECT_EQ(policy->person_extra,
              (std::vector<std::string>{"region", "seats", "remote", "sectors"}));
    EXPECT_EQ(ann.extra[3], team::Column(std::vector<std::string>{"a", "b"}));
    const Person& bob = *policy->person(PersonId{1});
    EXPECT_EQ(bob.name, "bob");
    EXPECT_EQ(bob.zone->name, "Europe/Berlin");
    EXPECT_FALSE(bob.active);
    EXPECT_EQ(bob.extra.size(), 4U);
    EXPECT_EQ(bob.extra[0], team::Column(7.0));
    // Text for one and a number for another: known only when it is read.
    const expr::RecordType& type = policy->types->person;
    const auto type_of = [&](const char* name) { return type.field(*type.find(name)).type; };
    EXPECT_EQ(type_of("region"), expr::Type::dyn());
    EXPECT_EQ(type_of("seats"), expr::Type::number());
    EXPECT_EQ(type_of("remote"), expr::Type::boolean());
    EXPECT_EQ(type_of("sectors"), expr::Type::list(expr::Type::text()));
}

TEST(Load, ReadsPoolsWithEveryKey) {
    const auto policy = policy_of(
        "people: { ann: {}, bob: {} }\n"
        "pools:\n"
        "  a: { members: [ann, { person: bob, weight: 3 }], weight: \"person.weight\", when_none: "
        "hold,\n"
        "       availability: schedule, catch_up: true, give_back: [silent], capacity: { week: 9 } "
        "}\n"
        "  b: { members: [bob], pick: least_loaded, when_none: assign }\n"
        "  c: { members: [bob], pick: top_performer }\n"
        "  d: { members: [bob], pick: { lowest: person.open }, availability: always }\n"
        "queues: { q: { open_to: a, notify: true }, r: }\n"
        "otherwise: { pool: a }\n");
    ASSERT_NE(policy, nullptr);
    const Pool& a = *policy->pool(PoolId{0});
    EXPECT_EQ(a.members.size(), 2U);
    EXPECT_EQ(a.members[1].weight, 3);
    EXPECT_EQ(a.pick, PickKind::RoundRobin);
    ASSERT_NE(a.weight, nullptr);
    EXPECT_EQ(a.when_none, WhenNone::Hold);
    EXPECT_TRUE(a.only_in_hours);
    EXPECT_TRUE(a.catch_up);
    EXPECT_FALSE(a.give_back.reassigned);
    EXPECT_TRUE(a.give_back.silent);
    EXPECT_TRUE(a.capacity.has_any());
    const Pool& b = *policy->pool(PoolId{1});
    EXPECT_EQ(b.pick, PickKind::Lowest);
    EXPECT_EQ(b.order->source(), "person.load");
    EXPECT_EQ(b.when_none, WhenNone::Assign);
    EXPECT_TRUE(b.give_back.reassigned);
    EXPECT_EQ(policy->pool(PoolId{2})->order->source(), "person.win_rate");
    EXPECT_EQ(policy->pool(PoolId{3})->pick, PickKind::Lowest);
    EXPECT_EQ(policy->queue(QueueId{0})->open_to, PoolId{0});
    EXPECT_TRUE(policy->queue(QueueId{0})->notify);
    EXPECT_FALSE(policy->queue(QueueId{1})->open_to);
}

TEST(Load, ReadsRulesAndWhatGroupsPassOn) {
    const auto policy =
        policy_of(std::string(kTeam) +
                  "sla: { s: { respond_within: 5m, clock: schedule, acknowledge: [\n"
                  "  { after: 1h, reassign: next }, { after: 5m, notify: manager } ] },"
                  " t: {} }\n"
                  "channels: { c: { type: slack, webhook: \"${X}\" } }\n"
                  "rules:\n"
                  "  - when: lead.freemail\n"
                  "    route: { reject: private }\n"
                  "  - name: Group\n"
                  "    when: has(lead.company)\n"
                  "    sla: s\n"
                  "    create: task\n"
                  "    rules:\n"
                  "      - { when: lead.budget > 5, route: [ { person: ann }, { owner: "
                  "lead } ], notify: [] }\n"
                  "      - { name: Own, sla: t, route: { queue: q }, notify: [c] }\n"
                  "otherwise: { pool: all, where: person.open < 5 }\n");
    ASSERT_NE(policy, nullptr);
    EXPECT_EQ(policy->rules[0].path, "rule 1");
    EXPECT_EQ(std::get<ToReject>(policy->rules[0].route[0]).reason, "private");
    const Rule* first = policy->find_rule("Group / rule 1");
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->sla, &policy->ladders.at("s"));
    EXPECT_EQ(first->create, std::vector<std::string>{"task"});
    ASSERT_TRUE(first->notify);
    EXPECT_TRUE(first->notify->empty());
    EXPECT_EQ(first->route.size(), 2U);
    const Rule* own = policy->find_rule("Group / Own");
    ASSERT_NE(own, nullptr);
    EXPECT_EQ(own->sla, &policy->ladders.at("t"));
    EXPECT_EQ(own->notify, std::vector<std::string>{"c"});
    EXPECT_EQ(policy->find_rule("Group")->rules.size(), 2U);
    EXPECT_EQ(policy->find_rule("Own"), nullptr);
    const Ladder& ladder = policy->ladders.at("s");
    EXPECT_TRUE(ladder.working_time_only);
    EXPECT_EQ(ladder.steps[0].after, Duration::minutes(5));  // in order of time
    EXPECT_TRUE(std::holds_alternative<ReassignNext>(*ladder.steps[1].reassign));
    EXPECT_NE(std::get<ToPool>(policy->otherwise[0]).where, nullptr);
    EXPECT_EQ(policy->names.queues.name(QueueId{0}), "q");
}

TEST(Load, ReadsTerritoriesAccountsScoreAndTheRest) {
    const auto policy = policy_of(
        std::string(kTeam) +
        "territories:\n"
        "  ny: { states: [us-ny], owner: { person: ann } }\n"
        "  bay: { postal: [US:940-951, \"gb: sw1\"], when: 'lead.city == \"Oakland\"' }\n"
        "  de: { countries: [Germany, AT] }\n"
        "accounts:\n"
        "  - { id: globex, name: Globex Corporation, domains: [www.Globex.test, globex.co.uk], "
        "owner: ann, seats: 5 }\n"
        "  - { id: other, name: Other, tier: gold }\n"
        "score: [ { add: 5, when: lead.account.seats > 3 }, { add: -2.5, because: always off } ]\n"
        "tiers: { cold: 0, hot: 70, warm: 20 }\n"
        "forms: { f: { origins: [\"https://a.test\"], redirect: /thanks }, g: }\n"
        "close_after: 90d\n"
        "duplicates: merge\n"
        "otherwise: { pool: all }\n");
    ASSERT_NE(policy, nullptr);
    const auto none = [](std::uint32_t) { return false; };
    EXPECT_EQ(policy->territory_index.find({"US", "US-NY", ""}, none), 0U);
    EXPECT_EQ(policy->territory_index.find({"US", "US-CA", "94105"}, none), 1U);
    EXPECT_EQ(policy->territory_index.find({"DE", "", ""}, none), 2U);
    EXPECT_TRUE(policy->territories[1].area.has_condition);
    ASSERT_NE(policy->find_territory("bay"), nullptr);
    const auto match = policy->accounts.match("globex.co.uk", "");
    ASSERT_TRUE(match);
    const team::Account& globex = policy->accounts.account(match->account);
    EXPECT_EQ(globex.domains, (std::vector<std::string>{"globex.test", "globex.co.uk"}));
    EXPECT_EQ(globex.owner, PersonId{0});
    EXPECT_EQ(policy->accounts.column_names(), (std::vector<std::string>{"seats", "tier"}));
    EXPECT_EQ(globex.columns, (std::vector<team::Column>{5.0, std::monostate{}}));
    EXPECT_EQ(policy->score[0].because, "lead.account.seats > 3");
    EXPECT_EQ(policy->score[1].add, -2.5);
    EXPECT_EQ(policy->tiers.front().key, "hot");
    EXPECT_EQ(policy->tiers.back().key, "cold");
    EXPECT_EQ(policy->forms[0].redirects, std::vector<std::string>{"/thanks"});
    EXPECT_EQ(policy->close_after, Duration::days(90));
    EXPECT_EQ(policy->duplicates, Duplicates::Merge);
}

TEST(Load, ReadsAccountsFromAFile) {
    Outside outside;
    outside.files["accounts.csv"] =
        "\xEF\xBB\xBFid;name;domains;owner;seats;live;note\r\n"
        "a;\"A; Inc\";a.test, b.test;ann;5;true;x\r\n"
        "\r\n"
        "b;B;;;;false;7\r\n";
    const Loaded loaded = outside.load(std::string(kTeam) +
                                       "accounts: { file: accounts.csv }\n"
                                       "otherwise: { pool: all }\n");
    for (const Finding& finding : loaded.findings) ADD_FAILURE() << to_line(finding);
    ASSERT_NE(loaded.policy, nullptr);
    const team::AccountBook& accounts = loaded.policy->accounts;
    ASSERT_EQ(accounts.size(), 2U);
    const team::Account& a = accounts.account(team::AccountId{0});
    EXPECT_EQ(a.name, "A; Inc");
    EXPECT_EQ(a.domains, (std::vector<std::string>{"a.test", "b.test"}));
    EXPECT_EQ(a.columns, (std::vector<team::Column>{5.0, true, "x"}));
    EXPECT_EQ(accounts.account(team::AccountId{1}).columns,
              (std::vector<team::Column>{std::monostate{}, false, "7"}));
    ASSERT_EQ(loaded.files.size(), 1U);
    EXPECT_EQ(loaded.files[0].first, "accounts.csv");
}

TEST(Load, RefusesFilesOverHttp) {
    Outside outside;
    LoadContext context = outside.context();
    context.read_file = nullptr;
    const Loaded loaded =
        load("accounts: { file: a.csv }\notherwise: { queue: q }\n", "w.yaml", context);
    ASSERT_EQ(loaded.findings.size(), 1U);
    EXPECT_EQ(
        to_line(loaded.findings[0]),
        "w.yaml:1:19: a document that comes over HTTP cannot name files (list the accounts in "
        "the document itself, or serve it from its file: baton serve --workspace FILE)");
}

TEST(Load, KeepsTheNumbersOfEarlierVersions) {
    Outside outside;
    const Loaded first = outside.load(std::string(kTeam) + "otherwise: { pool: all }\n");
    ASSERT_NE(first.policy, nullptr);
    LoadContext context = outside.context();
    context.known = &first.policy->names;
    const Loaded second =
        load("people: { cid: {}, bob: {} }\notherwise: [ { person: bob }, { queue: q } ]\n",
             "w.yaml", context);
    ASSERT_NE(second.policy, nullptr);
    EXPECT_EQ(second.policy->person(PersonId{0}), nullptr);  // ann is gone, her number stays hers
    EXPECT_EQ(second.policy->person(PersonId{1})->key, "bob");
    EXPECT_EQ(second.policy->person(PersonId{2})->key, "cid");
    EXPECT_EQ(second.policy->pool(PoolId{0}), nullptr);
    EXPECT_EQ(second.policy->people.size(), second.policy->names.people.size());
    EXPECT_EQ(second.policy->pools.size(), 1U);
    // Who is gone cannot be named.
    const Loaded third =
        load("people: { cid: {} }\notherwise: { person: ann }\n", "w.yaml", context);
    EXPECT_EQ(third.policy, nullptr);
}

TEST(Load, HashesTheTextAndItsFiles) {
    Outside outside;
    const std::string text = "accounts: { file: a.csv }\notherwise: { queue: q }\n";
    outside.files["a.csv"] = "id\na\n";
    const Digest first = outside.load(text).policy->document_hash;
    EXPECT_EQ(outside.load(text).policy->document_hash, first);
    EXPECT_NE(outside.load(text + "# more\n").policy->document_hash, first);
    outside.files["a.csv"] = "id\nb\n";
    EXPECT_NE(outside.load(text).policy->document_hash, first);
}

TEST(Load, TakesATreeAsWellAsAText) {
    Outside outside;
    const auto base = parse_yaml(std::string(kTeam) + "otherwise: { pool: all }\n", "w.yaml");
    const auto patch = parse_yaml(
        "people: { bob: { weight: 2 }, ann: ~ }\n"
        "pools: { all: { members: [bob] } }\n",
        "patch.yaml");
    const Loaded loaded = load(merge(base->front(), patch->front()), "w.yaml", outside.context());
    ASSERT_NE(loaded.policy, nullptr);
    EXPECT_EQ(loaded.policy->people.size(), 1U);
    EXPECT_EQ(loaded.policy->person(PersonId{0})->weight, 2);
    const auto bad = parse_yaml("pools: { all: { members: [zoe] } }\n", "patch.yaml");
    const Loaded broken = load(merge(base->front(), bad->front()), "w.yaml", outside.context());
    ASSERT_EQ(broken.findings.size(), 1U);
    EXPECT_EQ(
        to_line(broken.findings[0]),
        "patch.yaml:1:27: pool \"all\" names \"zoe\", who is not among the people (there are ann "
        "and bob)");
}

TEST(Load, KnowsWhetherTimeMatters) {
    EXPECT_FALSE(policy_of("otherwise: { queue: q }\n")->uses_now);
    EXPECT_TRUE(
        policy_of("rules: [ { when: now.getHours() < 12, route: { queue: a } } ]\n")->uses_now);
}

// ---- Errors ----

TEST(LoadErrors, AreAllToldInOneGo) {
    Outside outside;
    const auto found = outside.findings(
        "workspace: acme\n"
        "timezone: Mars/Olympus\n"
        "people:\n"
        "  ann: { name: Ann, weight: heavy }\n"
        "  bob: { manager: zed }\n"
        "pools:\n"
        "  inside: { members: [ann, cob], pick: roundrobin }\n"
        "territories:\n"
        "  west: { states: [California] }\n"
        "sla: { s: { respond_within: soon } }\n"
        "rules:\n"
        "  - { name: A, when: lead.employes > 5, route: { pool: inside } }\n"
        "  - { name: B, when: 'lead.country == 5', route: { pool: insde } }\n"
        "  - { name: C, whn: lead.freemail, route: { person: ann } }\n"
        "otherwise: { pool: inside, were: x }\n");
    std::vector<std::string> places;
    for (const std::string& line : found) places.push_back(line.substr(0, line.find(": ")));
    EXPECT_EQ(places,
              (std::vector<std::string>{"2:11", "4:29", "5:19", "7:28", "7:40", "9:20", "10:29",
                                        "12:22", "13:23", "13:58", "14:16", "15:28"}))
        << ::testing::PrintToString(found);
}

TEST(LoadErrors, OfBrokenSyntaxDoNotBreedOthers) {
    Outside outside;
    const auto found = outside.findings(
        "people:\n"
        "  ann: { name: Ann\n"
        "  bob: { name: Bob }\n"
        "pools: { inside: { members: [ann, bob], pik: round_robin } }\n"
        "rules:\n"
        "  - { name: A, when: 'lead.owner == \"ann\"', route: { person: ann } }\n");
    EXPECT_EQ(found, (std::vector<std::string>{
                         "2:8: this \"{\" is not closed, or a comma is missing in it",
                         "4:41: pool \"inside\" has no key \"pik\" (did you mean \"pick\"?)"}));
}

TEST(LoadErrors, StandWhereTheTextStandsHoweverItIsWritten) {
    Outside outside;
    struct Written {
        const char* rule;
        const char* place;
    };
    constexpr Written kWritten[] = {
        {"  - { when: lead.bad, route: { queue: q } }\n", "2:13"},
        {"  - { when: 'lead.bad', route: { queue: q } }\n", "2:14"},
        {"  - { when: \"'é' == lead.bad\", route: { queue: q } }\n", "2:21"},
        {"  - { when: '''x'' == lead.bad', route: { queue: q } }\n", "2:23"},
        {"  - { when: \"\\\"x\\\" == lead.bad\", route: { queue: q } }\n", "2:23"},
        {"  - when: >\n      lead.freemail &&\n      lead.bad\n    route: { queue: q }\n", "4:7"},
        {"  - when: |\n      lead.freemail\n        && lead.bad\n    route: { queue: q }\n",
         "4:12"},
        {"  - when: lead.freemail &&\n      lead.bad\n    route: { queue: q }\n", "3:7"},
    };
    for (const Written& written : kWritten) {
        const auto found = outside.findings(std::string("rules:\n") + written.rule);
        ASSERT_EQ(found.size(), 1U) << written.rule << ::testing::PrintToString(found);
        EXPECT_EQ(found[0].substr(0, found[0].find(": ")), written.place) << written.rule;
    }
}

TEST(LoadErrors, AreBounded) {
    Outside outside;
    std::string many = "people:\n";
    for (int i = 0; i < 12'000; ++i) many += "  p" + std::to_string(i) + ": 5\n";
    EXPECT_EQ(outside.load(many).findings.size(), 10'000U);
}

// ---- Unreachable rules ----

struct Reach {
    const char* rules;
    std::vector<std::string> unreachable;  // the lines at which they stand
};

TEST(Unreachable, IsToldWhenSureAndNeverOtherwise) {
    const std::vector<Reach> cases{
        {"  - { name: a, when: lead.freemail, route: { queue: q } }\n"
         "  - { name: b, when: 'lead.freemail && lead.employees>5', route: { queue: q } }\n"
         "  - { name: c, when: '  5.0 < lead.employees && (lead.freemail)', route: { queue: q } }\n"
         "  - { name: d, when: lead.employees > 5, route: { queue: q } }\n",
         {"3", "4"}},
        // A group takes nothing itself; what stands in it does.
        {"  - name: g\n"
         "    when: lead.freemail\n"
         "    rules: [ { name: x, when: lead.budget > 1, route: { queue: q } } ]\n"
         "  - { name: b, when: lead.freemail, route: { queue: q } }\n"
         "  - { name: c, when: 'lead.budget > 1 && lead.freemail', route: { queue: q } }\n",
         {"6"}},
        // A group that cannot be reached is told once.
        {"  - { name: a, when: lead.freemail, route: { queue: q } }\n"
         "  - name: g\n"
         "    when: lead.freemail\n"
         "    rules:\n"
         "      - { name: x, route: { queue: q } }\n"
         "      - { name: y, when: lead.budget > 1, route: { queue: q } }\n",
         {"3"}},
        {"  - { name: a, when: 'lead.freemail || lead.budget > 1', route: { queue: q } }\n"
         "  - { name: b, when: lead.freemail, route: { queue: q } }\n",
         {}},
        {"  - { name: a, when: 'true', route: { queue: q } }\n"
         "  - { name: b, route: { queue: q } }\n",
         {"3"}},
    };
    for (const Reach& reach : cases) {
        Outside outside;
        std::vector<std::string> lines;
        for (const std::string& line : outside.findings(std::string("rules:\n") + reach.rules)) {
            EXPECT_NE(line.find("is never reached"), std::string::npos) << line;
            lines.push_back(line.substr(0, line.find(':')));
        }
        EXPECT_EQ(lines, reach.unreachable) << reach.rules;
    }
}

// ---- The contract's own files, where they are there ----

TEST(Contract, ItsWorkspacesLoad) {
    const std::string page = read_file(BATON_SOURCE_DIR "/../shared/design/workspace.md");
    const std::string acme = read_file(BATON_SOURCE_DIR "/../shared/cases/acme.yaml");
    if (page.empty() || acme.empty()) GTEST_SKIP() << "the contract is not at hand";
    std::string document;
    for (const Fence& fence : fences_of(page)) {
        if (fence.kind == "yaml") document += fence.body;
    }
    Outside outside;
    EXPECT_EQ(outside.findings(document), std::vector<std::string>{});
    EXPECT_EQ(outside.findings(acme), std::vector<std::string>{});
}

}  // namespace
}  // namespace baton::workspace
