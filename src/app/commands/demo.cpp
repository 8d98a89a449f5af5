// baton demo: sends a believable day of leads to a running server, faster than they would come, and
// answers some of them as people would.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

#include "app/commands/commands.hpp"
#include "app/progress.hpp"
#include "app/remote.hpp"
#include "app/system.hpp"
#include "demo/day.hpp"

namespace baton::app {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

struct Tally {
    std::map<std::string, std::int64_t> people;
    std::int64_t sent = 0;
};

// Most people answer: two of three acknowledge, every third of those writes down a first contact.
void answer_for(Remote& remote, const std::string& lead, std::int64_t n) {
    const std::vector<std::pair<std::string, std::string>> type{
        {"Content-Type", "application/json"}};
    if (n % 3 == 0) return;
    (void)remote.send(http::Method::Post, "/v1/leads/" + lead + "/acknowledge", "{}", type);
    if (n % 3 == 1) {
        (void)remote.send(http::Method::Post, "/v1/leads/" + lead + "/contact", "{}", type);
    }
}

}  // namespace

int demo(const DemoOptions& options) {
    auto remote = Remote::connect(options.remote);
    if (!remote) {
        fmt::print(stderr, "baton demo: {}\n", remote.error().message);
        return kFound;
    }
    // Another run sends other leads: keys would otherwise answer with the first run's.
    const std::uint64_t run = static_cast<std::uint64_t>(SystemClock().now().micros);
    Tally tally;
    Progress progress("sending", static_cast<std::size_t>(options.leads));
    const auto pause = std::chrono::duration<double>(options.rate > 0 ? 1 / options.rate : 0);
    auto next = std::chrono::steady_clock::now();
    for (std::int64_t n = 0; n < options.leads; ++n) {
        const demo::DemoLead lead = demo::lead(options.seed, static_cast<std::uint64_t>(n));
        const auto answer =
            remote->send(http::Method::Post, "/v1/leads", lead.body,
                         {{"Content-Type", "application/json"},
                          {"Idempotency-Key", fmt::format("{}-{}", lead.key, run)}});
        if (!answer) {
            progress.clear();
            fmt::print(stderr, "baton demo: {}\n", answer.error().message);
            return kFound;
        }
        if (answer->status != 201) {
            progress.clear();
            fmt::print(stderr, "baton demo: {}\n", problem_words(*answer));
            return kFound;
        }
        const json::value parsed = json::parse(answer->body);
        const json::object& object = parsed.as_object();
        const std::string person = text_at(object, "person");
        const std::string who = person.empty() ? "(" + text_at(object, "state") + ")" : person;
        ++tally.people[who];
        ++tally.sent;
        if (!options.quiet) {
            progress.clear();
            fmt::print("{:<12} {}\n", who, text_at(object, "explanation"));
        }
        progress.show(fmt::format("{} of {}", n + 1, options.leads),
                      static_cast<std::size_t>(n + 1));
        if (!person.empty()) answer_for(*remote, text_at(object, "lead"), n);
        next += std::chrono::duration_cast<std::chrono::steady_clock::duration>(pause);
        std::this_thread::sleep_until(next);
    }
    progress.clear();
    fmt::print("{} leads:", tally.sent);
    for (const auto& [who, count] : tally.people) fmt::print(" {} {}", who, count);
    fmt::print("\n");
    return kDone;
}

}  // namespace baton::app
