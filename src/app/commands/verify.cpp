// baton verify: reads a store or a backup from its first event to its last and says the first thing
// that does not follow. Changes nothing; a server may be running.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "app/commands/store_commands.hpp"
#include "app/open_store.hpp"
#include "app/progress.hpp"
#include "app/tables.hpp"
#include "base/text.hpp"
#include "proof/differences.hpp"
#include "proof/verify.hpp"
#include "store/error.hpp"

namespace baton::app {
namespace {

namespace json = boost::json;

constexpr std::size_t kDifferences = 8;

int complain(std::string_view message) {
    fmt::print(stderr, "baton verify: {}\n", message);
    return kFound;
}

std::string to_text(const store::Head& head) {
    return fmt::format("{}:{}", head.seq, to_hex(bytes_of(head.hash)));
}

// "1234:ab12…" as an earlier run printed it.
std::optional<store::Head> parse_head(std::string_view text) {
    store::Head head;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const char* end = text.data() + colon;
    const auto [rest, error] = std::from_chars(text.data(), end, head.seq);
    const std::string_view hash = text.substr(colon + 1);
    if (error != std::errc{} || rest != end || hash.size() != 2 * head.hash.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < head.hash.size(); ++i) {
        const char* digits = hash.data() + 2 * i;
        const auto [after, wrong] = std::from_chars(digits, digits + 2, head.hash[i], 16);
        if (wrong != std::errc{} || after != digits + 2) return std::nullopt;
    }
    return head;
}

json::object to_json(const std::string& workspace, const proof::Verified& done) {
    json::object object{{"workspace", workspace},
                        {"sound", !done.problem},
                        {"events", done.head.seq},
                        {"head", to_text(done.head)},
                        {"decisions", done.decisions},
                        {"erased", done.erased},
                        {"other_tables", done.other_tables},
                        {"contents", done.contents},
                        {"snapshots", done.snapshots}};
    if (!done.state.empty()) object["state"] = done.state;
    if (!done.problem) return object;
    const proof::Problem& found = *done.problem;
    json::object problem{{"what", found.what}};
    if (found.seq > 0) problem["seq"] = found.seq;
    if (found.at) problem["at"] = format_time(*found.at);
    if (!found.kind.empty()) problem["kind"] = found.kind;
    if (found.lead) problem["lead"] = format_uuid(*found.lead);
    const auto differ = proof::differences(found.logged, found.derived, kDifferences);
    if (!differ.empty()) problem["differences"] = json::array(differ.begin(), differ.end());
    object["problem"] = std::move(problem);
    return object;
}

void print_text(const std::string& workspace, const proof::Verified& done) {
    if (!done.problem) {
        fmt::print(
            "{}: {} events follow, each from the one before. {} decisions made again came out "
            "the same; {} events of erased leads hold by their hashes; {} contents of leads and "
            "{} snapshots are those the log vouches for.\n",
            workspace, done.head.seq, done.decisions, done.erased, done.contents, done.snapshots);
        if (done.other_tables > 0) {
            fmt::print(
                "  {} decisions come out otherwise with today's tables of zones and suffixes, "
                "and stand as they were made.\n",
                done.other_tables);
        }
        fmt::print("  head {}\n", to_text(done.head));
        return;
    }
    const proof::Problem& found = *done.problem;
    fmt::print("{}: ", workspace);
    if (found.seq > 0) fmt::print("event {} ({}", found.seq, found.kind);
    if (found.seq > 0 && found.at) fmt::print(", {}", format_time(*found.at));
    if (found.seq > 0 && found.lead) fmt::print(", lead {}", format_uuid(*found.lead));
    if (found.seq > 0) fmt::print("): ");
    fmt::print("{}.\n", found.what);
    for (const std::string& line : proof::differences(found.logged, found.derived, kDifferences)) {
        fmt::print("  {}\n", line);
    }
    if (done.head.seq > 0) fmt::print("  All before it follows, up to {}\n", to_text(done.head));
}

Result<std::vector<std::string>> workspaces_of(store::Archive& archive, const std::string& only) {
    constexpr std::size_t kAtOnce = 1000;
    std::vector<std::string> names;
    for (std::string after;;) {
        auto some = archive.workspaces(after, kAtOnce);
        if (!some) return some;
        if (some->empty()) break;
        after = some->back();
        for (std::string& name : *some) {
            if (only.empty() || name == only) names.push_back(std::move(name));
        }
    }
    return names;
}

struct Sum {
    json::array workspaces;
    std::uint64_t events = 0;
    bool sound = true;
};

// Goes through all of the workspaces; tells of each as it is done.
Result<Sum> verify_all(store::Archive& archive, const VerifyOptions& options,
                       const std::optional<store::Head>& noted, const dispatch::Tables& tables) {
    const auto names = workspaces_of(archive, options.workspace);
    if (!names) return std::unexpected(names.error());
    if (names->empty() && !options.workspace.empty()) {
        return fail(store::StoreError::NotFound,
                    fmt::format("there is no workspace \"{}\"", options.workspace));
    }
    Sum sum;
    for (const std::string& name : *names) {
        const auto head = archive.head(name);
        if (!head) return std::unexpected(head.error());
        Progress progress("Verifying " + name, head->seq);
        proof::VerifyOptions how;
        how.noted = noted;
        how.progress = [&](std::uint64_t seq, std::uint64_t last) {
            progress.show(fmt::format("event {} of {}", seq, last), seq);
        };
        const auto done = proof::verify(archive, name, tables, how);
        progress.clear();
        if (!done) return std::unexpected(done.error());
        sum.events += done->head.seq;
        sum.sound = sum.sound && !done->problem;
        if (options.json) {
            sum.workspaces.push_back(to_json(name, *done));
        } else {
            print_text(name, *done);
        }
    }
    return sum;
}

}  // namespace

int verify(const VerifyOptions& options) {
    std::optional<store::Head> noted;
    if (!options.head.empty()) {
        noted = parse_head(options.head);
        if (!noted || options.workspace.empty()) {
            fmt::print(stderr,
                       "baton verify: --head is SEQ:HASH as an earlier run printed it, of the "
                       "--workspace that is named\n");
            return kUsage;
        }
    }
    const auto tables = load_tables();
    if (!tables) return complain(tables.error().message);
    const auto archive = open_archive(options.file, options.of.store, options.of.data);
    if (!archive) return complain(archive.error().message);
    const auto began = std::chrono::steady_clock::now();
    const auto damage = (*archive)->damage();
    if (!damage) return complain(damage.error().message);
    for (const std::string& line : *damage) {
        fmt::print(stderr, "baton verify: the file is damaged: {}\n", line);
    }
    const auto sum = verify_all(**archive, options, noted, {*tables->zones, *tables->suffixes});
    if (!sum) return complain(sum.error().message);
    const bool sound = sum->sound && damage->empty();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (options.json) {
        const json::object all{{"sound", sound},
                               {"damage", json::array(damage->begin(), damage->end())},
                               {"workspaces", sum->workspaces},
                               {"events", sum->events},
                               {"seconds", seconds}};
        fmt::print("{}\n", json::serialize(all));
    } else {
        fmt::print("{} events in {:.1f} s: {}\n", sum->events, seconds,
                   sound ? "sound" : "NOT SOUND");
    }
    return sound ? kDone : kFound;
}

}  // namespace baton::app
