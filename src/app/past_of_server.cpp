// The past of a running server: its log as the stream of events tells it, its leads page by page.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <unordered_map>
#include <utility>

#include "app/past_leads.hpp"
#include "base/text.hpp"
#include "capture/json.hpp"

namespace baton::app {
namespace {

namespace json = boost::json;
using scenario::Course;
using scenario::Past;
using scenario::PastAbsence;

enum class ServerError : int { BadAnswer = 1, Refused = 2 };

std::string text_at(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::optional<Instant> time_at(const json::object& object, std::string_view name) {
    const auto time = parse_time(text_at(object, name));
    if (!time) return std::nullopt;
    return time->instant;
}

// What the log says of people and leads.
class LogReader {
  public:
    void take(const json::object& event) {
        const std::string kind = text_at(event, "kind");
        const auto at = time_at(event, "at");
        if (!at) return;
        if (kind == "availability") {
            availability(event, *at);
            return;
        }
        const std::string lead = text_at(event, "lead");
        if (lead.empty()) return;
        Story& story = stories_[lead];
        if (kind == "received" || kind == "decided") {
            if (!text_at(event, "person").empty()) story.since = *at;
        } else if (kind == "acknowledged") {
            story.course.acknowledged = after(story, *at);
        } else if (kind == "contacted") {
            story.course.contacted = after(story, *at);
        } else if (kind == "closed" && text_at(event, "cause") != "stale") {
            closed(event, story, *at);
        }
    }

    [[nodiscard]] Course course_of(const std::string& lead) const {
        const auto it = stories_.find(lead);
        return it == stories_.end() ? Course{} : it->second.course;
    }
    [[nodiscard]] std::vector<PastAbsence> absences() {
        for (auto& [person, open] : open_) absences_.push_back(open);
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
    static void closed(const json::object& event, Story& story, Instant at) {
        story.course.closed = after(story, at);
        const std::string state = text_at(event, "state");
        story.course.reason = text_at(event, "reason");
        story.course.as = state == "won"    ? event::Closing::Won
                          : state == "lost" ? event::Closing::Lost
                                            : event::Closing::Disqualified;
        if (const json::value* amount = event.if_contains("amount");
            amount && amount->is_number()) {
            story.course.amount = amount->to_number<double>();
        }
    }

    // An absence lasts till its end, till `back`, or till another takes its place; a pause is one
    // without an end.
    void availability(const json::object& event, Instant at) {
        const std::string person = text_at(event, "person");
        const std::string change = text_at(event, "change");
        const bool pauses = change == "paused" || change == "resumed";
        const std::string key = (pauses ? "pause " : "out ") + person;
        if (const auto open = open_.find(key); open != open_.end()) {
            open->second.until = std::min(open->second.until, std::max(at, open->second.from));
            absences_.push_back(open->second);
            open_.erase(open);
        }
        if (change != "out" && change != "paused") return;
        open_[key] = {person, time_at(event, "from").value_or(at),
                      time_at(event, "until").value_or(Instant::never())};
    }

    std::unordered_map<std::string, Story> stories_;  // only ever asked for one lead
    std::map<std::string, PastAbsence> open_;
    std::vector<PastAbsence> absences_;
};

// Server-sent events, as their bytes come in.
class Frames {
  public:
    template <class Each>  // id, data
    void feed(std::string_view bytes, const Each& each) {
        held_ += bytes;
        std::size_t begin = 0;
        for (std::size_t end = held_.find("\n\n"); end != std::string::npos;
             end = held_.find("\n\n", begin)) {
            frame(std::string_view(held_).substr(begin, end - begin), each);
            begin = end + 2;
        }
        held_.erase(0, begin);
    }

  private:
    template <class Each>
    static void frame(std::string_view text, const Each& each) {
        std::string_view data;
        std::optional<std::int64_t> id;
        for (const std::string_view line : split(text, '\n')) {
            if (line.starts_with("id:")) id = parse_integer(trim(line.substr(3)));
            if (line.starts_with("data:")) data = trim(line.substr(5));
        }
        if (id) each(*id, data);
    }

    std::string held_;
};

std::unexpected<Error> refused(const http::ClientResponse& response) {
    return fail(ServerError::Refused, problem_words(response));
}

// The number of the log's last event.
Result<std::int64_t> last_event(Remote& remote) {
    Frames frames;
    std::optional<std::int64_t> last;
    const auto answer = remote.listen("/v1/events", [&](std::string_view piece) {
        frames.feed(piece, [&](std::int64_t id, std::string_view) {
            if (!last) last = id;
        });
        return !last;
    });
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 200) return refused(*answer);
    return last.value_or(0);
}

Result<void> read_log(Remote& remote, LogReader& log,
                      const std::function<void(std::string_view)>& watch) {
    const auto last = last_event(remote);
    if (!last) return std::unexpected(last.error());
    if (*last == 0) return {};
    Frames frames;
    bool is_over = false;
    const auto answer = remote.listen("/v1/events?after=0", [&](std::string_view piece) {
        frames.feed(piece, [&](std::int64_t id, std::string_view data) {
            if (is_over) return;
            boost::system::error_code error;
            const json::value event = json::parse(data, error);
            if (!error && event.is_object()) log.take(event.get_object());
            is_over = id >= *last;
            constexpr std::int64_t kStep = 4096;
            if (id % kStep == 0) watch(fmt::format("{} of {} events", id, *last));
        });
        return !is_over;
    });
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 200) return refused(*answer);
    return {};
}

// A lead of a page as a source would have sent it; nothing when what it said was erased.
Result<std::optional<Past::Told>> told_of(const json::object& lead, const LogReader& log) {
    if (lead.contains("erased_at")) return std::nullopt;
    json::object all;
    for (const std::string_view part : {"fields", "extra"}) {
        const json::value* fields = lead.if_contains(part);
        if (fields == nullptr || !fields->is_object()) continue;
        for (const auto& [name, value] : fields->get_object()) all.insert_or_assign(name, value);
    }
    const std::string external = text_at(lead, "external_id");
    const std::string id = text_at(lead, "lead");
    all.insert_or_assign("id", external.empty() ? id : external);
    auto raw = capture::parse_json_lead(json::serialize(all));
    if (!raw) return std::unexpected(raw.error());
    Past::Told told;
    told.raw = *std::move(raw);
    told.past.course = log.course_of(id);
    if (const auto at = time_at(lead, "received_at")) told.past.received_at = {*at, false};
    return told;
}

}  // namespace

Result<PastRead> read_past_of_server(Remote& remote, Past& past,
                                     const std::function<void(std::string_view)>& watch) {
    LogReader log;
    if (auto read = read_log(remote, log, watch); !read) return std::unexpected(read.error());
    std::vector<Past::Told> all;  // newest first
    PastRead read;
    std::string cursor;
    do {
        const auto page = remote.send(
            http::Method::Get,
            "/v1/leads?limit=200" + (cursor.empty() ? std::string() : "&cursor=" + cursor));
        if (!page) return std::unexpected(page.error());
        if (page->status != 200) return refused(*page);
        boost::system::error_code error;
        const json::value body = json::parse(page->body, error);
        const json::value* leads =
            !error && body.is_object() ? body.get_object().if_contains("leads") : nullptr;
        if (leads == nullptr || !leads->is_array()) {
            return fail(ServerError::BadAnswer, "the server gave no page of leads");
        }
        for (const json::value& item : leads->get_array()) {
            if (!item.is_object()) continue;
            auto told = told_of(item.get_object(), log);
            if (!told) return std::unexpected(told.error());
            if (*told) all.push_back(**std::move(told));
        }
        cursor = text_at(body.get_object(), "cursor");
        watch(fmt::format("{} leads", all.size()));
    } while (!cursor.empty());
    std::ranges::reverse(all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].number = i + 1;
        read.any_closed = read.any_closed || all[i].past.course.closed.has_value();
    }
    read.leads = all.size();
    past.add(std::move(all));
    past.absences = log.absences();
    return read;
}

}  // namespace baton::app
