// baton forget: a person's data erased, through the running server or in the store itself.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

#include "app/commands/store_commands.hpp"
#include "app/open_store.hpp"
#include "app/remote.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "app/wiring.hpp"
#include "core/lead/email.hpp"
#include "core/lead/identity.hpp"
#include "dispatch/directory.hpp"
#include "proof/forget.hpp"

namespace baton::app {
namespace {

namespace json = boost::json;

int complain(std::string_view message) {
    fmt::print(stderr, "baton forget: {}\n", message);
    return kFound;
}

int tell(const std::vector<std::string>& leads) {
    for (const std::string& lead : leads) fmt::print("forgot {}\n", lead);
    if (leads.empty()) fmt::print("nobody of this address is known\n");
    return kDone;
}

int through_server(const ForgetOptions& options, Remote& remote) {
    const json::object body = options.lead.empty() ? json::object{{"email", options.email}}
                                                   : json::object{{"lead", options.lead}};
    const std::string prefix = options.workspace.empty() ? "" : "/w/" + options.workspace;
    const auto answer = remote.send(http::Method::Post, prefix + "/v1/forget",
                                    json::serialize(body), {{"Content-Type", "application/json"}});
    if (!answer) return complain(answer.error().message);
    if (answer->status != 200) return complain(problem_words(*answer));
    std::vector<std::string> leads;
    const json::value parsed = json::parse(answer->body);
    for (const json::value& lead : parsed.at("forgotten").as_array()) {
        leads.emplace_back(lead.as_string());
    }
    return tell(leads);
}

int in_store(const ForgetOptions& options) {
    const SystemClock clock;
    SystemRandom random;
    const auto tables = load_tables();
    if (!tables) return complain(tables.error().message);
    const auto store = open_store(options.store, options.remote.data, random);
    if (!store) return complain(store.error().message);
    std::string workspace = options.workspace;
    if (workspace.empty()) {
        const auto names = (*store)->workspaces("", 1);
        if (!names) return complain(names.error().message);
        workspace = names->empty() ? "default" : names->front();
    }
    const auto directory = dispatch::Directory::open({.store = **store,
                                                      .clock = clock,
                                                      .tables = {*tables->zones, *tables->suffixes},
                                                      .default_workspace = workspace});
    if (!directory) return complain(directory.error().message);
    std::vector<dispatch::LeadId> leads;
    if (options.lead.empty()) {
        const auto identity = lead::identity_hash(*lead::read_email(options.email),
                                                  bytes_of((*store)->instance().salt));
        auto found = proof::leads_of(**store, workspace, identity.value);
        if (!found) return complain(found.error().message);
        leads = std::move(*found);
    } else {
        leads.push_back(*parse_uuid(options.lead));
    }
    std::vector<std::string> done;
    for (const dispatch::LeadId& lead : leads) {
        const auto forgotten = proof::forget((*directory)->default_workspace(), **store, lead,
                                             {"baton forget"}, clock.now());
        if (!forgotten) return complain(forgotten.error().message);
        done.push_back(format_uuid(lead));
    }
    return tell(done);
}

}  // namespace

int forget(const ForgetOptions& options) {
    const bool is_sound = options.lead.empty() ? lead::read_email(options.email).has_value()
                                               : parse_uuid(options.lead).has_value();
    if (options.lead.empty() == options.email.empty() || !is_sound) {
        fmt::print(stderr, "baton forget: name a lead by its id, or an address with --email\n");
        return kUsage;
    }
    auto remote = Remote::running(options.remote);
    if (!remote) return complain(remote.error().message);
    if (*remote) return through_server(options, **remote);
    return in_store(options);
}

}  // namespace baton::app
