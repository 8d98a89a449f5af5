#include "scenario/past.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/text.hpp"
#include "core/lead/normalise.hpp"
#include "scenario/packed.hpp"

namespace baton::scenario {
namespace {

enum class Column : std::uint8_t {
    ReceivedAt,
    AssignedAt,
    AcknowledgedAfter,
    ContactedAfter,
    ClosedAfter,
    AcknowledgedAt,
    ContactedAt,
    ClosedAt,
    Won,
    Lost,
    Disqualified,
    Count
};
constexpr std::array<std::string_view, static_cast<std::size_t>(Column::Count)> kColumns{
    "received_at",
    "assigned_at",
    "acknowledged_after",
    "contacted_after",
    "closed_after",
    "acknowledged_at",
    "contacted_at",
    "closed_at",
    "won",
    "lost",
    "disqualified"};

bool is_empty(const lead::RawValue& raw) {
    if (const auto* text = std::get_if<std::string>(&raw.value)) return trim(*text).empty();
    return std::holds_alternative<std::monostate>(raw.value);
}

std::string text_of(const lead::RawValue& raw) {
    if (const auto* text = std::get_if<std::string>(&raw.value)) return std::string(trim(*text));
    if (const auto* number = std::get_if<double>(&raw.value)) return format_number(*number);
    if (const auto* truth = std::get_if<bool>(&raw.value)) return *truth ? "true" : "false";
    return "";
}

bool is_same(const lead::Schema& a, const lead::Schema& b) {
    return std::ranges::equal(a.fields(), b.fields(), [](const auto& one, const auto& other) {
        return one.name == other.name && one.type == other.type && one.of == other.of;
    });
}

// The history columns of one row.
class PastReader {
  public:
    explicit PastReader(const team::Zone& zone) : zone_(zone) {}

    Result<PastRow> run(lead::RawLead& raw) {
        // No column stands in most rows of a file without a past: nothing is moved then.
        const auto kept = std::ranges::remove_if(raw, [this](lead::RawField& field) {
            const auto column = std::ranges::find(kColumns, field.name);
            if (column == kColumns.end()) return false;
            if (!is_empty(field.value)) {
                given_[static_cast<std::size_t>(column - kColumns.begin())] = text_of(field.value);
            }
            return true;
        });
        raw.erase(kept.begin(), kept.end());
        read();
        if (wrong_.code != 0) return std::unexpected(std::move(wrong_));
        return std::move(row_);
    }

  private:
    [[nodiscard]] const std::optional<std::string>& given(Column column) const {
        return given_[static_cast<std::size_t>(column)];
    }
    void wrong(PastError error, Column column, std::string_view must) {
        if (wrong_.code != 0) return;
        wrong_ = {static_cast<int>(error),
                  fmt::format("{}: \"{}\" is not {}", kColumns[static_cast<std::size_t>(column)],
                              *given(column), must)};
    }

    std::optional<WrittenTime> time(Column column) {
        if (!given(column)) return std::nullopt;
        const auto read = parse_time(*given(column));
        if (!read) wrong(PastError::BadTime, column, "a time such as 2026-03-02T09:00:00-05:00");
        return read;
    }
    std::optional<Duration> span(Column after, Column at, std::optional<Instant> since) {
        if (given(after)) {
            if (const auto seconds = parse_number(*given(after));
                seconds && *seconds >= 0 && *seconds < kMostSeconds) {
                return Duration{static_cast<std::int64_t>(*seconds * 1e6)};
            }
            const auto read = parse_duration(*given(after));
            if (!read) wrong(PastError::BadDuration, after, "a length of time such as 5m or 2h");
            return read;
        }
        const auto moment = time(at);
        if (!moment || !since) return std::nullopt;
        return std::max(Duration{}, resolve(*moment, zone_) - *since);
    }

