// baton route: routes a file of leads offline, all at one moment, one result a line in input order.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <memory>

#include "app/commands/commands.hpp"
#include "app/files.hpp"
#include "app/lead_files.hpp"
#include "app/progress.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "base/text.hpp"
#include "core/explain/json.hpp"
#include "core/explain/sentences.hpp"
#include "core/match/rule_index.hpp"
#include "core/workspace/load.hpp"
#include "scenario/company.hpp"

namespace baton::app {
namespace {

// The columns of a result, as text; empty for none.
struct ResultRow {
    std::string lead, state, person, pool, rule, queue, rejected, score, tier, explanation;
    std::shared_ptr<const explain::Explanation> trace;  // shared with the company's track
};

ResultRow row_of(const scenario::Track& track, const workspace::Policy& policy, std::string label) {
    const route::Decision& decision = track.decision;
    const team::Names& names = policy.names;
    const workspace::Rule* rule = policy.find_rule(decision.rule);
    ResultRow row;
    row.lead = std::move(label);
    row.state = desk::to_word(track.state);
    if (decision.person) row.person = names.people.name(*decision.person);
    if (decision.pool) row.pool = names.pools.name(*decision.pool);
    row.rule = decision.rule.empty() ? "otherwise" : rule != nullptr ? rule->name : decision.rule;
    if (decision.queue) row.queue = names.queues.name(*decision.queue);
    row.rejected = decision.rejected;
    if (track.findings.score) row.score = format_number(*track.findings.score);
    row.tier = track.findings.tier;
    return row;
}

void append_csv(std::string& out, std::string_view cell, bool last) {
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += cell;
    } else {
        out += '"';
        for (const char c : cell) {
            if (c == '"') out += '"';
            out += c;
        }
        out += '"';
    }
    out += last ? '\n' : ',';
}

class ResultWriter {
  public:
    ResultWriter(std::FILE* out, LeadFormat format, bool explain)
        : out_(out), format_(format), explain_(explain) {
        if (format_ == LeadFormat::Csv) {
            text_ = "lead,state,person,pool,rule,queue,rejected,score,tier";
            text_ += explain_ ? ",explanation,reasons\n" : "\n";
        }
    }
    void row(const ResultRow& row) {
        if (format_ == LeadFormat::Csv) {
            for (const auto* cell : {&row.lead, &row.state, &row.person, &row.pool, &row.rule,
                                     &row.queue, &row.rejected, &row.score}) {
                append_csv(text_, *cell, false);
            }
            append_csv(text_, row.tier, !explain_);
            if (explain_) {
                append_csv(text_, row.explanation, false);
                append_csv(text_, row.trace ? explain::text(*row.trace) : "", true);
            }
        } else {
            json(row);
        }
        constexpr std::size_t kFlushAt = std::size_t{1} << 16U;
        if (text_.size() > kFlushAt) flush();
    }
    bool finish() {
        flush();
        return std::fflush(out_) == 0 && std::ferror(out_) == 0;
    }

  private:
    void json(const ResultRow& row) {
        const auto member = [&](std::string_view name, const std::string& value, char before) {
            text_ += before;
            append_json_string(text_, name);
            text_ += ':';
            if (value.empty()) {
                text_ += "null";
            } else {
                append_json_string(text_, value);
            }
        };
        member("lead", row.lead, '{');
        member("state", row.state, ',');
        member("person", row.person, ',');
        member("pool", row.pool, ',');
        member("rule", row.rule, ',');
        member("queue", row.queue, ',');
        member("rejected", row.rejected, ',');
        text_ += ",\"score\":" + (row.score.empty() ? "null" : row.score);
        member("tier", row.tier, ',');
        if (explain_) {
            member("explanation", row.explanation, ',');
            text_ += ",\"trace\":";
            if (row.trace) {
                explain::append_json(text_, *row.trace);
            } else {
                text_ += "null";
            }
        }
        text_ += "}\n";
    }
    void flush() {
        std::fwrite(text_.data(), 1, text_.size(), out_);
        text_.clear();
    }

