// Value: what an expression yields and what it reads. 16 bytes, copied freely; the payload of text,
// bytes, lists and maps is borrowed from the arena of the evaluation, the program's constants or
// the record it was read from, and a Value must not outlive them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/expr/arena.hpp"

namespace baton::expr {

enum class Kind : std::uint8_t {
    Unknown,  // a field is missing; in a workspace also: could not be computed
    Error,    // could not be computed (Mode::Standard)
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    List,
    Map,
    Timestamp,
    Duration,
    Type,
    Record,
};

// Why a value is Unknown or an Error.
enum class Fault : std::uint8_t {
    Missing,
    DivisionByZero,
    Overflow,
    NotFinite,
    NoSuchKey,
    NoSuchIndex,
    DuplicateKey,
    BadKey,
    BadConversion,
    OutOfRange,
    BadOperands,
    BadPattern,
    UnknownZone,
    UnknownName,
    UnknownFunction,
    OutOfBudget,
};
// "division by zero", "no such key" …
[[nodiscard]] std::string_view to_words(Fault fault);

// Kleene's three values, as a condition has them.
enum class Truth : std::uint8_t { False, True, Unknown };

class Record;
struct Entry;

class Value {
  public:
    static constexpr std::uint32_t kNowhere = 0xFFFF'FFFF;

    // What a record answers for a field it does not have.
    static constexpr Value missing() {
        return fault_value(Kind::Unknown, Fault::Missing, kNowhere);
    }
    // A missing field, by its place in Program::uses().
    static constexpr Value missing_use(std::uint32_t use) {
        return fault_value(Kind::Unknown, Fault::Missing, use);
    }
    // `offset` is the byte of the expression at which it went wrong.
    static constexpr Value error(Fault fault, std::uint32_t offset = kNowhere) {
        return fault_value(Kind::Error, fault, offset);
    }
    static constexpr Value null() { return Value(Kind::Null); }
    static constexpr Value boolean(bool value) {
        Value result(Kind::Bool);
        result.payload_.boolean = value;
        return result;
    }
    static constexpr Value integer(std::int64_t value) {
        Value result(Kind::Int);
        result.payload_.integer = value;
        return result;
    }
    static constexpr Value natural(std::uint64_t value) {
        Value result(Kind::Uint);
        result.payload_.natural = value;
        return result;
    }
    static constexpr Value number(double value) {
        Value result(Kind::Double);
        result.payload_.number = value;
        return result;
    }
    static constexpr Value text(std::string_view borrowed) { return chars(Kind::String, borrowed); }
    static constexpr Value bytes(std::string_view borrowed) { return chars(Kind::Bytes, borrowed); }
    static constexpr Value list(std::span<const Value> borrowed) {
        Value result(Kind::List);
        result.payload_.items = borrowed.data();
        result.extra_ = static_cast<std::uint32_t>(borrowed.size());
        return result;
    }
    // Entries sorted by key (by `key_before` of compare.hpp: for text keys, bytewise), none twice.
    static constexpr Value map(std::span<const Entry> sorted_borrowed);
    // Seconds since 1970-01-01 UTC, and 0–999,999,999 nanoseconds after them.
    static constexpr Value timestamp(std::int64_t seconds, std::uint32_t nanos = 0) {
        Value result(Kind::Timestamp);
        result.payload_.integer = seconds;
        result.extra_ = nanos;
        return result;
    }
    static constexpr Value duration(std::int64_t nanos) {
        Value result(Kind::Duration);
        result.payload_.integer = nanos;
        return result;
    }
    // The type called `name`, which must be of static lifetime.
    static constexpr Value type(std::string_view name) { return chars(Kind::Type, name); }
    static constexpr Value record(const Record* borrowed) {
        Value result(Kind::Record);
        result.payload_.record = borrowed;
        return result;
    }
    // A list of texts in the arena; the texts themselves stay borrowed.
    static Value text_list(std::span<const std::string> borrowed, Arena& arena);
    static Value text_list(std::span<const std::string_view> borrowed, Arena& arena);

    constexpr Value() : Value(missing()) {}

