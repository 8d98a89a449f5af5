#include <algorithm>
#include <cmath>

#include "core/expr/operate.hpp"
#include "core/expr/time_text.hpp"

namespace baton::expr {

namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

template <class T, class Make>
Value whole(Function function, T a, T b, Make make) {
    T result = 0;
    bool overflow = false;
    const bool divides = function == Function::Divide || function == Function::Modulo;
    if (divides && b == 0) return Value::error(Fault::DivisionByZero);
    // The one quotient of ints that does not fit: the smallest by −1.
    if constexpr (std::is_signed_v<T>) {
        overflow = divides && b == -1 && a == std::numeric_limits<T>::min();
        if (overflow) return Value::error(Fault::Overflow);
    }
    if (function == Function::Add) overflow = __builtin_add_overflow(a, b, &result);
    if (function == Function::Subtract) overflow = __builtin_sub_overflow(a, b, &result);
    if (function == Function::Multiply) overflow = __builtin_mul_overflow(a, b, &result);
    if (function == Function::Divide) result = a / b;
    if (function == Function::Modulo) result = a % b;
    return overflow ? Value::error(Fault::Overflow) : make(result);
}

Value fractional(Function function, double a, double b, const Work& work) {
    double result = 0;
    if (function == Function::Modulo) return Value::error(Fault::BadOperands);
    if (function == Function::Add) result = a + b;
    if (function == Function::Subtract) result = a - b;
    if (function == Function::Multiply) result = a * b;
    if (function == Function::Divide) {
        if (work.workspace && b == 0) return Value::error(Fault::DivisionByZero);
        result = a / b;
    }
    if (work.workspace && !std::isfinite(result)) return Value::error(Fault::NotFinite);
    return Value::number(result);
}

// `sign` is 1 or −1.
Value shifted(const Value& time, std::int64_t nanos, int sign) {
    const std::int64_t whole_seconds = sign * (nanos / kNanosPerSecond);
    std::int64_t rest = time.nanos() + sign * (nanos % kNanosPerSecond);
    std::int64_t seconds = time.seconds() + whole_seconds;
    if (rest < 0) {
        rest += kNanosPerSecond;
        --seconds;
    } else if (rest >= kNanosPerSecond) {
        rest -= kNanosPerSecond;
        ++seconds;
    }
    if (seconds < kFirstSecond || seconds > kLastSecond) return Value::error(Fault::OutOfRange);
    return Value::timestamp(seconds, static_cast<std::uint32_t>(rest));
}

Value between(const Value& later, const Value& earlier) {
    std::int64_t nanos = 0;
    const std::int64_t seconds = later.seconds() - earlier.seconds();
    const std::int64_t rest = static_cast<std::int64_t>(later.nanos()) - earlier.nanos();
    if (__builtin_mul_overflow(seconds, kNanosPerSecond, &nanos) ||
        __builtin_add_overflow(nanos, rest, &nanos)) {
        return Value::error(Fault::OutOfRange);
    }
    return Value::duration(nanos);
}

Value of_times(Function function, const Value& a, const Value& b) {
    const bool adds = function == Function::Add;
    const bool subtracts = function == Function::Subtract;
    if (a.is(Kind::Timestamp) && b.is(Kind::Duration) && (adds || subtracts)) {
        return shifted(a, b.as_nanos(), adds ? 1 : -1);
    }
    if (a.is(Kind::Duration) && b.is(Kind::Timestamp) && adds) return shifted(b, a.as_nanos(), 1);
    if (a.is(Kind::Timestamp) && b.is(Kind::Timestamp) && subtracts) return between(a, b);
    if (a.is(Kind::Duration) && b.is(Kind::Duration) && (adds || subtracts)) {
        const Value sum = whole(function, a.as_nanos(), b.as_nanos(), Value::duration);
        return sum.is(Kind::Error) ? Value::error(Fault::OutOfRange) : sum;
    }
    return Value::error(Fault::BadOperands);
}

Value joined_text(const Value& a, const Value& b, Work& work) {
    const std::size_t size = a.as_text().size() + b.as_text().size();
    if (!work.spend_bytes(size)) return Value::error(Fault::OutOfBudget);
    const std::span<char> out = work.arena.array<char>(size);
    std::ranges::copy(b.as_text(), std::ranges::copy(a.as_text(), out.begin()).out);
    const std::string_view text{out.data(), out.size()};
    return a.is(Kind::String) ? Value::text(text) : Value::bytes(text);
}

Value joined_list(const Value& a, const Value& b, Work& work) {
    const std::size_t size = a.as_list().size() + b.as_list().size();
    if (!work.spend(1 + size)) return Value::error(Fault::OutOfBudget);
    const std::span<Value> out = work.arena.array<Value>(size);
    std::ranges::copy(b.as_list(), std::ranges::copy(a.as_list(), out.begin()).out);
    return Value::list(out);
}

}  // namespace

Value arithmetic(Function function, const Value& a, const Value& b, Work& work) {
    const bool same = a.kind() == b.kind();
    if (same && a.is(Kind::Double)) return fractional(function, a.as_double(), b.as_double(), work);
    if (same && a.is(Kind::Int)) return whole(function, a.as_int(), b.as_int(), Value::integer);
    if (same && a.is(Kind::Uint)) return whole(function, a.as_uint(), b.as_uint(), Value::natural);
    if (same && function == Function::Add) {
        if (a.is(Kind::String) || a.is(Kind::Bytes)) return joined_text(a, b, work);
        if (a.is(Kind::List)) return joined_list(a, b, work);
    }
    return of_times(function, a, b);
}

Value negate(const Value& value) {
    if (value.is(Kind::Double)) return Value::number(-value.as_double());
    if (value.is(Kind::Int)) {
        return whole(Function::Subtract, std::int64_t{0}, value.as_int(), Value::integer);
    }
    return Value::error(Fault::BadOperands);
}

}  // namespace baton::expr
