#include "scenario/past.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cmath>
#include <functional>
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
        bool any = false;
        for (const lead::RawField& field : raw) {
            const auto column = column_of(field);
            if (!column) continue;
            any = true;
            if (!is_empty(field.value)) given_[*column] = &field.value;
        }
        if (!any) return std::move(row_);
        read();
        std::erase_if(raw,
                      [](const lead::RawField& field) { return column_of(field).has_value(); });
        if (wrong_.code != 0) return std::unexpected(std::move(wrong_));
        return std::move(row_);
    }

  private:
    static std::optional<std::size_t> column_of(const lead::RawField& field) {
        const auto column = std::ranges::find(kColumns, field.name);
        if (column == kColumns.end()) return std::nullopt;
        return static_cast<std::size_t>(column - kColumns.begin());
    }
    // Null: nothing was given.
    [[nodiscard]] const lead::RawValue* given(Column column) const {
        return given_[static_cast<std::size_t>(column)];
    }
    [[nodiscard]] std::optional<double> number(Column column) const {
        const lead::RawValue& raw = *given(column);
        const auto* number = std::get_if<double>(&raw.value);
        if (number != nullptr && std::isfinite(*number)) return *number + 0.0;
        return parse_number(text_of(raw));
    }
    void wrong(PastError error, Column column, std::string_view must) {
        if (wrong_.code != 0) return;
        wrong_ = {static_cast<int>(error),
                  fmt::format("{}: \"{}\" is not {}", kColumns[static_cast<std::size_t>(column)],
                              text_of(*given(column)), must)};
    }

    std::optional<WrittenTime> time(Column column) {
        if (given(column) == nullptr) return std::nullopt;
        const auto read = parse_time(text_of(*given(column)));
        if (!read) wrong(PastError::BadTime, column, "a time such as 2026-03-02T09:00:00-05:00");
        return read;
    }
    std::optional<Duration> span(Column after, Column at, std::optional<Instant> since) {
        if (given(after) != nullptr) {
            if (const auto seconds = number(after);
                seconds && *seconds >= 0 && *seconds < kMostSeconds) {
                return Duration{static_cast<std::int64_t>(*seconds * 1e6)};
            }
            const auto read = parse_duration(text_of(*given(after)));
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
        if (given(Column::Won) != nullptr) {
            course.as = event::Closing::Won;
            const auto amount = number(Column::Won);
            if (!amount) wrong(PastError::BadNumber, Column::Won, "an amount");
            course.amount = amount.value_or(0);
        } else if (given(Column::Disqualified) != nullptr) {
            course.as = event::Closing::Disqualified;
            course.reason = text_of(*given(Column::Disqualified));
        } else if (given(Column::Lost) != nullptr) {
            course.reason = text_of(*given(Column::Lost));
        }
    }

    static constexpr double kMostSeconds = 100.0 * 366 * 86400;

    const team::Zone& zone_;
    std::array<const lead::RawValue*, static_cast<std::size_t>(Column::Count)> given_{};
    PastRow row_;
    Error wrong_;
};

std::uint32_t size_of(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

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

Past::Batch::Batch(const Past& past) : past_(&past) {
    constexpr std::size_t kRoom = std::size_t{1} << 16U;
    room_ = std::make_unique<std::pmr::monotonic_buffer_resource>(kRoom);
}

const char* Past::Batch::keep(std::string_view bytes) {
    auto* kept = static_cast<char*>(room_->allocate(bytes.size() + 1, 1));
    std::ranges::copy(bytes, kept);
    return kept;
}

void Past::Batch::add(std::size_t number, const lead::RawLead& raw, const PastRow& row) {
    const Past& past = *past_;
    PastLead made;
    made.number = static_cast<std::uint32_t>(number);
    made.at = row.received_at ? resolve(*row.received_at, *past.from_.zone) : past.at_;
    const Course& course = row.course;
    const auto delay = [](std::optional<Duration> after) {
        return after ? std::max(Duration{}, *after) : Duration{-1};
    };
    made.acknowledged = delay(course.acknowledged);
    made.contacted = delay(course.contacted);
    made.closed = delay(course.closed);
    made.as = course.as;
    made.amount = course.amount;
    const lead::Normalised one = lead::normalise(raw, past.from_.schema, past.suffixes_);
    row_ = one.lead.external_id;
    made.label_size = size_of(row_);
    row_ += course.reason;
    made.reason_size = size_of(course.reason);
    const auto pack_row = [this](const lead::Lead& lead) {
        const std::size_t before = row_.size();
        append_packed(row_, lead);
        return static_cast<std::uint32_t>(row_.size() - before);
    };
    made.row_sizes[0] = pack_row(one.lead);
    if (!past.same_schema_) {
        made.row_sizes[1] = pack_row(lead::normalise(raw, past.to_.schema, past.suffixes_).lead);
    }
    made.bytes = keep(row_);
    leads_.push_back(made);
    const std::string_view email = one.lead.text(lead::field::kEmail);
    senders_.push_back(email.empty() ? 0 : std::hash<std::string_view>{}(email) | 1U);
}

void Past::Batch::renumber(std::size_t more) {
    for (PastLead& lead : leads_) lead.number += static_cast<std::uint32_t>(more);
}

void Past::add(Batch batch) {
    const std::lock_guard lock(mutex_);
    batches_.push_back(std::move(batch));
}

void Past::add(const std::vector<Told>& leads) {
    Batch batch(*this);
    for (const Told& told : leads) batch.add(told.number, told.raw, told.past);
    add(std::move(batch));
}

void Past::settle() {
    std::size_t count = 0;
    for (const Batch& batch : batches_) count += batch.size();
    leads_.reserve(count);
    for (Batch& batch : batches_) {
        leads_.insert(leads_.end(), batch.leads_.begin(), batch.leads_.end());
        batch.leads_ = {};
    }
    number_senders();
    sort();
    std::ranges::stable_sort(absences, {}, &PastAbsence::from);
}

// Leads of one address have one sender. Their addresses were hashed when they were made.
void Past::number_senders() {
    std::vector<std::size_t> hashes;
    hashes.reserve(leads_.size());
    for (Batch& batch : batches_) {
        hashes.insert(hashes.end(), batch.senders_.begin(), batch.senders_.end());
        batch.senders_ = {};
    }
    const auto email = [this](std::uint32_t lead) {
        return packed_text(leads_[lead].row(0), lead::field::kEmail);
    };
    const auto hash = [&](std::uint32_t lead) { return hashes[lead]; };
    const auto same = [&](std::uint32_t a, std::uint32_t b) {
        return hashes[a] == hashes[b] && email(a) == email(b);
    };
    // The first lead of each. Only ever asked for one; its order is nowhere seen.
    boost::unordered_flat_set<std::uint32_t, decltype(hash), decltype(same)> firsts(leads_.size(),
                                                                                    hash, same);
    for (std::uint32_t i = 0; i < leads_.size(); ++i) {
        if (hashes[i] == 0) continue;
        const auto [first, is_new] = firsts.insert(i);
        leads_[i].sender = is_new ? static_cast<std::uint32_t>(senders_++) : leads_[*first].sender;
    }
}

// By the time of their coming; at one moment in the order of the file.
void Past::sort() {
    const auto before = [](const PastLead& a, const PastLead& b) {
        return std::pair(a.at, a.number) < std::pair(b.at, b.number);
    };
    if (!std::ranges::is_sorted(leads_, before)) std::ranges::sort(leads_, before);
}

}  // namespace baton::scenario