    [[nodiscard]] constexpr Kind kind() const { return kind_; }
    [[nodiscard]] constexpr bool is(Kind kind) const { return kind_ == kind; }
    // Unknown or an error: there is no value.
    [[nodiscard]] constexpr bool is_faulty() const { return kind_ <= Kind::Error; }
    [[nodiscard]] constexpr bool is_missing() const {
        return kind_ == Kind::Unknown && fault_ == Fault::Missing;
    }
    [[nodiscard]] constexpr bool is_true() const { return kind_ == Kind::Bool && payload_.boolean; }
    [[nodiscard]] constexpr bool is_false() const {
        return kind_ == Kind::Bool && !payload_.boolean;
    }

    // Each needs the kind it is named after.
    [[nodiscard]] constexpr bool as_bool() const { return payload_.boolean; }
    [[nodiscard]] constexpr std::int64_t as_int() const { return payload_.integer; }
    [[nodiscard]] constexpr std::uint64_t as_uint() const { return payload_.natural; }
    [[nodiscard]] constexpr double as_double() const { return payload_.number; }
    // String, Bytes, and the name of a Type.
    [[nodiscard]] constexpr std::string_view as_text() const { return {payload_.chars, extra_}; }
    [[nodiscard]] constexpr std::span<const Value> as_list() const {
        return {payload_.items, extra_};
    }
    [[nodiscard]] constexpr std::span<const Entry> as_map() const;
    // Timestamp.
    [[nodiscard]] constexpr std::int64_t seconds() const { return payload_.integer; }
    [[nodiscard]] constexpr std::uint32_t nanos() const { return extra_; }
    // Duration.
    [[nodiscard]] constexpr std::int64_t as_nanos() const { return payload_.integer; }
    [[nodiscard]] constexpr const Record* as_record() const { return payload_.record; }

    // Unknown and Error: why, and where: the place in Program::uses() for Fault::Missing, else the
    // byte of the expression; kNowhere when not known.
    [[nodiscard]] constexpr Fault fault() const { return fault_; }
    [[nodiscard]] constexpr std::uint32_t fault_place() const { return extra_; }

    // Int, Uint or Double as a double; nothing for any other kind.
    [[nodiscard]] constexpr std::optional<double> to_number() const {
        if (kind_ == Kind::Double) return payload_.number;
        if (kind_ == Kind::Int) return static_cast<double>(payload_.integer);
        if (kind_ == Kind::Uint) return static_cast<double>(payload_.natural);
        return std::nullopt;
    }

    // What was an error counts as unknown: how a workspace reads it.
    [[nodiscard]] constexpr Value error_as_unknown() const {
        Value result = *this;
        if (kind_ == Kind::Error) result.kind_ = Kind::Unknown;
        return result;
    }

  private:
    explicit constexpr Value(Kind kind) : kind_(kind) {}
    static constexpr Value chars(Kind kind, std::string_view borrowed) {
        Value result(kind);
        result.payload_.chars = borrowed.data();
        result.extra_ = static_cast<std::uint32_t>(borrowed.size());
        return result;
    }
    static constexpr Value fault_value(Kind kind, Fault fault, std::uint32_t place) {
        Value result(kind);
        result.fault_ = fault;
        result.extra_ = place;
        return result;
    }

    union Payload {
        bool boolean;
        std::int64_t integer = 0;
        std::uint64_t natural;
        double number;
        const char* chars;
        const Value* items;
        const Entry* entries;
        const Record* record;
    };

    Payload payload_;
    std::uint32_t extra_ = 0;  // a length, nanoseconds, or a place
    Kind kind_;
    Fault fault_ = Fault::Missing;
};

// One key of a map with its value.
struct Entry {
    Value key;
    Value value;
};

constexpr Value Value::map(std::span<const Entry> sorted_borrowed) {
    Value result(Kind::Map);
    result.payload_.entries = sorted_borrowed.data();
    result.extra_ = static_cast<std::uint32_t>(sorted_borrowed.size());
    return result;
}

constexpr std::span<const Entry> Value::as_map() const { return {payload_.entries, extra_}; }

static_assert(sizeof(Value) == 16 && std::is_trivially_copyable_v<Value>);

}  // namespace baton::expr
