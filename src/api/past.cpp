#include "api/past.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/event_log.hpp"
#include "base/text.hpp"
#include "capture/json.hpp"
#include "core/lead/json_cursor.hpp"
#include "core/lead/row.hpp"
#include "scenario/past_story.hpp"

namespace baton::api {
namespace {

using scenario::PastStory;

void tell(PastStory& story, const event::Event& event, const team::Names& names) {
    if (const auto* change = std::get_if<event::Availability>(&event.body)) {
        story.changed(
            {names.people.name(change->person), change->change, change->from, change->until},
            event.at);
    } else if (!event.lead) {
        return;
    } else if (const route::Decision* decision = event::decision_of(event)) {
        if (decision->person) story.assigned(*event.lead, event.at);
    } else if (std::holds_alternative<event::Acknowledged>(event.body)) {
        story.acknowledged(*event.lead, event.at);
    } else if (std::holds_alternative<event::Contacted>(event.body)) {
        story.contacted(*event.lead, event.at);
    } else if (const auto* closed = std::get_if<event::Closed>(&event.body)) {
        if (event.cause == event::Cause::Stale) return;
        story.closed(*event.lead, event.at, {closed->as, closed->amount, closed->reason});
    }
}

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
                      PastStory& story) {
    const auto live = room->writer->live();
    EventLog log(room);
    std::uint64_t next = 1;
    for (;;) {
        const auto rows = store.read(workspace, next, store::kMaxEventsPerRead);
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) return {};
        for (const store::EventRow& row : *rows) {
            const auto event = log.decode(row);
            if (!event) return std::unexpected(event.error());
            tell(story, *event, live->policy->names);
        }
        next = rows->back().seq + 1;
    }
}

}  // namespace

Result<PastAnswer> read_past(const dispatch::Held& room, store::Store& store,
                             const std::string& workspace, const PastWindow& window,
                             scenario::Past& past) {
    PastStory story;
    if (const auto read = read_log(room, store, workspace, story); !read) {
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
            told.past.course = story.course_of(row.id);
            told.past.received_at = {row.received_at, false};
            all.push_back(std::move(told));
        }
        query.before = page->next;
    } while (query.before && !answer.is_partial);
    std::ranges::reverse(all);
    for (std::size_t i = 0; i < all.size(); ++i) all[i].number = i + 1;
    answer.leads = all.size();
    past.add(all);
    past.absences = story.absences();
    past.settle();
    return answer;
}

}  // namespace baton::api
