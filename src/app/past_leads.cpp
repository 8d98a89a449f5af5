#include "app/past_leads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/text.hpp"

namespace baton::app {
namespace {

using scenario::Past;
using scenario::PastError;

constexpr std::size_t kMostProblems = 20;
constexpr unsigned kMostThreads = 8;

// Threads take piece after piece; what they made of them is put together in the file's order.
class Intake {
  public:
    Intake(LeadPieces& file, const team::Zone& zone, Past& past)
        : file_(file), zone_(zone), past_(past) {}

    PastRead run(const std::function<void(std::size_t, std::size_t)>& watch) {
        {
            const unsigned threads =
                std::clamp(std::thread::hardware_concurrency(), 2U, kMostThreads);
            std::vector<std::jthread> helpers;
            for (unsigned i = 1; i < threads; ++i) {
                helpers.emplace_back([this] { work([] {}); });
            }
            work([&] { watch(leads_, file_.bytes_read()); });
        }
        return together();
    }

  private:
    struct Problem {
        std::optional<std::size_t> lead;  // its number in the piece
        std::string words;
    };
    // What came of a piece.
    struct Taken {
        explicit Taken(const Past& past) : batch(past) {}
        Past::Batch batch;
        std::size_t rows = 0;  // that were rows at all: they are numbered
        std::vector<Problem> problems;
        std::size_t bad = 0;
        bool any_closed = false;
    };

    template <class Watch>
    void work(const Watch& watch) {
        LeadPieces::Piece piece;
        while (file_.next(piece)) {
            Taken taken(past_);
            file_.each(piece, [&](Result<lead::RawLead> row) { take(std::move(row), taken); });
            leads_ += taken.batch.size();
            {
                const std::lock_guard lock(mutex_);
                taken_.emplace(piece.index, std::move(taken));
            }
            watch();
        }
    }

    void take(Result<lead::RawLead> row, Taken& taken) const {
        if (!row) {
            note_problem(taken, {std::nullopt, std::move(row.error().message)});
            return;
        }
        ++taken.rows;
        const auto told = scenario::take_past(*row, zone_);
        if (!told) {
            note_problem(taken, {taken.rows, told.error().message});
            return;
        }
        taken.any_closed = taken.any_closed || told->course.closed.has_value();
        taken.batch.add(taken.rows, *row, *told);
    }

    static void note_problem(Taken& taken, Problem problem) {
        ++taken.bad;
        if (taken.problems.size() < kMostProblems) taken.problems.push_back(std::move(problem));
    }

    PastRead together() {
        PastRead read;
        std::size_t before = 0;
        for (auto& [index, taken] : taken_) {
            for (Problem& problem : taken.problems) {
                if (read.problems.size() == kMostProblems) break;
                read.problems.push_back(
                    problem.lead ? fmt::format("lead {}: {}", before + *problem.lead, problem.words)
                                 : std::move(problem.words));
            }
            read.bad += taken.bad;
            read.leads += taken.batch.size();
            read.any_closed = read.any_closed || taken.any_closed;
            taken.batch.renumber(before);
            before += taken.rows;
            past_.add(std::move(taken.batch));
        }
        return read;
    }

    LeadPieces& file_;
    const team::Zone& zone_;
    Past& past_;
    std::atomic<std::size_t> leads_{0};
    std::mutex mutex_;
    std::map<std::size_t, Taken> taken_;  // by the piece's place; guarded
};

std::string text_at(const lead::RawLead& row, std::string_view name) {
    for (const auto& [key, value] : row) {
        if (key != name) continue;
        if (const auto* text = std::get_if<std::string>(&value.value)) {
            return std::string(trim(*text));
        }
    }
    return "";
}

}  // namespace

PastRead read_past(LeadPieces& file, const team::Zone& zone, Past& past,
                   const std::function<void(std::size_t, std::size_t)>& watch) {
    return Intake(file, zone, past).run(watch);
}

Result<std::vector<scenario::PastAbsence>> read_absences(std::string_view bytes, LeadFormat format,
                                                         const team::Zone& zone) {
    const auto rows = read_leads(bytes, format);
    if (!rows) return std::unexpected(rows.error());
    std::vector<scenario::PastAbsence> absences;
    std::size_t number = 0;
    for (const lead::RawLead& row : *rows) {
        ++number;
        const std::string person = text_at(row, "person");
        const std::string from = text_at(row, "from");
        const std::string until = text_at(row, "until");
        if (person.empty() || from.empty()) {
            return fail(PastError::NoColumns,
                        fmt::format("absence {} needs \"person\" and \"from\"", number));
        }
        const auto begins = parse_time(from);
        const auto ends =
            until.empty() ? std::optional(WrittenTime{Instant::never(), false}) : parse_time(until);
        if (!begins || !ends) {
            return fail(PastError::BadTime,
                        fmt::format("absence {}: \"{}\" is not a time such as 2026-03-02T09:00:00Z",
                                    number, begins ? until : from));
        }
        absences.push_back(
            {person, scenario::resolve(*begins, zone), scenario::resolve(*ends, zone)});
    }
    return absences;
}

}  // namespace baton::app
