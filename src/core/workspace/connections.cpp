// `forms`, `hooks` and `crm`: where leads come from and where they are kept besides.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/workspace/loading.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 3> kFormKeys{"origins", "redirect", "redirects"};
constexpr std::array<std::string_view, 6> kHookKeys{"type",   "secret", "map",
                                                    "verify", "token",  "url"};
constexpr std::array<std::string_view, 13> kCrmKeys{
    "type", "url",    "database", "user",  "password", "token", "client",
    "key",  "create", "fields",   "every", "period",   "calls"};
constexpr std::array<std::string_view, 3> kPeriods{"month", "quarter", "year"};
// Less often than each second helps nobody, and a change is to be seen within the day.
constexpr Duration kShortestEvery = Duration::seconds(1);
constexpr Duration kLongestEvery = Duration::days(1);

bool is_web_address(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (text.starts_with(scheme)) {
            return text.size() > scheme.size() &&
                   text.find_first_of(" \"<>\\") == std::string_view::npos;
        }
    }
    return false;
}

// "https://acme.test" or with a port: no path.
bool is_origin(std::string_view text) {
    return is_web_address(text) && text.find('/', text.find("://") + 3) == std::string_view::npos;
}

void read_origins(Form& form, const Fields& fields) {
    for (TextAt& origin : fields.texts("origins")) {
        if (is_origin(origin.text)) {
            form.origins.push_back(std::move(origin.text));
        } else {
            fields.refuse("origins", *origin.node, "a list of origins such as https://acme.test",
                          "scheme and host alone, without a path or a slash behind");
        }
    }
}

void read_redirects(Loading& loading, Form& form, const Fields& fields) {
    const Node* one = fields.find("redirect");
    const Node* many = fields.find("redirects");
    if (one != nullptr && many != nullptr) {
        loading.report.error(many->place,
                             fmt::format("{} has both \"redirect\" and \"redirects\"", fields.of()),
                             "keep \"redirects\"; its first address is the default");
    }
    for (const std::string_view key : {"redirect", "redirects"}) {
        for (TextAt& address : fields.texts(key)) {
            const bool is_path = address.text.starts_with('/') && !address.text.starts_with("//");
            if (is_web_address(address.text) || is_path) {
                form.redirects.push_back(std::move(address.text));
            } else {
                fields.refuse(key, *address.node, "an address such as https://acme.test/thanks");
            }
        }
    }
}

// The other side's names of lead fields.
void read_map(Loading& loading, std::string_view key_of_map, const Fields& fields,
              std::vector<std::pair<std::string, std::string>>& out) {
    const Node* map = fields.find(key_of_map);
    if (map == nullptr) return;
    const std::string of = fmt::format("\"{}\" of {}", key_of_map, fields.of());
    const Fields entries(loading.report, *map, of, {}, Fields::Further::Allowed);
    if (!entries.is_map()) return;
    std::vector<std::string_view> known;
    for (const lead::FieldSpec& spec : loading.policy.schema.fields()) known.push_back(spec.name);
    for (const auto& [key, value] : map->entries) {
        if (!loading.policy.schema.find(key.scalar)) {
            if (!loading.is_whole("fields")) continue;
            loading.report.error(
                key.place,
                fmt::format("{} fills {}, which is no lead field", of, quoted(key.scalar)),
                did_you_mean(key.scalar, known));
            continue;
        }
        const auto ref = entries.text(key.scalar);
        if (ref) out.emplace_back(key.scalar, *ref);
    }
}

// Meta and HubSpot tell who came and keep what was said until it is fetched.
void read_fetching(Loading& loading, HookSource& hook, const Fields& fields) {
    hook.verify = loading.secret(fields, "verify");
    hook.token = loading.secret(fields, "token");
    hook.url = loading.secret_text(fields, "url");
    if (!hook.url.empty() && !is_web_address(hook.url) && !hook.url.starts_with("${")) {
        fields.refuse("url", *fields.find("url"), "an address such as https://api.example.com");
    }
    const bool fetches = hook.type == "meta" || hook.type == "hubspot";
    for (const std::string_view key : {"verify", "token", "url"}) {
        const Node* given = fields.find(key);
        if (given == nullptr || hook.type.empty()) continue;
        if (!fetches || (key == "verify" && hook.type != "meta")) {
            loading.report.error(given->place,
                                 fmt::format("{} has \"{}\", which hooks of type \"{}\" do not use",
                                             fields.of(), key, hook.type));
        }
    }
    if (hook.type == "meta" && (hook.token.empty() || hook.verify.empty())) {
        loading.report.warn(
            fields.place(),
            fmt::format("{} has no \"{}\": Meta names leads, which are then fetched", fields.of(),
                        hook.token.empty() ? "token" : "verify"),
            "write it as \"${META_TOKEN}\" and the words of the handshake as verify: "
            "\"${META_VERIFY}\"");
    }
}

