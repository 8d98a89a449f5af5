#include "scenario/compare_json.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "base/text.hpp"

namespace baton::scenario {
namespace {

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

void write_sla(std::string& out, const SlaRow& row, const Count& count) {
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
    object.text("to", in_words(fate.going, side));
    object.text("state", desk::to_word(fate.going.state));
    const bool has_person = fate.going.state == desk::LeadState::Assigned;
    object.text_or_null("person", has_person ? in_words(fate.going, side) : "");
    object.text("rule", rule_of(fate, side));
    if (fate.has_score) {
        object.number("score", fate.score);
    } else {
        object.key("score") += "null";
    }
    object.text_or_null("tier", tier_of(fate, side));
    object.text("reason", reason_of(lead, side));
}

}  // namespace

void append_json(std::string& out, const Comparison& comparison, const Past& past,
                 std::size_t moves, const std::function<void()>& after_each) {
    {
        Object object(out);
        object.count("leads", past.leads().size());
        object.count("moved", comparison.moved.size());
        object.count("other_rule", comparison.other_rule);
        write_places(object, "people", "person", comparison.people);
        write_places(object, "places", "place", comparison.places);
        write_list(object.key("rules"), comparison.rules, [&](const RuleRow& row) {
            Object item(out);
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
        write_list(object.key("tiers"), comparison.tiers, [&](const TierRow& row) {
            Object item(out);
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
        const std::span<const std::uint32_t> all = comparison.moved;
        write_list(object.key("moves"), all.first(std::min(moves, all.size())),
                   [&](std::uint32_t lead) {
                       after_each();
                       Object item(out);
                       item.text("lead", past.leads()[lead].label());
                       item.text("received_at", format_time(past.leads()[lead].at));
                       write_side(item.key("from"), lead, *comparison.sides[0]);
                       write_side(item.key("to"), lead, *comparison.sides[1]);
                   });
    }
}

}  // namespace baton::scenario
