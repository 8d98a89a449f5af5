// Zones made by rule for tests of the core, which has no tables: New York and Berlin with today's
// rules in every year from 1970 to 2100, and a few with rare habits.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "core/team/zone.hpp"

namespace baton::team::testing {

inline Instant at(std::string_view text) { return parse_time(text)->instant; }

// The day of the `nth` Sunday of a month (nth from 1), or of its last one (nth 0).
inline std::int64_t sunday(int year, int month, int nth) {
    std::int64_t day = days_from_date({year, month, 1});
    if (nth == 0) {
        day =
            (month == 12 ? days_from_date({year + 1, 1, 1}) : days_from_date({year, month + 1, 1}));
        do {
            --day;
        } while (weekday_from_days(day) != 7);
        return day;
    }
    while (weekday_from_days(day) != 7) ++day;
    return day + (nth - 1) * 7;
}

inline Zone new_york() {
    Zone zone{.name = "America/New_York", .first_offset_seconds = -5 * 3600, .transitions = {}};
    for (int year = 1970; year <= 2100; ++year) {
        zone.transitions.push_back(
            {Instant::from_seconds(sunday(year, 3, 2) * 86400 + 7 * 3600), -4 * 3600});
        zone.transitions.push_back(
            {Instant::from_seconds(sunday(year, 11, 1) * 86400 + 6 * 3600), -5 * 3600});
    }
    return zone;
}

inline Zone berlin() {
    Zone zone{.name = "Europe/Berlin", .first_offset_seconds = 3600, .transitions = {}};
    for (int year = 1970; year <= 2100; ++year) {
        zone.transitions.push_back(
            {Instant::from_seconds(sunday(year, 3, 0) * 86400 + 3600), 2 * 3600});
        zone.transitions.push_back(
            {Instant::from_seconds(sunday(year, 10, 0) * 86400 + 3600), 3600});
    }
    return zone;
}

// Samoa gave up 30 December 2011.
inline Zone apia() {
    return {.name = "Pacific/Apia",
            .first_offset_seconds = -10 * 3600,
            .transitions = {{at("2011-12-30T10:00:00Z"), 14 * 3600}}};
}

// Clocks go back from 00:01 to 23:01 of the day before, as St. John's did.
inline Zone back_over_midnight() {
    return {.name = "Test/Back_Over_Midnight",
            .first_offset_seconds = -9000,
            .transitions = {{at("2010-11-07T02:31:00Z"), -12600}}};
}

// Clocks go back by half an hour, as on Lord Howe Island.
inline Zone half_hour() {
    return {.name = "Test/Half_Hour",
            .first_offset_seconds = 39600,
            .transitions = {{at("2026-04-04T15:00:00Z"), 37800}}};
}

class FewZones final : public Zones {
  public:
    FewZones() {
        for (Zone zone :
             {Zone{.name = "Africa/Lagos", .first_offset_seconds = 3600, .transitions = {}},
              new_york(),
              Zone{.name = "America/Los_Angeles",
              .first_offset_seconds = -8 * 3600,
              .transitions = {}},
              berlin(), apia(), Zone{}}) {
            names_.push_back(zone.name);
            zones_.push_back(std::move(zone));
        }
    }
    [[nodiscard]] const Zone* find(std::string_view name) const override {
        for (const Zone& zone : zones_) {
            if (zone.name == name) return &zone;
        }
        return nullptr;
    }
    [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
    [[nodiscard]] std::string_view version() const override { return "tz-test"; }

  private:
    std::vector<Zone> zones_;
    std::vector<std::string> names_;
};

}  // namespace baton::team::testing
