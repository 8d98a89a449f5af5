// baton compare: the same leads under two workspaces, as they came, with what people did then.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "app/commands/commands.hpp"
#include "app/compare_report.hpp"
#include "app/files.hpp"
#include "app/past_leads.hpp"
#include "app/progress.hpp"
#include "app/remote.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "core/match/rule_index.hpp"
#include "core/workspace/load.hpp"
#include "scenario/compare.hpp"

namespace baton::app {
namespace {

constexpr std::size_t kMostLeadBytes = std::size_t{4} << 30U;

class CompareRun {
  public:
    CompareRun(const CompareOptions& options, const LoadedTables& tables)
        : options_(options), tables_(tables) {}

    int run() {
        const bool asks_server = options_.leads.empty() || options_.from.empty();
        if (asks_server) {
            auto remote = Remote::connect(options_.remote);
            if (!remote) return complain(remote.error().message);
            remote_.emplace(*std::move(remote));
        }
        const auto from_text = options_.from.empty() ? live_document() : read_file(options_.from);
        if (!from_text) return complain(from_text.error().message);
        const std::string from_name = options_.from.empty() ? "the live document" : options_.from;
        const auto from = load(*from_text, from_name, nullptr);
        if (!from) return kFound;
        const auto to_text = read_file(options_.to);
        if (!to_text) return complain(to_text.error().message);
        const auto to = load(*to_text, options_.to, &from->names);
        if (!to) return kFound;
        const auto at = moment(*from->zone);
        if (!at) return complain(at.error().message);
        scenario::Past past(*from, *to, *tables_.suffixes, *at);
        const auto read = read_all(past, *from->zone);
        if (!read) return complain(read.error().message);
        past.settle();
        const auto compared = compare_all(past, from, to);
        if (!compared) return complain(compared.error().message);
        if (const auto written = write(*compared, past); !written) {
            return complain(written.error().message);
        }
        return tell(*read);
    }

  private:
    enum class CompareError : int { BadTime = 1, CannotWrite = 2, NoDocument = 3 };

    static int complain(const std::string& message) {
        fmt::print(stderr, "baton compare: {}\n", message);
        return kFound;
    }

    Result<std::string> live_document() {
        auto live = remote_->send(http::Method::Get, "/v1/workspace");
        if (!live) return std::unexpected(live.error());
        if (live->status != 200) return fail(CompareError::NoDocument, problem_words(*live));
        return std::move(live->body);
    }

    std::shared_ptr<const workspace::Policy> load(const std::string& text, const std::string& file,
                                                  const team::Names* known) {
        const workspace::Loaded loaded = workspace::load(
            text, file,
            {*tables_.zones, *tables_.suffixes, reader_beside(file), known, match::index_rules});
        for (const workspace::Finding& finding : loaded.findings) {
            if (finding.severity == workspace::Severity::Error) {
                fmt::print(stderr, "{}\n", workspace::to_line(finding));
            }
        }
        return loaded.policy;
    }

    Result<Instant> moment(const team::Zone& zone) const {
        if (options_.at.empty()) return SystemClock().now();
        const auto time = parse_time(options_.at);
        if (time) return scenario::resolve(*time, zone);
        return fail(CompareError::BadTime,
                    fmt::format("--at has to be a time such as 2026-03-02T09:00:00-05:00, not "
                                "\"{}\"",
                                options_.at));
    }

    Result<PastRead> read_all(scenario::Past& past, const team::Zone& zone) {
        Result<PastRead> read;
        if (options_.leads.empty()) {
            Progress progress("reading", 0);
            read = read_past_of_server(*remote_, past,
                                       [&](std::string_view words) { progress.show(words); });
        } else {
            auto file = InputFile::open(options_.leads);
            if (!file) return std::unexpected(file.error());
            Progress progress("reading", file->size());
            LeadPieces pieces(*std::move(file), lead_format_of(options_.leads), kMostLeadBytes);
            read = read_past(pieces, zone, past, [&](std::size_t leads, std::size_t done) {
                progress.show(fmt::format("{} leads", leads), done);
            });
            if (pieces.is_too_large()) return too_large(options_.leads, kMostLeadBytes);
        }
        if (!read || options_.absences.empty()) return read;
        const auto rows = read_file(options_.absences);
        if (!rows) return std::unexpected(rows.error());
        auto absences = read_absences(*rows, lead_format_of(options_.absences), zone);
        if (!absences) {
            absences.error().message = options_.absences + ": " + absences.error().message;
            return std::unexpected(absences.error());
        }
        past.absences.insert(past.absences.end(), absences->begin(), absences->end());
        return read;
    }

    Result<scenario::Comparison> compare_all(const scenario::Past& past,
                                             std::shared_ptr<const workspace::Policy> from,
                                             std::shared_ptr<const workspace::Policy> to) {
        Progress progress("comparing", past.leads().size());
        return scenario::compare(
            past, std::move(from), std::move(to), *tables_.zones,
            [&](std::size_t done) { progress.show(fmt::format("{} leads", done), done); });
    }

    Result<void> write(const scenario::Comparison& compared, const scenario::Past& past) {
        std::FILE* out = stdout;
        if (!options_.out.empty()) out = std::fopen(options_.out.c_str(), "wb");
        if (out == nullptr) return fail(CompareError::CannotWrite, "cannot write " + options_.out);
        const bool written = write_comparison(out, format(), compared, past, options_.moves);
        if (out != stdout) std::fclose(out);
        if (written) return {};
        return fail(CompareError::CannotWrite,
                    "the comparison could not be written: the disk may be full");
    }

    [[nodiscard]] ReportFormat format() const {
        const auto is = [this](std::string_view word) {
            if (!options_.format.empty()) return options_.format == word;
            return options_.out.ends_with("." + std::string(word));
        };
        return is("json")  ? ReportFormat::Json
               : is("csv") ? ReportFormat::Csv
                           : ReportFormat::Table;
    }

    int tell(const PastRead& read) const {
        for (const std::string& problem : read.problems) {
            fmt::print(stderr, "{}: {}\n", options_.leads, problem);
        }
        if (read.bad > read.problems.size()) {
            fmt::print(stderr, "{}: {} rows could not be read\n", options_.leads, read.bad);
        }
        if (read.leads == 0 && read.bad == 0) {
            fmt::print(stderr, "there are no leads to compare\n");
        } else if (!read.any_closed) {
            fmt::print(stderr,
                       "no lead tells when it was closed (closed_after, closed_at): all of them "
                       "stay open and count against what people may have open\n");
        }
        return read.bad == 0 ? kDone : kFound;
    }

    const CompareOptions& options_;
    const LoadedTables& tables_;
    std::optional<Remote> remote_;
};

}  // namespace

int compare(const CompareOptions& options) {
    const auto tables = load_tables();
    if (!tables) {
        fmt::print(stderr, "baton compare: {}\n", tables.error().message);
        return kFound;
    }
    return CompareRun(options, *tables).run();
}

}  // namespace baton::app
