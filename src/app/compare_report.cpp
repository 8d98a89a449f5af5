#include "app/compare_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>

#include "base/text.hpp"
#include "scenario/compare_json.hpp"

namespace baton::app {
namespace {

using scenario::Comparison;
using scenario::Fate;
using scenario::Past;
using scenario::PlaceRow;
using scenario::Replay;
using scenario::tier_of;

class Output {
  public:
    explicit Output(std::FILE* out) : out_(out) {}

    std::string text;
    // Now and then, so that a million rows are not held at once.
    void breathe() {
        constexpr std::size_t kFlushAt = std::size_t{1} << 16U;
        if (text.size() > kFlushAt) flush();
    }
    bool finish() {
        flush();
        return std::fflush(out_) == 0 && std::ferror(out_) == 0;
    }

  private:
    void flush() {
        std::fwrite(text.data(), 1, text.size(), out_);
        text.clear();
    }
    std::FILE* out_;
};

std::string wait_words(Duration wait) {
    constexpr std::int64_t kSecond = 1'000'000;
    return wait < Duration{kSecond} ? "none" : format_duration({wait.micros / kSecond * kSecond});
}

// ---- Table
// -----------------------------------------------------------------------------------------

void append_places(std::string& out, std::string_view title, const std::vector<PlaceRow>& rows) {
    if (rows.empty()) return;
    std::size_t width = title.size();
    for (const PlaceRow& row : rows) width = std::max(width, utf8_length(row.name));
    out += fmt::format("\n{:<{}} {:>10} {:>10} {:>10} {:>10} {:>10}\n", title, width, "from", "to",
                       "change", "gains", "loses");
    for (const PlaceRow& row : rows) {
        const auto change =
            static_cast<std::int64_t>(row.leads[1]) - static_cast<std::int64_t>(row.leads[0]);
        out += fmt::format("{:<{}} {:>10} {:>10} {:>+10} {:>10} {:>10}\n", row.name, width,
                           row.leads[0], row.leads[1], change, row.moved[1], row.moved[0]);
    }
}

void append_sla(std::string& out, const Comparison& comparison) {
    const auto line = [&out](std::string_view what, const auto& from, const auto& to) {
        out += fmt::format("{:<36} {:>10} {:>10}\n", what, from, to);
    };
    const auto& [from, to] = comparison.sla;
    const auto& a = comparison.sides[0]->count();
    const auto& b = comparison.sides[1]->count();
    out += fmt::format("\n{:<36} {:>10} {:>10}\n", "Service", "from", "to");
    line("measured against a target", from.measured, to.measured);
    line("  answered in time", from.in_time, to.in_time);
    line("  answered late", from.late, to.late);
    line("  not answered", from.unanswered, to.unanswered);
    line("reminders and escalations", a.reminders, b.reminders);
    line("taken from who stayed silent", a.moved_on, b.moved_on);
    line("steps that found nobody", a.found_nobody, b.found_nobody);
    line("leads that had to wait", from.waited, to.waited);
    line("  the longest wait", wait_words(from.longest_wait), wait_words(to.longest_wait));
    line("still held in the end", a.held, b.held);
    line("still unrouted in the end", a.unrouted, b.unrouted);
    line("still in a queue in the end", a.queued, b.queued);
    if (comparison.later + comparison.sooner > 0) {
        out += fmt::format("{} leads answered in time would be late; {} late ones in time\n",
                           comparison.later, comparison.sooner);
    }
}

void append_scores(std::string& out, const Comparison& comparison) {
    const auto& score = comparison.score;
    if (score.scored[0] + score.scored[1] == 0) return;
    out += fmt::format("\n{} leads have another score (mean {:.1f} before, {:.1f} now)\n",
                       score.differ, score.mean[0], score.mean[1]);
    for (const auto& row : comparison.tiers) {
        out += fmt::format("  {:>8} from tier {} to {}\n", row.leads,
                           row.tier[0].empty() ? "none" : row.tier[0],
                           row.tier[1].empty() ? "none" : row.tier[1]);
    }
}

void append_moves(std::string& out, const Comparison& comparison, const Past& past,
                  std::size_t moves) {
    constexpr std::size_t kRules = 15;
    if (comparison.moved.empty()) return;
    out += "\nBy which rules they move\n";
    for (std::size_t i = 0; i < std::min(kRules, comparison.rules.size()); ++i) {
        const auto& row = comparison.rules[i];
        out += fmt::format("  {:>8} from \"{}\" to \"{}\"\n", row.leads, row.rule[0], row.rule[1]);
    }
    if (comparison.rules.size() > kRules) {
        out += fmt::format("  and {} more\n", comparison.rules.size() - kRules);
    }
    const Replay& from = *comparison.sides[0];
    const Replay& to = *comparison.sides[1];
    const std::size_t shown = std::min(moves, comparison.moved.size());
    if (shown > 0) out += "\nLeads that move\n";
    for (std::size_t i = 0; i < shown; ++i) {
        const std::uint32_t lead = comparison.moved[i];
        out += fmt::format("  {}: {} -> {}\n    before: {}\n    now:    {}\n",
                           past.leads()[lead].label(),
                           scenario::in_words(from.fates()[lead].going, from),
                           scenario::in_words(to.fates()[lead].going, to),
                           scenario::reason_of(lead, from), scenario::reason_of(lead, to));
    }
    if (shown < comparison.moved.size()) {
        out += fmt::format("  and {} more: --format csv or json has them all\n",
                           comparison.moved.size() - shown);
    }
}

void write_table(Output& out, const Comparison& comparison, const Past& past, std::size_t moves) {
    const std::size_t leads = past.leads().size();
    out.text += fmt::format("{} leads; {} move ({:.1f} %)", leads, comparison.moved.size(),
                            leads == 0 ? 0.0
                                       : 100.0 * static_cast<double>(comparison.moved.size()) /
                                             static_cast<double>(leads));
    if (comparison.other_rule > 0) {
        out.text += fmt::format("; {} go where they went, by another rule", comparison.other_rule);
    }
    out.text += '\n';
    append_places(out.text, "Person", comparison.people);
    append_places(out.text, "Elsewhere", comparison.places);
    append_sla(out.text, comparison);
    append_scores(out.text, comparison);
    append_moves(out.text, comparison, past, moves);
}

// ---- CSV
// -------------------------------------------------------------------------------------------

bool needs_quotes(std::string_view cell) {
    return std::ranges::any_of(
        cell, [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; });
}

void append_cell(std::string& out, std::string_view cell) {
    if (!out.empty() && out.back() != '\n') out += ',';
    if (!needs_quotes(cell)) {
        out += cell;
        return;
    }
    out += '"';
    while (!cell.empty()) {
        const std::size_t end = std::min(cell.find('"'), cell.size());
        out += cell.substr(0, end);
        cell.remove_prefix(end);
        if (cell.empty()) break;
        out += "\"\"";
        cell.remove_prefix(1);
    }
    out += '"';
}

void write_csv(Output& out, const Comparison& comparison, const Past& past) {
    out.text +=
        "lead,received_at,from,from_rule,from_score,from_tier,to,to_rule,to_score,to_tier,"
        "from_reason,to_reason\n";
    for (const std::uint32_t lead : comparison.moved) {
        std::string& row = out.text;
        append_cell(row, past.leads()[lead].label());
        append_cell(row, format_time(past.leads()[lead].at));
        for (const auto& side : comparison.sides) {
            const Fate& fate = side->fates()[lead];
            append_cell(row, scenario::in_words(fate.going, *side));
            append_cell(row, scenario::rule_of(fate, *side));
            append_cell(row, fate.has_score ? format_number(fate.score) : "");
            append_cell(row, tier_of(fate, *side));
        }
        for (const auto& side : comparison.sides)
            append_cell(row, scenario::reason_of(lead, *side));
        row += '\n';
        out.breathe();
    }
}

}  // namespace

bool write_comparison(std::FILE* file, ReportFormat format, const Comparison& comparison,
                      const Past& past, std::size_t moves) {
    Output out(file);
    switch (format) {
        case ReportFormat::Table:
            write_table(out, comparison, past, moves);
            break;
        case ReportFormat::Json:
            scenario::append_json(out.text, comparison, past,
                                  std::numeric_limits<std::size_t>::max(),
                                  [&out] { out.breathe(); });
            out.text += '\n';
            break;
        case ReportFormat::Csv:
            write_csv(out, comparison, past);
            break;
    }
    return out.finish();
}

}  // namespace baton::app
