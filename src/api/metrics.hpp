// Counts what the API answers, by route and status, and how long it took; writes Prometheus' text
// format. Counting is a few relaxed additions; any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace baton::api {

// Text in Prometheus' exposition format, metric by metric.
class MetricsText {
  public:
    void help(std::string_view name, std::string_view type, std::string_view words);
    void sample(std::string_view name, std::string_view labels, double value);
    void sample(std::string_view name, std::string_view labels, std::uint64_t value);
    // A label's value with what must be escaped in it.
    [[nodiscard]] static std::string label(std::string_view name, std::string_view value);
    [[nodiscard]] std::string take() { return std::move(out_); }
    void raw(std::string_view text) { out_ += text; }

  private:
    std::string out_;
};

class Metrics {
  public:
    // "POST /v1/leads": what each route is labelled with, by its number.
    explicit Metrics(std::vector<std::string> routes);

    // `route` is the place in `routes`, anything past them an unknown path.
    void count(std::size_t route, int status, Duration took);
    void write(MetricsText& text) const;

    std::atomic<std::uint64_t> forms_trapped{0};
    std::atomic<std::uint64_t> forms_slowed{0};
    std::atomic<std::uint64_t> hooks_refused{0};
    std::atomic<std::uint64_t> batch_rows{0};
    std::atomic<std::uint64_t> batch_errors{0};

  private:
    static constexpr std::array<std::int64_t, 14> kBounds{
        500,     1'000,   2'500,   5'000,     10'000,    25'000,    50'000,
        100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};  // µs
    static constexpr std::array<int, 24> kStatuses{200, 201, 204, 303, 304, 400, 401, 403,
                                                   404, 405, 406, 408, 409, 411, 412, 413,
                                                   415, 422, 428, 429, 431, 500, 501, 503};
    struct Route {
        std::array<std::atomic<std::uint64_t>, kStatuses.size() + 1> by_status{};  // last: others
        std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> by_time{};      // last: longer
        std::atomic<std::uint64_t> micros{0};
    };
    std::vector<std::string> names_;
    std::unique_ptr<Route[]> routes_;  // one more than names_: unknown paths
};

}  // namespace baton::api