    void read() {
        row_.received_at = time(Column::ReceivedAt);
        auto since = time(Column::AssignedAt);
        if (!since) since = row_.received_at;
        const auto start = since ? std::optional(resolve(*since, zone_)) : std::nullopt;
        Course& course = row_.course;
        course.acknowledged = span(Column::AcknowledgedAfter, Column::AcknowledgedAt, start);
        course.contacted = span(Column::ContactedAfter, Column::ContactedAt, start);
        course.closed = span(Column::ClosedAfter, Column::ClosedAt, start);
        if (given(Column::Won)) {
            course.as = event::Closing::Won;
            const auto amount = parse_number(*given(Column::Won));
            if (!amount) wrong(PastError::BadNumber, Column::Won, "an amount");
            course.amount = amount.value_or(0);
        } else if (given(Column::Disqualified)) {
            course.as = event::Closing::Disqualified;
            course.reason = *given(Column::Disqualified);
        } else if (given(Column::Lost)) {
            course.reason = *given(Column::Lost);
        }
    }

    static constexpr double kMostSeconds = 100.0 * 366 * 86400;

    const team::Zone& zone_;
    std::array<std::optional<std::string>, static_cast<std::size_t>(Column::Count)> given_;
    PastRow row_;
    Error wrong_;
};

std::string label_of(const lead::Lead& lead, std::size_t number) {
    return lead.external_id.empty() ? std::to_string(number) : lead.external_id;
}

}  // namespace

Instant resolve(const WrittenTime& time, const team::Zone& zone) {
    if (!time.local) return time.instant;
    const std::int64_t seconds = time.instant.to_seconds();
    std::int64_t day = seconds / 86400;
    if (seconds % 86400 < 0) --day;
    return zone.instant_of(day, static_cast<std::int32_t>(seconds - day * 86400));
}

Result<PastRow> take_past(lead::RawLead& raw, const team::Zone& zone) {
    return PastReader(zone).run(raw);
}

Past::Past(const workspace::Policy& from, const workspace::Policy& to,
           const lead::Suffixes& suffixes, Instant at)
    : from_(from),
      to_(to),
      suffixes_(suffixes),
      at_(at),
      same_schema_(is_same(from.schema, to.schema)) {}

Past::Numbered Past::make(Told told) const {
    Numbered made;
    made.number = told.number;
    made.lead.at = told.past.received_at ? resolve(*told.past.received_at, *from_.zone) : at_;
    made.lead.course = std::move(told.past.course);
    const lead::Normalised one = lead::normalise(told.raw, from_.schema, suffixes_);
    made.lead.label = label_of(one.lead, told.number);
    made.email = one.lead.text(lead::field::kEmail);
    made.lead.rows[0] = pack(one.lead);
    if (!same_schema_) {
        made.lead.rows[1] = pack(lead::normalise(told.raw, to_.schema, suffixes_).lead);
    }
    return made;
}

void Past::add(std::vector<Told> leads) {
    std::vector<Numbered> made;
    made.reserve(leads.size());
    for (Told& told : leads) made.push_back(make(std::move(told)));
    const std::lock_guard lock(mutex_);
    for (Numbered& one : made) {
        if (!one.email.empty()) {
            const auto next = static_cast<std::uint32_t>(senders_.size());
            one.lead.sender = senders_.try_emplace(std::move(one.email), next).first->second;
        }
        numbers_.push_back(one.number);
        leads_.push_back(std::move(one.lead));
    }
}

void Past::settle() {
    senders_ = {};
    std::vector<std::uint32_t> order(leads_.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto before = [this](std::uint32_t a, std::uint32_t b) {
        return std::pair(leads_[a].at, numbers_[a]) < std::pair(leads_[b].at, numbers_[b]);
    };
    if (!std::ranges::is_sorted(order, before)) {
        std::ranges::sort(order, before);
        std::vector<PastLead> sorted;
        sorted.reserve(leads_.size());
        for (const std::uint32_t i : order) sorted.push_back(std::move(leads_[i]));
        leads_ = std::move(sorted);
    }
    numbers_ = {};
    std::ranges::stable_sort(absences, {}, &PastAbsence::from);
}

}  // namespace baton::scenario
