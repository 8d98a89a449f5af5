// The past of a running server: its log as the stream of events tells it, its leads page by page.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "app/past_leads.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "capture/json.hpp"
#include "core/event/words.hpp"
#include "scenario/past_story.hpp"

namespace baton::app {
namespace {

namespace json = boost::json;
using scenario::Past;
using scenario::PastStory;

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

event::Closing closing_of(const json::object& event) {
    const std::string state = text_at(event, "state");
    if (state == "won") return event::Closing::Won;
    return state == "lost" ? event::Closing::Lost : event::Closing::Disqualified;
}

// An event as the stream has it.
void tell(PastStory& story, const json::object& event) {
    const std::string kind = text_at(event, "kind");
    const auto at = time_at(event, "at");
    if (!at) return;
    if (kind == "availability") {
        const auto change = event::change_from(text_at(event, "change"));
        if (!change) return;
        story.changed({text_at(event, "person"), *change, time_at(event, "from").value_or(*at),
                       time_at(event, "until").value_or(Instant::never())},
                      *at);
        return;
    }
    const auto lead = parse_uuid(text_at(event, "lead"));
    if (!lead) return;
    if (kind == "received" || kind == "decided") {
        if (!text_at(event, "person").empty()) story.assigned(*lead, *at);
    } else if (kind == "acknowledged") {
        story.acknowledged(*lead, *at);
    } else if (kind == "contacted") {
        story.contacted(*lead, *at);
    } else if (kind == "closed" && text_at(event, "cause") != "stale") {
        const json::value* amount = event.if_contains("amount");
        const bool has_amount = amount != nullptr && amount->is_number();
        story.closed(*lead, *at,
                     {closing_of(event), has_amount ? amount->to_number<double>() : 0,
                      text_at(event, "reason")});
    }
}

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

Result<void> read_log(Remote& remote, PastStory& story,
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
            if (!error && event.is_object()) tell(story, event.get_object());
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
Result<std::optional<Past::Told>> told_of(const json::object& lead, const PastStory& story) {
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
    if (const auto known = parse_uuid(id)) told.past.course = story.course_of(*known);
    if (const auto at = time_at(lead, "received_at")) told.past.received_at = {*at, false};
    return told;
}

}  // namespace

Result<PastRead> read_past_of_server(Remote& remote, Past& past,
                                     const std::function<void(std::string_view)>& watch) {
    PastStory story;
    if (auto read = read_log(remote, story, watch); !read) return std::unexpected(read.error());
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
            auto told = told_of(item.get_object(), story);
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
    past.add(all);
    past.absences = story.absences();
    return read;
}

}  // namespace baton::app
