// GET /v1/audit: who changed what, from what to what. Changes of access have rows of their own;
// changes of rules and of how people stand are events of the log already, so the trail is read from
// both, and neither can be missing from it.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "api/answers.hpp"
#include "api/event_log.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

// Where a page goes on: in the log, and in the rows.
struct Place {
    std::uint64_t below = ~std::uint64_t{0} >> 1U;
    Uuid before{};
};

struct Filter {
    std::string actor;   // empty: anybody
    std::string action;  // "member" means all that begin so
    std::string subject;
    std::size_t limit = 0;
    Place from;
};

// One line of the trail.
struct Entry {
    Instant at{};
    std::string actor;
    std::string action;
    std::string subject;
    std::string before;  // JSON; empty: nothing
    std::string after;   // JSON; empty: nothing
};

// A page looks at so many lines of each kind at most.
constexpr std::size_t kLookedAt = 2'000;

OrResponse<Place> place_of(std::string_view cursor) {
    Place place;
    const std::size_t dot = cursor.find('.');
    const auto before =
        dot == std::string_view::npos ? std::nullopt : parse_uuid(cursor.substr(dot + 1));
    const auto read =
        std::from_chars(cursor.data(), cursor.data() + std::min(dot, cursor.size()), place.below);
    if (!before || read.ec != std::errc() || read.ptr != cursor.data() + dot) {
        return std::unexpected(
            http::problem_response(400, "\"cursor\" is what an earlier page gave", "cursor"));
    }
    place.before = *before;
    return place;
}

OrResponse<Filter> filter_of(const http::RequestHead& head) {
    auto query = query_of(head, {"actor", "action", "subject", "limit", "cursor"});
    if (!query) return std::unexpected(std::move(query.error()));
    Filter filter;
    const auto limit = page_limit(*query);
    if (!limit) return std::unexpected(limit.error());
    filter.limit = *limit;
    filter.actor = http::find_parameter(*query, "actor").value_or("");
    filter.action = http::find_parameter(*query, "action").value_or("");
    filter.subject = http::find_parameter(*query, "subject").value_or("");
    if (const auto cursor = http::find_parameter(*query, "cursor")) {
        auto place = place_of(*cursor);
        if (!place) return std::unexpected(std::move(place.error()));
        filter.from = *place;
    }
    return filter;
}

bool fits(const Entry& entry, const Filter& filter) {
    const auto is_action = [&] {
        return entry.action == filter.action || entry.action.starts_with(filter.action + ".");
    };
    return (filter.actor.empty() || entry.actor == filter.actor) &&
           (filter.action.empty() || is_action()) &&
           (filter.subject.empty() || entry.subject == filter.subject);
}

std::string version_json(std::uint64_t version, const std::string& note) {
    std::string text;
    {
        ObjectWriter object(text);
        object.integer("version", static_cast<std::int64_t>(version));
        object.text_if_any("note", note);
    }
    return text;
}

std::string person_of(const event::Event& event, const team::Names& names) {
    if (const auto* change = std::get_if<event::Availability>(&event.body)) {
        return names.people.name(change->person);
    }
    if (const auto* figures = std::get_if<event::Figures>(&event.body)) {
        return names.people.name(figures->person);
    }
    return {};
}

// The changes that the log has, latest first, as lines. Each knows the one before it of its kind
// and person, as far as that stands among those that were read with it.
class OfLog {
  public:
    OfLog(const Service& service, const dispatch::Held& room, std::uint64_t below)
        : store_(*service.options.store.access()),
          workspace_(room->name),
          names_(room->writer->live()),
          log_(room),
          below_(below) {}

    // Null at the end.
    [[nodiscard]] Result<const store::EventRow*> peek() {
        if (at_ == rows_.size() && !is_over_) {
            auto rows = store_.changes(workspace_, below_, store::kMaxPage);
            if (!rows) return std::unexpected(std::move(rows).error());
            rows_ = *std::move(rows);
            at_ = 0;
            is_over_ = rows_.empty();
        }
        return at_ < rows_.size() ? &rows_[at_] : nullptr;
    }
    [[nodiscard]] Result<Entry> take() {
        const store::EventRow& row = rows_[at_++];
        below_ = row.seq;
        const auto event = log_.decode(row);
        if (!event) return std::unexpected(event.error());
        Entry entry;
        entry.at = event->at;
        entry.actor = event->actor;
        if (const auto* published = std::get_if<event::Published>(&event->body)) {
            entry.action = "rules.published";
            entry.subject = fmt::format("version {}", event->version);
            if (event->version > 1) entry.before = version_json(event->version - 1, "");
            entry.after = version_json(event->version, published->note);
        } else {
            entry.action = "person." + row.kind;
            entry.subject = names_->policy ? person_of(*event, names_->policy->names) : "";
            entry.after = log_.json(*event);
            entry.before = before(row.kind, entry.subject);
        }
        return entry;
    }
    [[nodiscard]] std::uint64_t below() const { return below_; }

