#include "app/courier_metrics.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/metrics.hpp"

namespace baton::app {
namespace {

// A metric of each connection to a CRM; none where there is no value.
template <class Value>
void add_of_crms(std::string& text, const deliver::Counters& counters, std::string_view name,
                 std::string_view kind, std::string_view help, Value value) {
    std::string lines;
    for (const auto& [of, crm] : counters.crm) {
        const std::optional<double> figure = value(crm);
        if (!figure) continue;
        lines +=
            fmt::format("{}{{{},{}}} {}\n", name, api::MetricsText::label("workspace", of.first),
                        api::MetricsText::label("connection", of.second), *figure);
    }
    if (lines.empty()) return;
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{3}", name, help, kind, lines);
}

void add_crms(std::string& text, const deliver::Counters& counters) {
    using Crm = deliver::CrmCounters;
    const auto maybe = [](const std::optional<std::int64_t>& value) {
        return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
    };
    add_of_crms(text, counters, "baton_crm_leads_written_total", "counter",
                "Leads brought to a CRM",
                [](const Crm& crm) { return std::optional(static_cast<double>(crm.written)); });
    add_of_crms(text, counters, "baton_crm_changes_followed_total", "counter",
                "Changes made in a CRM that were taken over",
                [](const Crm& crm) { return std::optional(static_cast<double>(crm.followed)); });
    add_of_crms(text, counters, "baton_crm_problems", "gauge",
                "Owners in a CRM and people of the document that do not match",
                [](const Crm& crm) { return std::optional(static_cast<double>(crm.problems)); });
    add_of_crms(text, counters, "baton_crm_calls_used", "gauge",
                "Calls of the day that count against a CRM's limit",
                [&](const Crm& crm) { return maybe(crm.calls_used); });
    add_of_crms(text, counters, "baton_crm_calls_limit", "gauge",
                "How many calls a CRM takes in a day",
                [&](const Crm& crm) { return maybe(crm.calls_limit); });
}

}  // namespace

std::string metrics_of(const deliver::Counters& counters, const http::ServerStats& http,
                       std::uint64_t reports_behind) {
    std::string text;
    const auto add = [&](std::string_view name, std::string_view kind, std::string_view help,
                         double value) {
        text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, kind, value);
    };
    const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
    add("baton_deliveries_planned_total", "counter", "Deliveries that events asked for",
        count(counters.planned));
    add("baton_deliveries_sent_total", "counter", "Deliveries taken by the other side",
        count(counters.sent));
    add("baton_deliveries_failed_total", "counter", "Attempts that failed", count(counters.failed));
    add("baton_deliveries_dead_total", "counter", "Deliveries given up", count(counters.dead));
    add("baton_deliveries_superseded_total", "counter",
        "Deliveries that no longer held when their turn came", count(counters.superseded));
    add("baton_deliveries_stale_total", "counter",
        "Deliveries whose outcome came when the lease was somebody else's already",
        count(counters.stale));
    add("baton_deliveries_in_flight", "gauge", "Deliveries under way", count(counters.in_flight));
    add("baton_deliveries_outstanding", "gauge", "Deliveries pending or under way",
        count(counters.outstanding));
    add("baton_delivery_lag_seconds", "gauge", "How long the oldest delivery has waited",
        counters.lag_seconds);
    add("baton_channels_resting", "gauge", "Channels that are not called because they keep failing",
        count(counters.resting));
    add("baton_crm_calls_total", "counter", "Calls made to CRMs", count(counters.crm_calls));
    add_crms(text, counters);
    add("baton_http_connections", "gauge", "Open connections", count(http.open_connections));
    add("baton_http_connections_refused_total", "counter", "Connections refused for want of room",
        count(http.refused));
    add("baton_reports_behind_events", "gauge", "Events that the reports do not count yet",
        count(reports_behind));
    return text;
}

}  // namespace baton::app
