// How many leads a second the embedded store takes, each with its event, row, idempotency key and
// identity, in batches of several sizes; beside bare inserts of the same events into one table, and
// beside the disk's own fdatasync. JSON lines on standard output.
//
//   store_bench [STORED]     measures on a store that holds STORED leads already (0)
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "store/intake.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace baton::store {
namespace {

using Clock = std::chrono::steady_clock;
using bench::Intake;
using bench::json_text;

constexpr double kSeconds = 2.0;  // of each measurement

double seconds_since(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

// Processor time of the whole program so far.
double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void append(Store& store, Append append) {
    std::promise<bool> promise;
    auto future = promise.get_future();
    store.append(std::move(append), [&](const AppendOutcome& outcome) {
        promise.set_value(std::holds_alternative<Appended>(outcome));
    });
    if (!future.get()) {
        fmt::print(stderr, "an append failed\n");
        std::exit(1);
    }
}

struct Pace {
    double leads_per_second = 0;
    double p50_micros = 0;  // of an append
    double p99_micros = 0;
    double cpu_micros = 0;  // of a lead
};

Pace measure(Store& store, Intake& intake, std::size_t batch) {
    std::vector<double> micros;
    double working = 0;
    double cpu = 0;
    std::size_t leads = 0;
    while (working < kSeconds) {
        Append next = intake.next(batch);  // not the store's work
        const double cpu_before = cpu_seconds();
        const auto begun = Clock::now();
        append(store, std::move(next));
        const double taken = seconds_since(begun);
        cpu += cpu_seconds() - cpu_before;
        working += taken;
        micros.push_back(taken * 1e6);
        leads += batch;
    }
    std::ranges::sort(micros);
    return {static_cast<double>(leads) / working, micros[micros.size() / 2],
            micros[micros.size() * 99 / 100], cpu * 1e6 / static_cast<double>(leads)};
}

// The same number of events into a table of their own, with nothing around it.
double measure_bare(const std::string& path, std::size_t batch) {
    constexpr sqlite::Sql kInsert{"INSERT INTO t VALUES (?1, ?2)", "inserting"};
    constexpr sqlite::Sql kBegin{"BEGIN IMMEDIATE", "beginning"};
    constexpr sqlite::Sql kCommit{"COMMIT", "committing"};
    auto db = sqlite::Connection::open(path, sqlite::Connection::Mode::Write, "").value();
    db->run_script(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, body TEXT)",
        "preparing");
    const std::string body = json_text(300);
    static std::int64_t n = 0;
    const std::int64_t first = n;
    const auto begun = Clock::now();
    while (seconds_since(begun) < kSeconds) {
        db->run(kBegin);
        for (std::size_t i = 0; i < batch; ++i) db->run(kInsert, ++n, body);
        db->run(kCommit);
    }
    return static_cast<double>(n - first) / seconds_since(begun);
}

double median_fdatasync_micros(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const std::string page(4096, 'x');
    std::vector<double> micros;
    for (int i = 0; i < 500; ++i) {
        const auto begun = Clock::now();
        if (pwrite(file, page.data(), page.size(), (i % 64) * 4096) < 0) break;
        fdatasync(file);
        micros.push_back(seconds_since(begun) * 1e6);
    }
    ::close(file);
    std::ranges::sort(micros);
    return micros.empty() ? 0 : micros[micros.size() / 2];
}

void print(const std::string& name, double value, const char* unit, const char* against,
           double ratio) {
    fmt::print(R"({{"name":"{}","value":{:.1f},"unit":"{}","against":"{}","ratio":{:.3f}}})"
               "\n",
               name, value, unit, against, ratio);
    std::fflush(stdout);
}

void run(const std::string& folder, std::size_t stored) {
    const double sync = median_fdatasync_micros(folder + "/sync");
    print("store/fdatasync", sync, "us", "", 1);
    auto opened = sqlite::open({.path = folder + "/baton.db", .entropy = {1}});
    if (!opened) {
        fmt::print(stderr, "{}\n", opened.error().message);
        std::exit(1);
    }
    Store& store = **opened;
    Intake intake;
    const auto begun = Clock::now();
    for (std::size_t n = 0; n < stored; n += 1000) append(store, intake.next(1000));
    if (stored > 0) {
        print("store/fill", static_cast<double>(stored) / seconds_since(begun), "leads/s", "", 1);
    }
    for (const std::size_t batch : {1, 10, 50, 200, 1000}) {
        const double bare = measure_bare(folder + "/bare.db", batch);
        const Pace pace = measure(store, intake, batch);
        const std::string name = fmt::format("store/append/{}", batch);
        print(name, pace.leads_per_second, "leads/s", "bare inserts", pace.leads_per_second / bare);
        print(name + "/p50", pace.p50_micros, "us", "fdatasync", pace.p50_micros / sync);
        print(name + "/p99", pace.p99_micros, "us", "fdatasync", pace.p99_micros / sync);
        print(name + "/cpu", pace.cpu_micros, "us", "", 1);
    }
    opened->reset();
    const auto reopening = Clock::now();
    const auto again = sqlite::open({.path = folder + "/baton.db"});
    if (again) print("store/open", seconds_since(reopening) * 1e3, "ms", "", 1);
}

}  // namespace
}  // namespace baton::store

int main(int count, char** arguments) {
    const std::size_t stored =
        count > 1 ? static_cast<std::size_t>(std::strtoull(arguments[1], nullptr, 10)) : 0;
    // Beside the program, on a real disk: the usual folder for such files may be memory.
    std::string folder = (std::filesystem::current_path() / "store-bench-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) {
        fmt::print(stderr, "cannot make a folder here\n");
        return 1;
    }
    baton::store::run(folder, stored);
    std::filesystem::remove_all(folder);
    return 0;
}
