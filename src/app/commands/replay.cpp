// baton replay: a webhook is sent once more what it was sent, of one lead or of a stretch of time.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

#include "app/commands/commands.hpp"
#include "app/remote.hpp"

namespace baton::app {
namespace {

namespace json = boost::json;

int complain(std::string_view message) {
    fmt::print(stderr, "baton replay: {}\n", message);
    return kFound;
}

}  // namespace

int replay(const ReplayOptions& options) {
    if (options.lead.empty() && options.from.empty()) {
        fmt::print(stderr, "baton replay: say what is sent again: --lead, or --from and --to\n");
        return kUsage;
    }
    json::object body{{"channel", options.channel}};
    if (!options.lead.empty()) body["lead"] = options.lead;
    if (!options.from.empty()) body["from"] = options.from;
    if (!options.to.empty()) body["to"] = options.to;
    auto remote = Remote::connect(options.remote);
    if (!remote) return complain(remote.error().message);
    const std::string prefix = options.workspace.empty() ? "" : "/w/" + options.workspace;
    const auto answer = remote->send(http::Method::Post, prefix + "/v1/deliveries/replay",
                                     json::serialize(body), {{"Content-Type", "application/json"}});
    if (!answer) return complain(answer.error().message);
    if (answer->status != 200) return complain(problem_words(*answer));
    const std::int64_t count = json::parse(answer->body).at("replayed").as_int64();
    fmt::print("{} {} sent again to {}\n", count, count == 1 ? "delivery is" : "deliveries are",
               options.channel);
    return kDone;
}

}  // namespace baton::app
