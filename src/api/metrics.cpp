#include "api/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace baton::api {

void MetricsText::help(std::string_view name, std::string_view type, std::string_view words) {
    fmt::format_to(std::back_inserter(out_), "# HELP {} {}\n# TYPE {} {}\n", name, words, name,
                   type);
}

void MetricsText::sample(std::string_view name, std::string_view labels, double value) {
    out_ += name;
    if (!labels.empty()) fmt::format_to(std::back_inserter(out_), "{{{}}}", labels);
    fmt::format_to(std::back_inserter(out_), " {}\n", format_number(value));
}

void MetricsText::sample(std::string_view name, std::string_view labels, std::uint64_t value) {
    out_ += name;
    if (!labels.empty()) fmt::format_to(std::back_inserter(out_), "{{{}}}", labels);
    fmt::format_to(std::back_inserter(out_), " {}\n", value);
}

std::string MetricsText::label(std::string_view name, std::string_view value) {
    std::string out(name);
    out += "=\"";
    for (const char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    return out + '"';
}

Metrics::Metrics(std::vector<std::string> routes)
    : names_(std::move(routes)), routes_(std::make_unique<Route[]>(names_.size() + 1)) {
    names_.emplace_back("other");
}

void Metrics::count(std::size_t route, int status, Duration took) {
    Route& counts = routes_[std::min(route, names_.size() - 1)];
    const auto by = std::ranges::find(kStatuses, status);
    counts.by_status[static_cast<std::size_t>(by - kStatuses.begin())].fetch_add(
        1, std::memory_order_relaxed);
    const std::int64_t micros = std::max<std::int64_t>(took.micros, 0);
    const auto bound = std::ranges::lower_bound(kBounds, micros);
    counts.by_time[static_cast<std::size_t>(bound - kBounds.begin())].fetch_add(
        1, std::memory_order_relaxed);
    counts.micros.fetch_add(static_cast<std::uint64_t>(micros), std::memory_order_relaxed);
}

void Metrics::write(MetricsText& text) const {
    text.help("baton_http_requests_total", "counter", "Requests answered, by route and status.");
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const std::string route = MetricsText::label("route", names_[i]);
        for (std::size_t j = 0; j <= kStatuses.size(); ++j) {
            const std::uint64_t count = routes_[i].by_status[j];
            if (count == 0) continue;
            const std::string status =
                j < kStatuses.size() ? std::to_string(kStatuses[j]) : std::string("other");
            text.sample("baton_http_requests_total", route + ",status=\"" + status + '"', count);
        }
    }
    text.help("baton_http_request_seconds", "histogram",
              "From the whole request to its answer, by route.");
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const std::string route = MetricsText::label("route", names_[i]);
        std::uint64_t sum = 0;
        for (const auto& bucket : routes_[i].by_time) sum += bucket;
        if (sum == 0) continue;
        std::uint64_t below = 0;
        for (std::size_t j = 0; j < kBounds.size(); ++j) {
            below += routes_[i].by_time[j];
            text.sample("baton_http_request_seconds_bucket",
                        fmt::format("{},le=\"{}\"", route,
                                    format_number(static_cast<double>(kBounds[j]) / 1e6)),
                        below);
        }
        text.sample("baton_http_request_seconds_bucket", route + ",le=\"+Inf\"", sum);
        text.sample("baton_http_request_seconds_sum", route,
                    static_cast<double>(routes_[i].micros) / 1e6);
        text.sample("baton_http_request_seconds_count", route, sum);
    }
}

}  // namespace baton::api
