#include "api/past.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "api/event_log.hpp"
#include "base/text.hpp"
#include "capture/json.hpp"
#include "core/lead/json_cursor.hpp"
#include "core/lead/row.hpp"

namespace baton::api {
namespace {

using scenario::Course;
using scenario::PastAbsence;

// What the log says of people and leads.
class LogReader {
  public:
    explicit LogReader(const team::Names& names) : names_(names) {}

    void take(const event::Event& event) {
        if (const auto* change = std::get_if<event::Availability>(&event.body)) {
            availability(*change, event.at);
            return;
        }
        if (!event.lead) return;
        if (const route::Decision* decision = event::decision_of(event)) {
            if (decision->person) stories_[*event.lead].since = event.at;
        } else if (std::holds_alternative<event::Acknowledged>(event.body)) {
            Story& story = stories_[*event.lead];
            story.course.acknowledged = after(story, event.at);
        } else if (std::holds_alternative<event::Contacted>(event.body)) {
            Story& story = stories_[*event.lead];
            story.course.contacted = after(story, event.at);
        } else if (const auto* closed = std::get_if<event::Closed>(&event.body)) {
            if (event.cause == event::Cause::Stale) return;
            Story& story = stories_[*event.lead];
            story.course.closed = after(story, event.at);
            story.course.as = closed->as;
            story.course.amount = closed->amount;
            story.course.reason = closed->reason;
        }
    }

    [[nodiscard]] Course course_of(const Uuid& lead) const {
        const auto it = stories_.find(lead);
        return it == stories_.end() ? Course{} : it->second.course;
    }
    [[nodiscard]] std::vector<PastAbsence> absences() {
        for (auto& [key, open] : open_) absences_.push_back(open);
        open_.clear();
        return std::move(absences_);
    }

  private:
    struct Story {
        std::optional<Instant> since;  // the last assignment
        Course course;
    };

    static std::optional<Duration> after(const Story& story, Instant at) {
        if (!story.since) return std::nullopt;
        return at - *story.since;
    }

    // An absence lasts till its end, till `back`, or till another takes its place; a pause is one
    // without an end.
    void availability(const event::Availability& change, Instant at) {
        using enum event::AvailabilityChange;
        const bool pauses = change.change == Paused || change.change == Resumed;
        const auto key = std::pair(pauses, change.person);
        if (const auto open = open_.find(key); open != open_.end()) {
            open->second.until = std::min(open->second.until, std::max(at, open->second.from));
            absences_.push_back(open->second);
            open_.erase(open);
        }
        if (change.change != Out && change.change != Paused) return;
        const bool is_out = change.change == Out;
        open_[key] = {names_.people.name(change.person), is_out ? change.from : at,
                      is_out ? change.until : Instant::never()};
    }

    const team::Names& names_;
    std::unordered_map<Uuid, Story, desk::LeadIdHash> stories_;  // only ever asked for one lead
    std::map<std::pair<bool, team::PersonId>, PastAbsence> open_;
    std::vector<PastAbsence> absences_;
};

// The members of a JSON object, without its braces.
std::string_view members(std::string_view object) {
    const std::size_t begin = object.find('{');
    const std::size_t end = object.rfind('}');
    if (begin == std::string_view::npos || end <= begin) return {};
    return trim(object.substr(begin + 1, end - begin - 1));
}

// A row's body as a source would have sent it: what could not be read and what no field was known
// for stand beside the fields again.
std::string as_sent(const store::LeadRow& row) {
    std::string out = "{";
    std::string id = format_uuid(row.id);
    const auto add = [&out](std::string_view piece) {
        if (piece.empty()) return;
        if (out.size() > 1) out += ',';
        out += piece;
    };
    lead::JsonCursor cursor(row.content->body);
    cursor.take('{');
    do {
        const auto name = cursor.string();
        if (!name || !cursor.take(':')) break;
        if (*name == lead::row::kExternalId) {
            id = cursor.string().value_or(id);
            continue;
        }
        const auto value = cursor.value();
        if (!value) break;
        if (*name == lead::row::kUnreadable || *name == lead::row::kExtra) {
            add(members(*value));
            continue;
        }
        std::string member;
        append_json_string(member, *name);
        member += ':';
        member += *value;
        add(member);
    } while (cursor.take(','));
    std::string member = "\"id\":";
    append_json_string(member, id);
    add(member);
    out += '}';
    return out;
}

Result<void> read_log(const dispatch::Held& room, store::Store& store, const std::string& workspace,
                      LogReader& reader) {
    EventLog log(room);
    std::uint64_t next = 1;
    for (;;) {
        const auto rows = store.read(workspace, next, store::kMaxEventsPerRead);
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) return {};
        for (const store::EventRow& row : *rows) {
            const auto event = log.decode(row);
            if (!event) return std::unexpected(event.error());
            reader.take(*event);
        }
        next = rows->back().seq + 1;
    }
}

}  // namespace

Result<PastAnswer> read_past(const dispatch::Held& room, store::Store& store,
                             const std::string& workspace, const PastWindow& window,
                             scenario::Past& past) {
    const auto live = room->writer->live();
    LogReader reader(live->policy->names);
    if (const auto read = read_log(room, store, workspace, reader); !read) {
        return std::unexpected(read.error());
    }
    store::LeadQuery query;
    query.limit = store::kMaxPage;
    query.filter.received_from = window.from;
    query.filter.received_to = window.to;
    PastAnswer answer;
    std::vector<scenario::Past::Told> all;  // newest first
    do {
        const auto page = store.search(workspace, query);
        if (!page) return std::unexpected(page.error());
        for (const store::LeadRow& row : page->leads) {
            if (!row.content || row.content->body.empty()) continue;
            if (all.size() == window.most) {
                answer.is_partial = true;
                break;
            }
            auto raw = capture::parse_json_lead(as_sent(row));
            if (!raw) return std::unexpected(raw.error());
            scenario::Past::Told told;
            told.raw = *std::move(raw);
            told.past.course = reader.course_of(row.id);
            told.past.received_at = {row.received_at, false};
            all.push_back(std::move(told));
        }
        query.before = page->next;
    } while (query.before && !answer.is_partial);
    std::ranges::reverse(all);
    for (std::size_t i = 0; i < all.size(); ++i) all[i].number = i + 1;
    answer.leads = all.size();
    past.add(std::move(all));
    past.absences = reader.absences();
    past.settle();
    return answer;
}

}  // namespace baton::api
