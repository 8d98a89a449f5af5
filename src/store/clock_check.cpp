#include "store/clock_check.hpp"

#include <fmt/core.h>

#include <cstdlib>

namespace baton::store {
namespace {

constexpr Duration kMostOff = Duration::seconds(1);
constexpr Duration kGoodFor = Duration::minutes(1);

Duration between(ClockCheck::Moment from, ClockCheck::Moment to) {
    return {std::chrono::duration_cast<std::chrono::microseconds>(to - from).count()};
}

}  // namespace

void ClockCheck::note(Instant theirs, Moment asked, Moment heard) {
    const Duration took = between(asked, heard);
    const std::lock_guard lock(mutex_);
    note_ = {theirs, asked + (heard - asked) / 2, {took.micros / 2}};
}

std::optional<ClockCheck::Note> ClockCheck::noted() const {
    const std::lock_guard lock(mutex_);
    return note_;
}

bool ClockCheck::should_ask(Moment now) const {
    const auto note = noted();
    return !note || between(note->at, now) > kGoodFor || !complaint(now).empty();
}

std::string ClockCheck::complaint(Moment now) const {
    const auto note = noted();
    if (!note) return "";
    const Duration off = clock_() - (note->theirs + between(note->at, now));
    const Duration apart{std::abs(off.micros)};
    if (apart <= kMostOff + note->slack) return "";
    return fmt::format(
        "this machine's clock is {} {} that of the store's server, so nothing is written from here "
        "until both are set right",
        format_duration(Duration::seconds(apart.micros / 1'000'000)),
        off.micros > 0 ? "ahead of" : "behind");
}

}  // namespace baton::store