  private:
    std::string before(std::string_view kind, const std::string& person) {
        for (std::size_t i = at_; i < rows_.size(); ++i) {
            if (rows_[i].kind != kind) continue;
            const auto event = log_.decode(rows_[i]);
            if (event && person_of(*event, names_->policy->names) == person) {
                return log_.json(*event);
            }
        }
        return {};
    }

    store::AccessStore& store_;
    const std::string workspace_;
    std::shared_ptr<const dispatch::Live> names_;  // shared with the writer's readers
    EventLog log_;
    std::uint64_t below_;
    std::vector<store::EventRow> rows_;
    std::size_t at_ = 0;
    bool is_over_ = false;
};

// The changes of access, latest first.
class OfRows {
  public:
    OfRows(const Service& service, const std::string& workspace, const Uuid& before)
        : store_(*service.options.store.access()), workspace_(workspace), before_(before) {}

    [[nodiscard]] Result<const store::AuditRow*> peek() {
        if (at_ == rows_.size() && !is_over_) {
            auto rows = store_.audit(workspace_, before_, store::kMaxPage);
            if (!rows) return std::unexpected(std::move(rows).error());
            rows_ = *std::move(rows);
            at_ = 0;
            is_over_ = rows_.empty();
        }
        return at_ < rows_.size() ? &rows_[at_] : nullptr;
    }
    [[nodiscard]] Entry take() {
        const store::AuditRow& row = rows_[at_++];
        before_ = row.id;
        return {row.at, row.actor, row.action, row.subject, row.before, row.after};
    }
    [[nodiscard]] const Uuid& before() const { return before_; }

  private:
    store::AccessStore& store_;
    const std::string& workspace_;
    Uuid before_;
    std::vector<store::AuditRow> rows_;
    std::size_t at_ = 0;
    bool is_over_ = false;
};

void write_entry(std::string& out, const Entry& entry) {
    const auto json_or_null = [](const std::string& json) { return json.empty() ? "null" : json; };
    ObjectWriter object(out);
    object.text("at", format_time(entry.at));
    object.text("actor", entry.actor);
    object.text("action", entry.action);
    object.text("subject", entry.subject);
    object.key("before") += json_or_null(entry.before);
    object.key("after") += json_or_null(entry.after);
}

void answer_trail(Call call, const Filter& filter) {
    OfLog log(call.service(), call.room(), filter.from.below);
    OfRows rows(call.service(), call.workspace(), filter.from.before);
    std::string list;
    std::size_t shown = 0;
    bool is_over = false;
    for (std::size_t looked = 0; shown < filter.limit && looked < kLookedAt; ++looked) {
        const auto event = log.peek();
        if (!event) return call.answer(store_failed(event.error()));
        const auto row = rows.peek();
        if (!row) return call.answer(store_failed(row.error()));
        is_over = *event == nullptr && *row == nullptr;
        if (is_over) break;
        const bool is_row = *event == nullptr || (*row != nullptr && (*row)->at >= (*event)->at);
        const auto entry = is_row ? Result<Entry>(rows.take()) : log.take();
        if (!entry) return call.answer(store_failed(entry.error()));
        if (!fits(*entry, filter)) continue;
        if (shown++ > 0) list += ',';
        write_entry(list, *entry);
    }
    std::string body = "{\"entries\":[" + list + "],\"cursor\":";
    body += is_over ? "null}" : fmt::format("\"{}.{}\"}}", log.below(), format_uuid(rows.before()));
    call.answer(http::Response::json(200, std::move(body)));
}

}  // namespace

void get_audit(Call call, http::Request& request) {
    auto filter = filter_of(request);
    if (!filter) return call.answer(std::move(filter.error()));
    in_background(std::move(call), [filter = *std::move(filter)](Call asked) {
        answer_trail(std::move(asked), filter);
    });
}

}  // namespace baton::api
