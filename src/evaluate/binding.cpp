#include "evaluate/binding.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "core/expr/compare.hpp"
#include "core/expr/operate.hpp"
#include "core/expr/time_text.hpp"

namespace baton::evaluate {

namespace json = boost::json;
using expr::Arena;
using expr::Value;

namespace {

using Read = std::expected<Value, std::string>;

Read bad(std::string message) { return std::unexpected(std::move(message)); }

template <class T, class Make>
Read read_whole(const json::value& written, Make make) {
    if (!written.is_string()) return bad("a whole number is written as text, as in \"3\"");
    const std::string_view digits = written.get_string();
    T value = 0;
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value);
    if (error != std::errc() || end != last) {
        return bad("\"" + std::string(digits) + "\" is not such a number");
    }
    return make(value);
}

// As double("…") reads it, so also "NaN" and "-Infinity".
Read read_double(const json::value& written, Arena& arena) {
    if (!written.is_string()) return bad("a double is written as text, as in \"0.5\"");
    expr::Work work{arena, nullptr, false, expr::Work::kPlenty, false};
    const std::string_view digits = written.get_string();
    const Value value = convert(expr::Function::ToDouble, Value::text(digits), work);
    if (!value.is(expr::Kind::Double)) {
        return bad("\"" + std::string(digits) + "\" is not a double");
    }
    return value;
}

Read read_text(const json::value& written, Arena& arena) {
    if (!written.is_string()) return bad("a string is written as text");
    return Value::text(arena.copy(std::string_view(written.get_string())));
}

Read read_bytes(const json::value& written, Arena& arena) {
    if (!written.is_string()) return bad("bytes are written as text in hex");
    const auto bytes = from_hex(std::string_view(written.get_string()));
    if (!bytes) return bad("bytes are written in hex, two digits each");
    return Value::bytes(arena.copy(*bytes));
}

Read read_list(const json::value& written, Arena& arena) {
    if (!written.is_array()) return bad("a list is an array of typed values");
    const json::array& items = written.get_array();
    const std::span<Value> values = arena.array<Value>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        Read value = read_binding(items[i], arena);
        if (!value) return value;
        values[i] = *value;
    }
    return Value::list(values);
}

Read read_map(const json::value& written, Arena& arena) {
    if (!written.is_array()) return bad("a map is an array of pairs");
    const json::array& pairs = written.get_array();
    const std::span<expr::Entry> entries = arena.array<expr::Entry>(pairs.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (!pairs[i].is_array() || pairs[i].get_array().size() != 2) {
            return bad("an entry of a map is a pair [key, value]");
        }
        const Read key = read_binding(pairs[i].get_array()[0], arena);
        if (!key) return key;
        const Read value = read_binding(pairs[i].get_array()[1], arena);
        if (!value) return value;
        if (!expr::is_key(*key)) return bad("a key is a bool, an int, a uint or a string");
        entries[i] = {*key, *value};
    }
    std::ranges::sort(entries, expr::key_before, &expr::Entry::key);
    const auto same = [](const Value& a, const Value& b) { return !expr::key_before(a, b); };
    if (std::ranges::adjacent_find(entries, same, &expr::Entry::key) != entries.end()) {
        return bad("a key is given twice");
    }
    return Value::map(entries);
}

// [seconds, nanoseconds]
std::optional<std::pair<std::int64_t, std::int64_t>> read_pair(const json::value& written) {
    if (!written.is_array() || written.get_array().size() != 2) return std::nullopt;
    const json::value& seconds = written.get_array()[0];
    const json::value& nanos = written.get_array()[1];
    if (!seconds.is_int64() || !nanos.is_int64()) return std::nullopt;
    if (nanos.get_int64() <= -1'000'000'000 || nanos.get_int64() >= 1'000'000'000) {
        return std::nullopt;
    }
    return std::pair{seconds.get_int64(), nanos.get_int64()};
}

Read read_timestamp(const json::value& written) {
    const auto pair = read_pair(written);
    const bool fits = pair && pair->first >= expr::kFirstSecond &&
                      pair->first <= expr::kLastSecond && pair->second >= 0;
    if (!fits) return bad("a timestamp is [seconds, nanoseconds] within the years 1 to 9999");
    return Value::timestamp(pair->first, static_cast<std::uint32_t>(pair->second));
}

Read read_duration(const json::value& written) {
    const auto pair = read_pair(written);
    std::int64_t nanos = 0;
    if (!pair || __builtin_mul_overflow(pair->first, 1'000'000'000, &nanos) ||
        __builtin_add_overflow(nanos, pair->second, &nanos)) {
        return bad("a duration is [seconds, nanoseconds] of at most 292 years");
    }
    return Value::duration(nanos);
}

Read read_type(const json::value& written) {
    if (!written.is_string()) return bad("a type is written by its name");
    for (auto kind = expr::Kind::Null; kind <= expr::Kind::Type;
         kind = static_cast<expr::Kind>(static_cast<int>(kind) + 1)) {
        const std::string_view name = expr::type_name(kind);
        if (name == std::string_view(written.get_string())) return Value::type(name);
    }
    return bad("there is no such type");
}

}  // namespace

Read read_binding(const json::value& typed, Arena& arena) {
    if (!typed.is_object() || typed.get_object().size() != 1) {
        return bad("a value is written with its type, as in {\"int\": \"3\"}");
    }
    const std::string_view kind = typed.get_object().begin()->key();
    const json::value& written = typed.get_object().begin()->value();
    if (kind == "null") return Value::null();
    if (kind == "bool") {
        if (!written.is_bool()) return bad("a bool is true or false");
        return Value::boolean(written.get_bool());
    }
    if (kind == "int") return read_whole<std::int64_t>(written, Value::integer);
    if (kind == "uint") return read_whole<std::uint64_t>(written, Value::natural);
    if (kind == "double") return read_double(written, arena);
    if (kind == "string") return read_text(written, arena);
    if (kind == "bytes") return read_bytes(written, arena);
    if (kind == "list") return read_list(written, arena);
    if (kind == "map") return read_map(written, arena);
    if (kind == "timestamp") return read_timestamp(written);
    if (kind == "duration") return read_duration(written);
    if (kind == "type") return read_type(written);
    return bad("there is no type \"" + std::string(kind) + "\"");
}

}  // namespace baton::evaluate