    std::FILE* out_;
    LeadFormat format_;
    bool explain_;
    std::string text_;
};

// A lead is called by its own id where it has one, else by its number in the file.
std::string label_of(const lead::RawLead& raw, std::size_t number) {
    for (const auto& [key, value] : raw) {
        if (key != "id") continue;
        if (const auto* text = std::get_if<std::string>(&value.value)) return *text;
        if (const auto* id = std::get_if<double>(&value.value)) return format_number(*id);
    }
    return std::to_string(number);
}

void print_summary(const std::map<std::string, std::size_t>& people, std::size_t leads,
                   std::size_t bad, double seconds) {
    fmt::print(stderr, "{} leads in {:.2f} s ({:.0f} a second)", leads, seconds,
               static_cast<double>(leads) / std::max(seconds, 1e-9));
    if (bad > 0) fmt::print(stderr, "; {} rows could not be read", bad);
    fmt::print(stderr, "\n");
    std::vector<std::pair<std::string, std::size_t>> sorted(people.begin(), people.end());
    std::ranges::stable_sort(sorted, std::ranges::greater{},
                             &std::pair<std::string, std::size_t>::second);
    for (const auto& [who, count] : sorted) {
        fmt::print(stderr, "  {:<24} {:>8}  {:>5.1f} %\n", who, count,
                   100.0 * static_cast<double>(count) / static_cast<double>(leads));
    }
}

// Processor time by part. Read once in a few hundred leads, since the clock costs as much as a part
// of one.
class Timing {
  public:
    enum class Part : std::uint8_t { Load, Parse, Route };

    // What was done since the last call, or since the process began, was this.
    void was(Part part) {
        const std::clock_t now = std::clock();
        spent_[static_cast<std::size_t>(part)] += now - since_;
        since_ = now;
    }
    void print(std::size_t leads) const {
        const auto seconds = [&](Part part) {
            return static_cast<double>(spent_[static_cast<std::size_t>(part)]) / CLOCKS_PER_SEC;
        };
        fmt::print(stderr,
                   "{{\"leads\":{},\"load_seconds\":{:.6f},\"parse_seconds\":{:.6f},"
                   "\"route_seconds\":{:.6f}}}\n",
                   leads, seconds(Part::Load), seconds(Part::Parse), seconds(Part::Route));
    }

  private:
    std::array<std::clock_t, 3> spent_{};
    std::clock_t since_ = 0;
};

class RouteRun {
  public:
    RouteRun(const RouteOptions& options, const LoadedTables& tables)
        : options_(options), company_(*tables.zones, *tables.suffixes), tables_(tables) {}

    int run() {
        if (!publish()) return kFound;
        const auto bytes = read_file(options_.leads, kMostLeadBytes);
        if (!bytes) return complain(bytes.error().message);
        const LeadFormat in = lead_format_of(options_.leads);
        LeadFormat out_format = in;
        if (options_.format == "csv") out_format = LeadFormat::Csv;
        if (options_.format == "jsonl") out_format = LeadFormat::JsonLines;
        std::FILE* out = stdout;
        if (!options_.out.empty()) out = std::fopen(options_.out.c_str(), "wb");
        if (out == nullptr) return complain("cannot write " + options_.out);
        ResultWriter writer(out, out_format, options_.explain);
        Progress progress("routing", bytes->size());
        const auto began = std::chrono::steady_clock::now();
        std::size_t number = 0;
        std::size_t bad = 0;
        timing_.was(Timing::Part::Load);
        const auto lines = static_cast<std::size_t>(std::ranges::count(*bytes, '\n'));
        company_.expect(std::min(lines, kMostExpected));
        const auto route_parsed = [&] {
            timing_.was(Timing::Part::Parse);
            for (const lead::RawLead& raw : parsed_) take(raw, ++number, writer);
            parsed_.clear();
            timing_.was(Timing::Part::Route);
        };
        for_each_lead(*bytes, in, [&](Result<lead::RawLead> raw, std::size_t bytes_read) {
            if (!raw) {
                ++bad;
                fmt::print(stderr, "{}: {}\n", options_.leads, raw.error().message);
                return;
            }
            parsed_.push_back(*std::move(raw));
            if (parsed_.size() < kSlice) return;
            route_parsed();
            progress.show(fmt::format("{} leads", number), bytes_read);
        });
        route_parsed();
        const bool written = writer.finish();
        if (out != stdout) std::fclose(out);
        timing_.was(Timing::Part::Route);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        progress.clear();
        if (!written) return complain("the results could not be written: the disk may be full");
        if (options_.timing) timing_.print(number);
        if (isatty(STDERR_FILENO) != 0 && number > 0) {
            print_summary(people_, number, bad, took.count());
        }
        return bad == 0 ? kDone : kFound;
    }

