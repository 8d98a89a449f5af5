#include "core/expr/time_text.hpp"

#include <array>
#include <charconv>

#include "base/instant.hpp"

namespace baton::expr {

namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads the front of a text piece by piece; once a piece does not fit, nothing fits any more.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    // Exactly `count` digits.
    std::int64_t digits(std::size_t count) {
        if (rest_.size() < count) return fail();
        std::int64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!is_digit(rest_[i])) return fail();
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }
    void sign(char wanted) {
        if (!take(wanted)) fail();
    }
    bool take(char wanted) {
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // One to nine digits of a fraction, in billionths.
    std::int64_t fraction() {
        std::int64_t nanos = 0;
        std::int64_t scale = kNanosPerSecond;
        if (rest_.empty() || !is_digit(rest_.front())) return fail();
        while (!rest_.empty() && is_digit(rest_.front())) {
            scale /= 10;
            if (scale == 0) return fail();
            nanos += (rest_.front() - '0') * scale;
            rest_.remove_prefix(1);
        }
        return nanos;
    }
    [[nodiscard]] bool finished() const { return ok_ && rest_.empty(); }

  private:
    std::int64_t fail() {
        ok_ = false;
        rest_ = {};
        return 0;
    }

    std::string_view rest_;
    bool ok_ = true;
};

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
    const std::string digits = std::to_string(value);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out += digits;
}

// ".25" of 250,000,000 billionths, nothing of none.
void append_fraction(std::string& out, std::int64_t nanos) {
    if (nanos == 0) return;
    out += '.';
    append_padded(out, nanos, 9);
    while (out.back() == '0') out.pop_back();
}

struct Unit {
    std::string_view name;
    std::int64_t nanos;
    bool calendar;  // days and weeks
};
constexpr std::array<Unit, 10> kUnits = {{
    {"ns", 1, false},
    {"us", 1'000, false},
    {"µs", 1'000, false},
    {"μs", 1'000, false},
    {"ms", 1'000'000, false},
    {"s", kNanosPerSecond, false},
    {"m", 60 * kNanosPerSecond, false},
    {"h", 3600 * kNanosPerSecond, false},
    {"d", 86'400 * kNanosPerSecond, true},
    {"w", 604'800 * kNanosPerSecond, true},
}};

const Unit* take_unit(std::string_view& rest, bool days) {
    std::size_t length = 0;
    while (length < rest.size() && !is_digit(rest[length]) && rest[length] != '.') ++length;
    for (const Unit& unit : kUnits) {
        if (unit.name != rest.substr(0, length) || (unit.calendar && !days)) continue;
        rest.remove_prefix(length);
        return &unit;
    }
    return nullptr;
}

// The next number with its unit, in nanoseconds.
std::optional<std::int64_t> take_term(std::string_view& rest, bool days) {
    std::int64_t whole = 0;
    std::size_t count = 0;
    for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1), ++count) {
        if (__builtin_mul_overflow(whole, 10, &whole)) return std::nullopt;
        if (__builtin_add_overflow(whole, rest.front() - '0', &whole)) return std::nullopt;
    }
    std::string_view fraction;
    if (!rest.empty() && rest.front() == '.') {
        rest.remove_prefix(1);
        std::size_t length = 0;
        while (length < rest.size() && is_digit(rest[length])) ++length;
        fraction = rest.substr(0, length);
        rest.remove_prefix(length);
    }
    if (count == 0 && fraction.empty()) return std::nullopt;
    const Unit* const unit = take_unit(rest, days);
    if (unit == nullptr) return std::nullopt;
    std::int64_t total = 0;
    if (__builtin_mul_overflow(whole, unit->nanos, &total)) return std::nullopt;
    std::int64_t scale = unit->nanos;
    for (const char digit : fraction) {
        scale /= 10;
        if (__builtin_add_overflow(total, (digit - '0') * scale, &total)) return std::nullopt;
    }
    return total;
}

}  // namespace

std::optional<Value> parse_timestamp(std::string_view text, bool dates) {
    Reader reader(text);
    Date date;
    date.year = static_cast<std::int32_t>(reader.digits(4));
    reader.sign('-');
    date.month = static_cast<std::int32_t>(reader.digits(2));
    reader.sign('-');
    date.day = static_cast<std::int32_t>(reader.digits(2));
    if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) return std::nullopt;
    const std::int64_t day = days_from_date(date);
    if (date_from_days(day) != date) return std::nullopt;
    std::int64_t seconds = day * 86'400;
    std::int64_t nanos = 0;
    if (!dates || !reader.finished()) {
        reader.sign('T');
        const std::int64_t hour = reader.digits(2);
        reader.sign(':');
        const std::int64_t minute = reader.digits(2);
        reader.sign(':');
        const std::int64_t second = reader.digits(2);
        if (reader.take('.')) nanos = reader.fraction();
        if (!reader.take('Z')) {
            const bool west = reader.take('-');
            if (!west) reader.sign('+');
            const std::int64_t hours = reader.digits(2);
            reader.sign(':');
            const std::int64_t minutes = reader.digits(2);
            if (hours > 23 || minutes > 59) return std::nullopt;
            const std::int64_t offset = hours * 3600 + minutes * 60;
            seconds += west ? offset : -offset;
        }
        if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
        seconds += hour * 3600 + minute * 60 + second;
    }
    if (!reader.finished() || seconds < kFirstSecond || seconds > kLastSecond) return std::nullopt;
    return Value::timestamp(seconds, static_cast<std::uint32_t>(nanos));
}

std::string format_timestamp(const Value& timestamp) {
    const std::int64_t seconds = timestamp.seconds();
    const std::int64_t day = (seconds - ((seconds % 86'400) + 86'400) % 86'400) / 86'400;
    const std::int64_t in_day = seconds - day * 86'400;
    const Date date = date_from_days(day);
    std::string out;
    append_padded(out, date.year, 4);
    out += '-';
    append_padded(out, date.month, 2);
    out += '-';
    append_padded(out, date.day, 2);
    out += 'T';
    append_padded(out, in_day / 3600, 2);
    out += ':';
    append_padded(out, in_day / 60 % 60, 2);
    out += ':';
    append_padded(out, in_day % 60, 2);
    append_fraction(out, timestamp.nanos());
    out += 'Z';
    return out;
}

std::optional<Value> parse_span(std::string_view text, bool days) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text == "0") return Value::duration(0);
    if (text.empty()) return std::nullopt;
    std::int64_t total = 0;
    while (!text.empty()) {
        const auto term = take_term(text, days);
        if (!term || __builtin_add_overflow(total, *term, &total)) return std::nullopt;
    }
    return Value::duration(negative ? -total : total);
}

std::string format_span(const Value& duration) {
    const std::int64_t nanos = duration.as_nanos();
    std::string out = nanos < 0 ? "-" : "";
    // Each part by itself, since the smallest duration has no counterpart above zero.
    const std::int64_t seconds = nanos / kNanosPerSecond;
    const std::int64_t rest = nanos % kNanosPerSecond;
    out += std::to_string(seconds < 0 ? -seconds : seconds);
    append_fraction(out, rest < 0 ? -rest : rest);
    out += 's';
    return out;
}

}  // namespace baton::expr
