// What whoever runs the server asks: is it alive, is it ready, how does it do, what does it know.
#include <fmt/format.h>

#include <utility>

#include "api/answers.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "base/check.hpp"
#include "http/problem.hpp"
#include "web/assets.hpp"

namespace baton::api {
namespace {

// Why no traffic should come here now; empty: it may.
std::string not_ready(const Service& service) {
    const Options& options = service.options;
    if (options.not_ready) {
        if (std::string why = options.not_ready(); !why.empty()) return why;
    }
    if (options.store.stats().latched) {
        return "the store failed while writing and takes nothing more until the server is started "
               "again";
    }
    // As long as a writer that was refused has not succeeded since; after a while somebody may try.
    constexpr Duration kRemembered = Duration::seconds(10);
    const Duration ago = options.clock.now() - Instant{service.refused_at};
    const bool is_recent = ago >= Duration{} && ago < kRemembered;  // the clock may have been set
    if (service.refused_at > service.written_at && is_recent) {
        return "the store refused to write a moment ago: it may be full, or away";
    }
    const dispatch::Writer& writer = options.workspaces.default_workspace();
    if (!writer.live()->policy) {
        return "workspace \"" + writer.workspace() + "\" has no document yet";
    }
    return "";
}

void write_writers(MetricsText& text, dispatch::Directory& workspaces) {
    struct Figure {
        std::string_view name;
        std::string_view type;
        std::string_view words;
        std::uint64_t dispatch::WriterStats::*value;
    };
    static constexpr Figure kFigures[] = {
        {"baton_writer_batches_total", "counter", "Batches committed.",
         &dispatch::WriterStats::batches},
        {"baton_writer_requests_total", "counter", "Requests decided.",
         &dispatch::WriterStats::requests},
        {"baton_writer_events_total", "counter", "Events committed.",
         &dispatch::WriterStats::events},
        {"baton_writer_conflicts_total", "counter", "Batches decided again.",
         &dispatch::WriterStats::conflicts},
        {"baton_writer_failures_total", "counter", "Batches that could not be written.",
         &dispatch::WriterStats::failures},
        {"baton_writer_queued", "gauge", "Requests that wait.", &dispatch::WriterStats::queued},
        {"baton_open_leads", "gauge", "Leads that are not over.",
         &dispatch::WriterStats::open_leads},
        {"baton_waiting_leads", "gauge", "Leads held or unrouted.",
         &dispatch::WriterStats::waiting_leads},
        {"baton_log_seq", "gauge", "The last event of the log.", &dispatch::WriterStats::seq},
    };
    const std::vector<dispatch::Held> rooms = workspaces.rooms();
    for (const Figure& figure : kFigures) {
        text.help(figure.name, figure.type, figure.words);
        for (const dispatch::Held& room : rooms) {
            text.sample(figure.name, MetricsText::label("workspace", room->name),
                        room->writer->stats().*figure.value);
        }
    }
    text.help("baton_decide_seconds_total", "counter", "Time spent on deciding batches.");
    for (const dispatch::Held& room : rooms) {
        text.sample("baton_decide_seconds_total", MetricsText::label("workspace", room->name),
                    static_cast<double>(room->writer->stats().decide_micros) / 1e6);
    }
    text.help("baton_workspaces_open", "gauge", "Workspaces that are held in memory.");
    text.sample("baton_workspaces_open", "", std::uint64_t{rooms.size()});
}

void write_store(MetricsText& text, const store::StoreStats& stats) {
    const auto one = [&](std::string_view name, std::string_view type, std::string_view words,
                         auto value) {
        text.help(name, type, words);
        text.sample(name, "", value);
    };
    one("baton_store_commits_total", "counter", "Commits of the store.", stats.commits);
    one("baton_store_writes_total", "counter", "Writes in all commits.", stats.writes);
    one("baton_store_failed_commits_total", "counter", "Commits that failed.",
        stats.failed_commits);
    one("baton_store_commit_seconds_total", "counter", "Time from begin to durable.",
        static_cast<double>(stats.commit_micros) / 1e6);
    one("baton_store_queued_writes", "gauge", "Writes that wait.", stats.queued_writes);
    one("baton_store_latched", "gauge", "1 when the store takes no more writes.",
        std::uint64_t{stats.latched ? 1U : 0U});
}

void write_own(MetricsText& text, const Service& service) {
    const auto one = [&](std::string_view name, std::string_view type, std::string_view words,
                         std::uint64_t value) {
        text.help(name, type, words);
        text.sample(name, "", value);
    };
    one("baton_event_streams", "gauge", "Clients that follow the events.",
        service.events.clients());
    one("baton_events_sent_total", "counter", "Events sent to them.", service.events.sent());
    one("baton_forms_trapped_total", "counter", "Submissions that filled in the honeypot.",
        service.metrics.forms_trapped);
    one("baton_forms_slowed_total", "counter", "Submissions refused for coming too fast.",
        service.metrics.forms_slowed);
    one("baton_hooks_refused_total", "counter", "Posts to hooks that were not their source's.",
        service.metrics.hooks_refused);
    one("baton_batch_rows_total", "counter", "Lines of batches that became leads.",
        service.metrics.batch_rows);
    one("baton_batch_errors_total", "counter", "Lines of batches that did not.",
        service.metrics.batch_errors);
}

}  // namespace

void get_health(Call call, http::Request&) {
    call.answer(http::Response::json(200, R"({"status":"alive"})"));
}

void get_readiness(Call call, http::Request&) {
    std::string why = not_ready(call.service());
    if (!why.empty()) return call.answer(unavailable(std::move(why), 5));
    // A store that is elsewhere may be gone without anybody having noticed: it is asked, and not on
    // the server's own thread, which must not wait for it.
    in_background(std::move(call), [](Call asked) {
        const auto reached = asked.service().options.store.any_token();
        if (!reached) return asked.answer(store_failed(reached.error()));
        asked.answer(http::Response::json(200, R"({"status":"ready"})"));
    });
}

void get_metrics(Call call, http::Request&) {
    Service& service = call.service();
    MetricsText text;
    service.metrics.write(text);
    write_writers(text, service.options.workspaces);
    write_store(text, service.options.store.stats());
    write_own(text, service);
    if (service.options.metrics_extra) text.raw(service.options.metrics_extra());
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = text.take();
    call.answer(std::move(response));
}

void get_openapi(Call call, http::Request&) {
    const web::Asset* document = web::find_asset("/v1/openapi.json");
    BATON_CHECK(document != nullptr);
    call.answer(http::Response::json(200, std::string(document->body)));
}

}  // namespace baton::api
