#include "core/expr/compare.hpp"

#include <algorithm>
#include <cmath>

namespace baton::expr {

namespace {

template <class T>
Order order_of(const T& a, const T& b) {
    if (a < b) return Order::Less;
    return b < a ? Order::Greater : Order::Equal;
}

bool is_number(const Value& value) {
    return value.kind() == Kind::Int || value.kind() == Kind::Uint || value.kind() == Kind::Double;
}

// Int with Uint exactly; with a double both are rounded to double, as CEL does.
Order compare_numbers(const Value& a, const Value& b) {
    if (a.is(Kind::Int) && b.is(Kind::Int)) return order_of(a.as_int(), b.as_int());
    if (a.is(Kind::Uint) && b.is(Kind::Uint)) return order_of(a.as_uint(), b.as_uint());
    if (a.is(Kind::Int) && b.is(Kind::Uint)) {
        if (a.as_int() < 0) return Order::Less;
        return order_of(static_cast<std::uint64_t>(a.as_int()), b.as_uint());
    }
    if (a.is(Kind::Uint) && b.is(Kind::Int)) {
        if (b.as_int() < 0) return Order::Greater;
        return order_of(a.as_uint(), static_cast<std::uint64_t>(b.as_int()));
    }
    const double x = *a.to_number();
    const double y = *b.to_number();
    if (std::isnan(x) || std::isnan(y)) return Order::Unordered;
    return order_of(x, y);
}

int key_rank(const Value& key) {
    if (key.is(Kind::Bool)) return 0;
    return is_number(key) ? 1 : 2;
}

bool equal_lists(std::span<const Value> a, std::span<const Value> b, Work& work) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!work.spend(1) || !equal(a[i], b[i], work)) return false;
    }
    return true;
}

bool equal_maps(std::span<const Entry> a, std::span<const Entry> b, Work& work) {
    if (a.size() != b.size()) return false;
    // Both are sorted by key, and keys that are equal sort alike.
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!work.spend(1)) return false;
        if (!equal(a[i].key, b[i].key, work) || !equal(a[i].value, b[i].value, work)) return false;
    }
    return true;
}

}  // namespace

Order compare(const Value& a, const Value& b) {
    if (is_number(a) && is_number(b)) return compare_numbers(a, b);
    if (a.kind() != b.kind()) return Order::Incomparable;
    switch (a.kind()) {
        case Kind::Bool:
            return order_of(a.as_bool(), b.as_bool());
        case Kind::String:
        case Kind::Bytes:
            return order_of(a.as_text(), b.as_text());
        case Kind::Timestamp:
            if (a.seconds() != b.seconds()) return order_of(a.seconds(), b.seconds());
            return order_of(a.nanos(), b.nanos());
        case Kind::Duration:
            return order_of(a.as_nanos(), b.as_nanos());
        case Kind::Int:
        case Kind::Uint:
        case Kind::Double:  // compared above
        case Kind::Unknown:
        case Kind::Error:
        case Kind::Null:
        case Kind::List:
        case Kind::Map:
        case Kind::Type:
        case Kind::Record:
            return Order::Incomparable;
    }
    return Order::Incomparable;
}

bool equal(const Value& a, const Value& b, Work& work) {
    if (is_number(a) && is_number(b)) return compare_numbers(a, b) == Order::Equal;
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::Null:
            return true;
        case Kind::String:
        case Kind::Bytes:
        case Kind::Type:
            return a.as_text() == b.as_text();
        case Kind::List:
            return equal_lists(a.as_list(), b.as_list(), work);
        case Kind::Map:
            return equal_maps(a.as_map(), b.as_map(), work);
        case Kind::Record:
            return a.as_record() == b.as_record();
        case Kind::Bool:
        case Kind::Timestamp:
        case Kind::Duration:
            return compare(a, b) == Order::Equal;
        case Kind::Int:
        case Kind::Uint:
        case Kind::Double:  // compared above
        case Kind::Unknown:
        case Kind::Error:
            return false;
    }
    return false;
}

bool is_key(const Value& value) {
    return value.is(Kind::Bool) || value.is(Kind::Int) || value.is(Kind::Uint) ||
           value.is(Kind::String);
}

bool key_before(const Value& a, const Value& b) {
    const int rank_a = key_rank(a);
    const int rank_b = key_rank(b);
    if (rank_a != rank_b) return rank_a < rank_b;
    return compare(a, b) == Order::Less;
}

const Entry* find_key(std::span<const Entry> sorted, const Value& key) {
    Value wanted = key;
    if (key.is(Kind::Double)) {
        const double number = key.as_double();
        // Every whole double in these ranges is exactly an int or a uint.
        if (number != std::trunc(number)) return nullptr;
        if (number >= -0x1p63 && number < 0x1p63) {
            wanted = Value::integer(static_cast<std::int64_t>(number));
        } else if (number > 0 && number < 0x1p64) {
            wanted = Value::natural(static_cast<std::uint64_t>(number));
        } else {
            return nullptr;
        }
    }
    if (!is_key(wanted)) return nullptr;
    const auto found = std::lower_bound(
        sorted.begin(), sorted.end(), wanted,
        [](const Entry& entry, const Value& k) { return key_before(entry.key, k); });
    if (found == sorted.end() || key_before(wanted, found->key)) return nullptr;
    return &*found;
}

}  // namespace baton::expr
