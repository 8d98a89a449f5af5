// simulate: lives through seeds for a time, or through those that are named, and tells what was
// found.
//   simulate [--minutes M | --seconds S | --seeds N] [--from SEED] [--bug NAME] [--lines N]
//   simulate --seed SEED [--bug NAME] [--lines N]
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "world.hpp"

namespace baton::sim {
namespace {

struct Options {
    std::uint64_t from = 1;
    std::optional<std::uint64_t> seeds;  // so many
    double seconds = 60;                 // else for so long
    Bug bug = Bug::None;
    std::size_t lines = 60;
    bool is_one = false;
};

[[noreturn]] void refuse(std::string_view words) {
    fmt::print(stderr,
               "error: {}\n"
               "usage: simulate [--minutes M | --seconds S | --seeds N] [--from SEED] [--bug NAME] "
               "[--lines N]\n"
               "       simulate --seed SEED [--bug NAME] [--lines N]\n",
               words);
    std::exit(2);
}

template <class T>
T number_of(std::string_view option, std::string_view text) {
    T value{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value < T{0}) {
        refuse(fmt::format("{} takes a number, not \"{}\"", option, text));
    }
    return value;
}

Options options_of(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view option = argv[i];
        if (i + 1 == argc) refuse(fmt::format("{} needs a value", option));
        const std::string_view value = argv[i + 1];
        if (option == "--minutes") {
            options.seconds = 60 * number_of<double>(option, value);
        } else if (option == "--seconds") {
            options.seconds = number_of<double>(option, value);
        } else if (option == "--seeds") {
            options.seeds = number_of<std::uint64_t>(option, value);
        } else if (option == "--from") {
            options.from = number_of<std::uint64_t>(option, value);
        } else if (option == "--seed") {
            options.from = number_of<std::uint64_t>(option, value);
            options.seeds = 1;
            options.is_one = true;
        } else if (option == "--lines") {
            options.lines = number_of<std::size_t>(option, value);
        } else if (option == "--bug") {
            const auto bug = bug_from(value);
            if (!bug) refuse(fmt::format("there is no bug \"{}\"", value));
            options.bug = *bug;
        } else {
            refuse(fmt::format("there is no option \"{}\"", option));
        }
    }
    return options;
}

// What was lived through, all seeds together.
class Sum {
  public:
    void add(const Verdict& verdict) {
        lived_ = lived_ + verdict.lived;
        events_ += verdict.events;
        decisions_ += verdict.decisions;
        wishes_ += verdict.wishes;
        repeats_ += verdict.repeats;
        for (std::size_t i = 0; i < kFaults; ++i) faults_[i] += verdict.faults[i];
        (verdict.found ? failed_ : passed_) += 1;
    }
    void print(double seconds) const {
        const double years = static_cast<double>(lived_.micros) / 1e6 / 86400 / 365.25;
        const auto seeds = static_cast<double>(passed_ + failed_);
        fmt::print("{} seeds in {:.1f} s ({:.1f} a second), {:.2f} company years\n",
                   passed_ + failed_, seconds, seeds / seconds, years);
        fmt::print(
            "{} wishes, {} events, {} decisions agreed with the slow model, {} messages "
            "received again\n",
            wishes_, events_, decisions_, repeats_);
        std::string faults;
        for (std::size_t i = 0; i < kFaults; ++i) {
            faults += fmt::format("{}{} {}", i == 0 ? "" : ", ", to_word(static_cast<Fault>(i)),
                                  faults_[i]);
        }
        fmt::print("faults: {}\n{} passed, {} failed\n", faults, passed_, failed_);
    }
    [[nodiscard]] std::uint64_t passed() const { return passed_; }
    [[nodiscard]] std::uint64_t failed() const { return failed_; }

  private:
    Duration lived_{};
    std::uint64_t events_ = 0, decisions_ = 0, wishes_ = 0, repeats_ = 0;
    std::array<std::uint64_t, kFaults> faults_{};
    std::uint64_t passed_ = 0, failed_ = 0;
};

void tell(std::uint64_t seed, Bug bug, std::string_view found, std::string_view trace) {
    const std::string planted = bug == Bug::None ? "" : fmt::format(" --bug {}", to_word(bug));
    fmt::print("seed {} failed: {}\n{}  replay: build/tests/sim/simulate --seed {}{}\n", seed,
               found, trace, seed, planted);
    std::fflush(stdout);
}

// What the handler below has to know of the seed that is under way.
struct UnderWay {
    std::uint64_t seed = 0;
    std::uint64_t passed = 0;
    Bug bug = Bug::None;
} under_way;

// The product found an invariant of its own broken: a finding like any other, but the last.
void on_abort(int) {
    tell(under_way.seed, under_way.bug, "an invariant is broken: standard error says which",
         steps_under_way());
    fmt::print("{} passed, 1 failed\n", under_way.passed);
    std::fflush(stdout);
    std::_Exit(1);
}

int run(const Options& options) {
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    constexpr std::uint64_t kMostFailures = 20;
    std::signal(SIGABRT, on_abort);
    Sum sum;
    for (std::uint64_t seed = options.from; sum.failed() < kMostFailures; ++seed) {
        if (options.seeds ? seed - options.from >= *options.seeds : seconds() >= options.seconds) {
            break;
        }
        under_way = {seed, sum.passed(), options.bug};
        Verdict verdict = live(seed, options.bug, options.is_one ? options.lines : 0);
        sum.add(verdict);
        if (!verdict.found) {
            if (options.is_one) fmt::print("{}", verdict.trace);
            continue;
        }
        // Again, with its last steps kept: a seed that tells another story is a fault of its own.
        Verdict again = live(seed, options.bug, options.lines);
        if (again.found != verdict.found) {
            again.found = fmt::format("{}; and the second time: {}", *verdict.found,
                                      again.found.value_or("nothing"));
        }
        tell(seed, options.bug, *again.found, again.trace);
    }
    sum.print(seconds());
    return sum.failed() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace baton::sim

int main(int argc, char** argv) { return baton::sim::run(baton::sim::options_of(argc, argv)); }
