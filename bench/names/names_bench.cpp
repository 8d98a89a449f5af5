// Finding accounts: how often a name leads to the right one, beside equal names and trigrams, and
// what a look-up costs among a million. JSON lines on standard output; times are processor time of
// this thread, so that other work on the machine does not count.
//
//   names_bench [ACCOUNTS] [PAIRS]     a million invented accounts; the folder with pairs.csv
#include <fmt/core.h>
#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/lead/identity.hpp"
#include "core/team/accounts.hpp"
#include "core/team/company_pairs_for_tests.hpp"
#include "invented.hpp"
#include "trigrams.hpp"

namespace baton::bench {
namespace {

void line(std::string_view name, double value, std::string_view unit, std::string_view against,
          double other) {
    fmt::print(
        "{{\"name\":\"{}\",\"value\":{:.4f},\"unit\":\"{}\",\"against\":\"{}\",\"ratio\":{:.4f}}}"
        "\n",
        name, value, unit, against, other == 0 ? 0 : value / other);
}

// Nanoseconds that this thread has had of a processor.
double now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double resident_mb() {
    malloc_trim(0);
    std::ifstream file("/proc/self/statm");
    double total = 0;
    double resident = 0;
    file >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

struct Tally {
    int asked = 0;
    int found = 0;
    int right = 0;

    void add(std::optional<bool> is_right) {
        ++asked;
        found += is_right ? 1 : 0;
        right += is_right.value_or(false) ? 1 : 0;
    }
    [[nodiscard]] double precision() const { return found == 0 ? 1 : 1.0 * right / found; }
    [[nodiscard]] double recall() const { return asked == 0 ? 0 : 1.0 * right / asked; }
    [[nodiscard]] double f1() const {
        return asked + found == 0 ? 0 : 2.0 * right / (asked + found);
    }
};

team::AccountBook book_of(const std::vector<std::string>& names) {
    std::vector<team::Account> accounts;
    accounts.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        team::Account account;
        account.id = "a" + std::to_string(i);
        account.name = names[i];
        account.domains.push_back("company-" + std::to_string(i) + ".test");
        accounts.push_back(std::move(account));
    }
    return {std::move(accounts), {}};
}

// The threshold is chosen on one half of the pairs, and counts on the other.
Tally by_trigrams(team::CompanyPairs& pairs) {
    const Trigrams trigrams(pairs.entries);
    std::vector<std::optional<Trigrams::Nearest>> nearest;
    for (const auto& query : pairs.queries) nearest.push_back(trigrams.nearest(query.name));
    const auto count = [&](std::size_t half, double least, Tally& tally) {
        for (std::size_t i = half; i < nearest.size(); i += 2) {
            const auto& found = nearest[i];
            tally.add(found && found->likeness >= least
                          ? std::optional(pairs.is_right(pairs.queries[i], found->entry))
                          : std::nullopt);
        }
    };
    Tally whole;
    for (const std::size_t half : {0U, 1U}) {
        double best = 0;
        double least = 1;
        for (int step = 20; step <= 100; ++step) {
            Tally tally;
            count(1 - half, step / 100.0, tally);
            if (tally.f1() <= best) continue;
            best = tally.f1();
            least = step / 100.0;
        }
        count(half, least, whole);
    }
    return whole;
}

Tally by_equality(team::CompanyPairs& pairs) {
    std::unordered_map<std::string, std::uint32_t> places;
    for (std::uint32_t i = 0; i < pairs.entries.size(); ++i) {
        places.try_emplace(plain(pairs.entries[i]), i);
    }
    Tally tally;
    for (const auto& query : pairs.queries) {
        const auto at = places.find(plain(query.name));
        tally.add(at == places.end() ? std::nullopt
                                     : std::optional(pairs.is_right(query, at->second)));
    }
    return tally;
}

void real_pairs(const std::string& folder) {
    team::CompanyPairs pairs(folder);
    if (!pairs.is_there()) return;
    const team::AccountBook book = book_of(pairs.entries);
    Tally ours;
    for (const auto& query : pairs.queries) {
        const auto match = book.lookup(query.name);
        ours.add(match ? std::optional(pairs.is_right(query, match->account.value)) : std::nullopt);
    }
    const Tally equality = by_equality(pairs);
    const Tally trigrams = by_trigrams(pairs);
    line("names/precision", ours.precision(), "share", "equality", equality.precision());
    line("names/precision", ours.precision(), "share", "trigram", trigrams.precision());
    line("names/recall", ours.recall(), "share", "equality", equality.recall());
    line("names/recall", ours.recall(), "share", "trigram", trigrams.recall());
    line("names/precision", ours.precision(), "share", "target", 0.99);
    line("names/recall", ours.recall(), "share", "target", 0.90);
    fmt::print(
        stderr,
        "  {} pairs among {}: precision {:.4f} recall {:.4f}; equality {:.4f} {:.4f}; trigrams "
        "{:.4f} {:.4f}\n",
        ours.asked, pairs.entries.size(), ours.precision(), ours.recall(), equality.precision(),
        equality.recall(), trigrams.precision(), trigrams.recall());
}

double at_share(std::vector<double>& values, double share) {
    const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, values.begin() + place);
    return values[static_cast<std::size_t>(place)];
}

// Names written otherwise lead back to their account; names of nobody lead nowhere.
void by_name(const team::AccountBook& book, const std::vector<std::string>& names) {
    constexpr std::size_t kLookups = 120'000;
    Invented invented(7);
    Tally tally;
    Tally equality;
    std::unordered_map<std::string, std::uint32_t> plain_names;
    for (std::uint32_t i = 0; i < names.size(); ++i) plain_names.try_emplace(plain(names[i]), i);
    std::vector<double> times;
    int strangers = 0;
    int strangers_found = 0;
    while (times.size() < kLookups) {
        const std::size_t meant = invented.below(names.size());
        const bool is_stranger = invented.below(10) == 0;
        const auto change = static_cast<Invented::Change>(invented.below(Invented::kChanges));
        const std::string name = is_stranger ? "Ny" + invented.company().substr(1)
                                             : invented.changed(names[meant], change);
        if (name.empty()) continue;
        const double begun = now();
        const auto match = book.lookup(name);
        times.push_back(now() - begun);
        if (is_stranger) {
            ++strangers;
            strangers_found += match ? 1 : 0;
            continue;
        }
        const std::string key = lead::company_key(names[meant]);
        tally.add(match ? std::optional(lead::company_key(names[match->account.index()]) == key)
                        : std::nullopt);
        const auto equal = plain_names.find(plain(name));
        equality.add(equal == plain_names.end()
                         ? std::nullopt
                         : std::optional(lead::company_key(names[equal->second]) == key));
    }
    line("names/invented-precision", tally.precision(), "share", "equality", equality.precision());
    line("names/invented-recall", tally.recall(), "share", "equality", equality.recall());
    line("names/strangers-matched", 1.0 * strangers_found / strangers, "share", "target", 0.01);
    line("names/lookup-p50", at_share(times, 0.5) / 1e3, "us", "target", 300);
    line("names/lookup-p99", at_share(times, 0.99) / 1e3, "us", "target", 300);
    line("names/lookup-max", *std::ranges::max_element(times) / 1e3, "us", "target", 300);
}

void by_domain(const team::AccountBook& book, std::size_t accounts) {
    constexpr std::size_t kBatch = 64;
    Invented invented(9);
    std::vector<double> times;
    std::size_t found = 0;
    for (int round = 0; round < 4'000; ++round) {
        std::vector<std::string> domains;
        for (std::size_t i = 0; i < kBatch; ++i) {
            domains.push_back("company-" + std::to_string(invented.below(accounts)) + ".test");
        }
        const double begun = now();
        for (const std::string& domain : domains) found += book.match(domain, "") ? 1 : 0;
        times.push_back((now() - begun) / static_cast<double>(kBatch));
    }
    if (found != times.size() * kBatch) std::abort();
    line("names/domain", at_share(times, 0.5) / 1e3, "us", "target", 1);
}

void invented_accounts(std::size_t count) {
    Invented invented(1);
    std::vector<std::string> names;
    names.reserve(count);
    for (std::size_t i = 0; i < count; ++i) names.push_back(invented.company());
    const double before = resident_mb();
    const double begun = now();
    const team::AccountBook book = book_of(names);
    const double seconds = (now() - begun) / 1e9;
    const double whole = resident_mb() - before;
    line("names/build", seconds, "s", "target", 10);
    line("names/memory", static_cast<double>(book.index_bytes()) / 1e6, "MB", "target", 400);
    line("names/memory-with-accounts", whole, "MB", "target", 400);
    by_domain(book, count);
    by_name(book, names);
}

}  // namespace
}  // namespace baton::bench

int main(int argc, char** argv) {
    const std::size_t accounts = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    if (argc > 2) baton::bench::real_pairs(argv[2]);
    baton::bench::invented_accounts(std::max<std::size_t>(accounts, 1));
}
