#include "core/event/exact_json.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace baton::event {
namespace {

namespace json = boost::json;
using json::error_code;

// What basic_parser tells, put together as a value. Its names are the parser's.
struct ValueMaker {
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    explicit ValueMaker(json::storage_ptr memory) { values.reset(std::move(memory)); }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return true; }
    bool on_object_end(std::size_t n, error_code&) {
        values.push_object(n);
        return true;
    }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(std::size_t n, error_code&) {
        values.push_array(n);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, error_code&) {
        values.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, error_code&) {
        values.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, error_code&) {
        values.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, error_code&) {
        values.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view part, error_code&) {
        number.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t value, json::string_view part, error_code&) {
        const std::string_view text = whole(part);
        // A whole number cannot say "-0".
        if (value == 0 && text.starts_with('-')) {
            values.push_double(-0.0);
        } else {
            values.push_int64(value);
        }
        number.clear();
        return true;
    }
    bool on_uint64(std::uint64_t, json::string_view part, error_code& error) {
        return on_double(0, part, error);
    }
    bool on_double(double, json::string_view part, error_code& error) {
        const std::string_view text = whole(part);
        double value = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (problem != std::errc{} || end != text.data() + text.size()) {
            error = json::error::not_number;
            return false;
        }
        values.push_double(value);
        number.clear();
        return true;
    }
    bool on_bool(bool value, error_code&) {
        values.push_bool(value);
        return true;
    }
    bool on_null(error_code&) {
        values.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

    std::string_view whole(json::string_view part) {
        if (number.empty()) return {part.data(), part.size()};
        number.append(part.data(), part.size());
        return number;
    }

    json::value_stack values;
    std::string number;  // its parts so far, where it came in parts
};

}  // namespace

json::value parse_exactly(std::string_view text, json::storage_ptr memory) {
    json::basic_parser<ValueMaker> parser(json::parse_options{}, std::move(memory));
    error_code error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (error) throw boost::system::system_error(error);
    return parser.handler().values.release();
}

}  // namespace baton::event
