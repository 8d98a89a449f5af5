#include "app/past_leads.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/text.hpp"

namespace baton::app {
namespace {

using scenario::Past;
using scenario::PastError;

constexpr std::size_t kBatch = 512;
constexpr std::size_t kMostWaiting = 8;  // batches
constexpr std::size_t kMostProblems = 20;

// Hands batches to a second thread; when that one is behind, the reader lends a hand.
class Intake {
  public:
    explicit Intake(Past& past) : past_(past), helper_([this] { help(); }) {}
    ~Intake() { finish(); }
    Intake(const Intake&) = delete;
    Intake& operator=(const Intake&) = delete;

    void push(Past::Told told) {
        batch_.push_back(std::move(told));
        if (batch_.size() == kBatch) flush();
    }
    void finish() {
        flush();
        {
            const std::lock_guard lock(mutex_);
            is_over_ = true;
        }
        changed_.notify_all();
        if (helper_.joinable()) helper_.join();
    }

  private:
    void flush() {
        if (batch_.empty()) return;
        std::vector<Past::Told> batch = std::exchange(batch_, {});
        batch_.reserve(kBatch);
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.size() < kMostWaiting) {
                waiting_.push_back(std::move(batch));
                batch.clear();
            }
        }
        if (batch.empty()) {
            changed_.notify_one();
        } else {
            past_.add(std::move(batch));
        }
    }
    void help() {
        while (true) {
            std::vector<Past::Told> batch;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [this] { return is_over_ || !waiting_.empty(); });
                if (waiting_.empty()) return;
                batch = std::move(waiting_.front());
                waiting_.pop_front();
            }
            past_.add(std::move(batch));
        }
    }

    Past& past_;
    std::vector<Past::Told> batch_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::vector<Past::Told>> waiting_;
    bool is_over_ = false;
    std::thread helper_;
};

void note_problem(PastRead& read, std::string words) {
    ++read.bad;
    if (read.problems.size() < kMostProblems) read.problems.push_back(std::move(words));
}

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

PastRead read_past(std::string_view bytes, LeadFormat format, const team::Zone& zone, Past& past,
                   const std::function<void(std::size_t, std::size_t)>& watch) {
    PastRead read;
    Intake intake(past);
    std::size_t number = 0;
    for_each_lead(bytes, format, [&](Result<lead::RawLead> row, std::size_t bytes_read) {
        if (!row) {
            note_problem(read, row.error().message);
            return;
        }
        ++number;
        auto told = scenario::take_past(*row, zone);
        if (!told) {
            note_problem(read, fmt::format("lead {}: {}", number, told.error().message));
            return;
        }
        read.any_closed = read.any_closed || told->course.closed.has_value();
        ++read.leads;
        intake.push({number, *std::move(row), *std::move(told)});
        constexpr std::size_t kStep = 4096;
        if (number % kStep == 0) watch(number, bytes_read);
    });
    intake.finish();
    return read;
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
