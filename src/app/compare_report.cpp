#include "app/compare_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace baton::app {
namespace {

using scenario::Comparison;
using scenario::Fate;
using scenario::kNobody;
using scenario::Past;
using scenario::PlaceRow;
using scenario::Replay;
using scenario::SlaRow;

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

std::string_view tier_of(const Fate& fate, const Replay& side) {
    return fate.tier == kNobody ? std::string_view() : std::string_view(side.words()[fate.tier]);
}

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
                           past.leads()[lead].label,
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

// ---- JSON
// ------------------------------------------------------------------------------------------

// A JSON object in the making: members one after another, closed at its end.
class Object {
  public:
    explicit Object(std::string& out) : out_(out) { out_ += '{'; }
    ~Object() { out_ += '}'; }
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    std::string& key(std::string_view name) {
        if (!is_first_) out_ += ',';
        is_first_ = false;
        append_json_string(out_, name);
        out_ += ':';
        return out_;
    }
    void text(std::string_view name, std::string_view value) {
        append_json_string(key(name), value);
    }
    void text_or_null(std::string_view name, std::string_view value) {
        if (value.empty()) {
            key(name) += "null";
        } else {
            text(name, value);
        }
    }
    void count(std::string_view name, std::uint64_t value) { key(name) += std::to_string(value); }
    void number(std::string_view name, double value) { append_json_number(key(name), value); }

  private:
    std::string& out_;
    bool is_first_ = true;
};

template <class List, class Each>
void write_list(std::string& out, const List& list, const Each& each) {
    out += '[';
    bool is_first = true;
    for (const auto& item : list) {
        if (!is_first) out += ',';
        is_first = false;
        each(item);
    }
    out += ']';
}

void write_places(Object& object, std::string_view name, std::string_view one,
                  const std::vector<PlaceRow>& rows) {
    std::string& out = object.key(name);
    write_list(out, rows, [&](const PlaceRow& row) {
        Object item(out);
        item.text(one, row.name);
        item.count("from", row.leads[0]);
        item.count("to", row.leads[1]);
        item.count("gains", row.moved[1]);
        item.count("loses", row.moved[0]);
    });
}

void write_sla(std::string& out, const SlaRow& row, const scenario::Count& count) {
    Object object(out);
    object.count("measured", row.measured);
    object.count("in_time", row.in_time);
    object.count("late", row.late);
    object.count("unanswered", row.unanswered);
    object.count("reminders", count.reminders);
    object.count("moved_on", count.moved_on);
    object.count("found_nobody", count.found_nobody);
    object.count("waited", row.waited);
    object.number("longest_wait_seconds", static_cast<double>(row.longest_wait.micros) / 1e6);
    object.count("held", count.held);
    object.count("unrouted", count.unrouted);
    object.count("queued", count.queued);
    object.count("won", count.won);
    object.number("amount", count.amount);
}

void write_side(std::string& out, std::uint32_t lead, const Replay& side) {
    const Fate& fate = side.fates()[lead];
    Object object(out);
    object.text("to", scenario::in_words(fate.going, side));
    object.text("state", desk::to_word(fate.going.state));
    const bool has_person = fate.going.state == desk::LeadState::Assigned;
    object.text_or_null("person", has_person ? scenario::in_words(fate.going, side) : "");
    object.text("rule", scenario::rule_of(fate, side));
    if (fate.has_score) {
        object.number("score", fate.score);
    } else {
        object.key("score") += "null";
    }
    object.text_or_null("tier", tier_of(fate, side));
    object.text("reason", scenario::reason_of(lead, side));
}

void write_json(Output& out, const Comparison& comparison, const Past& past) {
    {
        Object object(out.text);
        object.count("leads", past.leads().size());
        object.count("moved", comparison.moved.size());
        object.count("other_rule", comparison.other_rule);
        write_places(object, "people", "person", comparison.people);
        write_places(object, "places", "place", comparison.places);
        write_list(object.key("rules"), comparison.rules, [&](const scenario::RuleRow& row) {
            Object item(out.text);
            item.text("from", row.rule[0]);
            item.text("to", row.rule[1]);
            item.count("leads", row.leads);
        });
        {
            Object score(object.key("score"));
            score.count("differ", comparison.score.differ);
            score.number("from_mean", comparison.score.mean[0]);
            score.number("to_mean", comparison.score.mean[1]);
        }
        write_list(object.key("tiers"), comparison.tiers, [&](const scenario::TierRow& row) {
            Object item(out.text);
            item.text_or_null("from", row.tier[0]);
            item.text_or_null("to", row.tier[1]);
            item.count("leads", row.leads);
        });
        {
            Object sla(object.key("sla"));
            write_sla(sla.key("from"), comparison.sla[0], comparison.sides[0]->count());
            write_sla(sla.key("to"), comparison.sla[1], comparison.sides[1]->count());
            sla.count("later", comparison.later);
            sla.count("sooner", comparison.sooner);
        }
        write_list(object.key("moves"), comparison.moved, [&](std::uint32_t lead) {
            out.breathe();
            Object item(out.text);
            item.text("lead", past.leads()[lead].label);
            item.text("received_at", format_time(past.leads()[lead].at));
            write_side(item.key("from"), lead, *comparison.sides[0]);
            write_side(item.key("to"), lead, *comparison.sides[1]);
        });
    }
    out.text += '\n';
}

// ---- CSV
// -------------------------------------------------------------------------------------------

void append_cell(std::string& out, std::string_view cell) {
    if (!out.empty() && out.back() != '\n') out += ',';
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += cell;
        return;
    }
    out += '"';
    for (const char c : cell) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void write_csv(Output& out, const Comparison& comparison, const Past& past) {
    out.text +=
        "lead,received_at,from,from_rule,from_score,from_tier,to,to_rule,to_score,to_tier,"
        "from_reason,to_reason\n";
    for (const std::uint32_t lead : comparison.moved) {
        std::string row;
        append_cell(row, past.leads()[lead].label);
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
        out.text += row;
        out.text += '\n';
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
            write_json(out, comparison, past);
            break;
        case ReportFormat::Csv:
            write_csv(out, comparison, past);
            break;
    }
    return out.finish();
}

}  // namespace baton::app