  private:
    static constexpr std::size_t kMostLeadBytes = std::size_t{4} << 30U;
    static constexpr std::size_t kMostExpected = 1'000'000;
    static constexpr std::size_t kSlice = 512;  // leads that are parsed before they are routed

    int complain(const std::string& message) const {
        fmt::print(stderr, "baton route: {}\n", message);
        return kFound;
    }

    bool publish() {
        const auto text = read_file(options_.workspace);
        if (!text) {
            complain(text.error().message);
            return false;
        }
        const workspace::Loaded loaded =
            workspace::load(*text, options_.workspace,
                            {*tables_.zones, *tables_.suffixes, reader_beside(options_.workspace),
                             nullptr, match::index_rules});
        for (const workspace::Finding& finding : loaded.findings) {
            if (finding.severity == workspace::Severity::Error) {
                fmt::print(stderr, "{}\n", workspace::to_line(finding));
            }
        }
        if (!loaded.policy) return false;
        Instant at = SystemClock().now();
        if (!options_.at.empty()) {
            const auto time = parse_time(options_.at);
            if (!time) {
                complain(
                    fmt::format("--at has to be a time such as 2026-03-02T09:00:00-05:00, not "
                                "\"{}\"",
                                options_.at));
                return false;
            }
            at = time->instant;
            if (time->local) {
                const std::int64_t seconds = at.to_seconds();
                const std::int64_t day = seconds / 86400;
                at = loaded.policy->zone->instant_of(
                    day, static_cast<std::int32_t>(seconds - day * 86400));
            }
        }
        company_.set_now(at);
        if (options_.explain) company_.keep_explanations();
        const auto published = company_.publish(loaded.policy);
        if (!published) complain(published.error().message);
        return published.has_value();
    }

    void take(const lead::RawLead& raw, std::size_t number, ResultWriter& writer) {
        std::string label = label_of(raw, number);
        const auto arrival = company_.receive(raw);
        company_.forget_events();
        if (!arrival) {
            complain(arrival.error().message);
            return;
        }
        const scenario::Track& track = *company_.find(arrival->id);
        ResultRow row = row_of(track, company_.policy(), std::move(label));
        if (options_.explain) {
            row.explanation = company_.explain(track);
            row.trace = track.explanation;
        }
        ++people_[row.person.empty() ? "(" + row.state + ")" : row.person];
        writer.row(row);
        company_.forget(arrival->id);
    }

    const RouteOptions& options_;
    scenario::Company company_;
    const LoadedTables& tables_;
    std::map<std::string, std::size_t> people_;
    std::vector<lead::RawLead> parsed_;
    Timing timing_;
};

}  // namespace

int route(const RouteOptions& options) {
    const auto tables = load_tables();
    if (!tables) {
        fmt::print(stderr, "baton route: {}\n", tables.error().message);
        return kFound;
    }
    return RouteRun(options, *tables).run();
}

}  // namespace baton::app