void load_hooks(Loading& loading) {
    loading.each_named(
        "hooks", "a hook", [&](const std::string& name, const Node&, const Node& node) {
            const Fields fields(loading.report, node, "hook " + quoted(name), kHookKeys);
            if (!fields.is_map() || fields.require("type") == nullptr) return;
            HookSource hook;
            hook.key = name;
            const auto type = fields.word("type", kHookTypes);
            if (type) hook.type = kHookTypes[*type];
            hook.secret = loading.secret(fields, "secret");
            read_fetching(loading, hook, fields);
            read_map(loading, "map", fields, hook.map);
            loading.policy.hooks.push_back(std::move(hook));
        });
}

void read_crm_reading(CrmConnection& crm, const Fields& fields) {
    if (const auto every = fields.duration("every")) {
        if (*every < kShortestEvery || *every > kLongestEvery) {
            fields.refuse("every", *fields.find("every"), "from 1s to 1d");
        } else {
            crm.every = *every;
        }
    }
    const auto period = fields.word("period", kPeriods);
    if (period) crm.period = static_cast<CrmPeriod>(*period);
    crm.calls = fields.whole_from_zero("calls");
}

struct CrmNeed {
    std::string_view type, key, mend;
};
constexpr std::array<CrmNeed, 8> kCrmNeeds{{
    {"tryton", "url", "write where it is as url: \"https://crm.acme.test\""},
    {"tryton", "database", "write its database's name as database: acme"},
    {"tryton", "user", "write who logs in as user: baton"},
    {"tryton", "password", "write password: \"${TRYTON_PASSWORD}\""},
    {"hubspot", "token", "write a private app's as token: \"${HUBSPOT_TOKEN}\""},
    {"salesforce", "client", "write the connected app's consumer key as client: \"…\""},
    {"salesforce", "user", "write the user that it acts for as user: baton@acme.test"},
    {"salesforce", "key", "write the key that signs for it as key: \"${SALESFORCE_KEY}\""},
}};

// A warning, for a document that once was good stays so.
void warn_of_missing(Loading& loading, const CrmConnection& crm, const Fields& fields) {
    std::string missing, mends;
    for (const CrmNeed& need : kCrmNeeds) {
        if (need.type != crm.type || fields.find(need.key) != nullptr) continue;
        missing += (missing.empty() ? "" : ", ") + quoted(need.key);
        if (!mends.empty()) mends += "; ";
        mends += need.mend;
    }
    if (missing.empty()) return;
    loading.report.warn(
        fields.place(),
        fmt::format("{} has no {}, without which nothing is written there", fields.of(), missing),
        std::move(mends));
}

void load_crm(Loading& loading) {
    loading.each_named("crm", "a CRM", [&](const std::string& name, const Node&, const Node& node) {
        const Fields fields(loading.report, node, "crm " + quoted(name), kCrmKeys);
        if (!fields.is_map() || fields.require("type") == nullptr) return;
        CrmConnection crm;
        crm.key = name;
        const auto type = fields.word("type", kCrmTypes);
        if (type) crm.type = kCrmTypes[*type];
        crm.url = loading.secret_text(fields, "url");
        if (!crm.url.empty() && !is_web_address(crm.url) && !crm.url.starts_with("${")) {
            fields.refuse("url", *fields.find("url"), "an address such as https://crm.acme.test");
        }
        crm.database = fields.text("database").value_or("");
        crm.user = fields.text("user").value_or("");
        crm.password = loading.secret(fields, "password");
        crm.token = loading.secret(fields, "token");
        crm.client = fields.text("client").value_or("");
        crm.key_pem = loading.secret(fields, "key");
        read_map(loading, "fields", fields, crm.fields);
        read_crm_reading(crm, fields);
        warn_of_missing(loading, crm, fields);
        if (const Node* create = fields.find("create")) {
            crm.create = loading.crm_records(*create, "\"create\" of " + fields.of());
        }
        loading.policy.crm.push_back(std::move(crm));
    });
}

}  // namespace

void load_forms(Loading& loading) {
    loading.each_named(
        "forms", "a form", [&](const std::string& name, const Node&, const Node& node) {
            Form form;
            form.key = name;
            if (node.kind != Node::Kind::Null) {
                const Fields fields(loading.report, node, "form " + quoted(name), kFormKeys);
                read_origins(form, fields);
                read_redirects(loading, form, fields);
            }
            loading.policy.forms.push_back(std::move(form));
        });
}

void load_connections(Loading& loading) {
    load_hooks(loading);
    load_crm(loading);
}

}  // namespace baton::workspace
