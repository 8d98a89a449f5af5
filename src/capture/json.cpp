#include "capture/json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "capture/error.hpp"
#include "capture/limits.hpp"

namespace baton::capture {
namespace {

namespace json = boost::json;
using lead::RawLead;
using lead::RawList;
using lead::RawMap;
using lead::RawValue;

// What the parser tells of, built into a RawValue without a tree between. One of the open
// containers is on top; a key waits for its value.
class Builder {
  public:
    static constexpr std::size_t max_object_size = kMaxJsonMembers;
    static constexpr std::size_t max_array_size = kMaxJsonMembers;
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using Code = json::error_code;

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code& code) {
        RawMap* members = open<RawMap>(code);
        if (members == nullptr) return false;
        // Room for a lead as most are.
        if (open_.size() == 1) members->reserve(24);
        return true;
    }
    bool on_object_end(std::size_t, Code&) { return close(); }
    bool on_array_begin(Code& code) { return open<RawList>(code) != nullptr; }
    bool on_array_end(std::size_t, Code&) { return close(); }
    bool on_key_part(json::string_view part, std::size_t, Code&) { return append(part); }
    bool on_key(json::string_view part, std::size_t, Code& code) {
        std::string key = whole(part);
        if (is_repeated(key)) {
            repeated_ = std::move(key);
            return stop(code);
        }
        std::get<RawMap>(open_.back()->value).emplace_back(std::move(key), RawValue{});
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, Code&) { return append(part); }
    bool on_string(json::string_view part, std::size_t, Code& code) {
        return add(code, whole(part));
    }
    bool on_number_part(json::string_view part, Code&) { return append(part); }
    bool on_int64(std::int64_t number, json::string_view part, Code& code) {
        constexpr std::int64_t kExact = std::int64_t{1} << 53U;
        if (number > kExact || number < -kExact) return add(code, whole(part));
        text_.clear();
        return add(code, static_cast<double>(number));
    }
    // Beyond the range of int64_t, and so beyond what a double holds.
    bool on_uint64(std::uint64_t, json::string_view part, Code& code) {
        return add(code, whole(part));
    }
    // The library rounds to a double now and then one step off, so the text is read again.
    bool on_double(double, json::string_view part, Code& code) {
        std::string text = whole(part);
        const bool is_whole = text.find_first_of(".eE") == std::string::npos;
        const auto number = parse_number(text);
        if (is_whole || !number) return add(code, std::move(text));
        return add(code, *number);
    }
    bool on_bool(bool truth, Code& code) { return add(code, truth); }
    bool on_null(Code& code) { return add(code, std::monostate{}); }
    bool on_comment_part(json::string_view, Code&) { return true; }
    bool on_comment(json::string_view, Code&) { return true; }

    [[nodiscard]] const std::string& repeated() const { return repeated_; }
    [[nodiscard]] bool is_too_large() const { return too_large_; }
    [[nodiscard]] RawValue take() { return std::move(done_); }

  private:
    bool append(json::string_view part) {
        text_.append(part.data(), part.size());
        return true;
    }
    // A text whose last part this is; most come in one.
    std::string whole(json::string_view part) {
        if (text_.empty()) return {part.data(), part.size()};
        append(part);
        return std::exchange(text_, {});
    }

    // Whether the innermost object has that key already. Few keys agree in length and ends: what
    // none has met needs no look at the others.
    bool is_repeated(std::string_view key) {
        const auto sign = [key](std::size_t at) { return static_cast<unsigned char>(key[at]); };
        const std::size_t mark =
            key.empty() ? 0 : sign(0) * 31U + sign(key.size() - 1) * 7U + key.size();
        const std::uint64_t bit = std::uint64_t{1} << mark % 64;
        std::uint64_t& met = met_.back();
        if ((std::exchange(met, met | bit) & bit) == 0) return false;
        const auto& members = std::get<RawMap>(open_.back()->value);
        return std::ranges::any_of(members, [&](const auto& one) { return one.name == key; });
    }

    static bool stop(Code& code) {
        code = json::error::exception;
        return false;
    }

    bool too_large(Code& code) {
        too_large_ = true;
        return stop(code);
    }

    // Where the next value belongs: in the innermost open container, or it is the whole. Null:
    // there are too many.
    RawValue* place(Code& code) {
        if (open_.empty()) return &done_;
        if (++members_ > kMaxJsonMembers) {
            too_large(code);
            return nullptr;
        }
        if (auto* list = std::get_if<RawList>(&open_.back()->value)) return &list->emplace_back();
        return &std::get<RawMap>(open_.back()->value).back().value;
    }

    // Nothing is added to a container while one in it is open, so that it lies still. Null: too
    // deep, or too many.
    template <class Container>
    Container* open(Code& code) {
        if (open_.size() == kMaxJsonDepth) {
            too_large(code);
            return nullptr;
        }
        RawValue* at = place(code);
        if (at == nullptr) return nullptr;
        open_.push_back(at);
        met_.push_back(0);
        return &at->value.emplace<Container>();
    }

    bool close() {
        open_.pop_back();
        met_.pop_back();
        return true;
    }

    template <class Value>
    bool add(Code& code, Value&& value) {
        RawValue* at = place(code);
        if (at == nullptr) return false;
        at->value = std::forward<Value>(value);
        return true;
    }

    std::vector<RawValue*> open_;     // from the outermost on, each in the one before
    std::vector<std::uint64_t> met_;  // of each open container: the marks of its keys
    std::string text_;                // a string or number that comes in parts
    RawValue done_;
    std::string repeated_;
    std::size_t members_ = 0;
    bool too_large_ = false;
};

std::string at_byte(std::size_t position) {
    return " (at byte " + std::to_string(position + 1) + ")";
}

std::string at_line(std::size_t line, std::string_view message) {
    return "line " + std::to_string(line) + ": " + std::string(message);
}

// What the parser found, in words.
std::string_view words_for(const json::error_code& code) {
    if (code == json::error::incomplete) return "the JSON ends too early";
    if (code == json::error::extra_data) return "something follows the end of the JSON";
    return "this is not JSON";
}

std::unexpected<Error> failure(const Builder& builder, const json::error_code& code,
                               std::size_t position) {
    if (!builder.repeated().empty() || code == json::error::exception) {
        if (!builder.is_too_large()) {
            return fail(CaptureError::BadJson,
                        "\"" + builder.repeated() + "\" is given twice" + at_byte(position));
        }
    }
    if (builder.is_too_large() || code == json::error::too_deep ||
        code == json::error::array_too_large || code == json::error::object_too_large) {
        return fail(CaptureError::TooLarge,
                    "the JSON has more than " + std::to_string(kMaxJsonMembers) +
                        " values, or is nested more than " + std::to_string(kMaxJsonDepth) +
                        " deep" + at_byte(position));
    }
    return fail(CaptureError::BadJson, std::string(words_for(code)) + at_byte(position));
}

}  // namespace

Result<RawValue> parse_json_value(std::string_view body) {
    if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
    if (!is_utf8(body)) return fail(CaptureError::BadUtf8, "the text is not UTF-8");
    json::parse_options options;
    options.max_depth = kMaxJsonDepth + 1;
    json::basic_parser<Builder> parser(options);
    json::error_code code;
    const std::size_t read = parser.write_some(false, body.data(), body.size(), code);
    if (!code && body.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
        code = json::error::extra_data;
    }
    if (code) return failure(parser.handler(), code, read);
    return parser.handler().take();
}

Result<RawLead> parse_json_lead(std::string_view body) {
    const std::string_view content = body.starts_with("\xEF\xBB\xBF") ? body.substr(3) : body;
    const std::size_t first = content.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return fail(CaptureError::NotAnObject,
                    "the body is empty: send a JSON object of lead fields");
    }
    auto value = parse_json_value(content);
    if (!value) return std::unexpected(std::move(value.error()));
    auto* members = std::get_if<RawMap>(&value->value);
    if (members == nullptr) {
        return fail(CaptureError::NotAnObject,
                    "a JSON object of lead fields is wanted" + at_byte(first));
    }
    return std::move(*members);
}

void JsonLines::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view part = bytes.substr(0, end);
        if (held_.size() + part.size() > kMaxLineBytes) {
            overlong_ = true;
            held_.clear();
        }
        if (end == std::string_view::npos) {
            if (!overlong_) held_ += part;
            return;
        }
        bytes.remove_prefix(end + 1);
        if (held_.empty()) {
            take(part);
        } else {
            held_ += part;
            take(std::exchange(held_, {}));
        }
    }
}

void JsonLines::finish() {
    if (!held_.empty() || overlong_) take(std::exchange(held_, {}));
}

void JsonLines::take(std::string_view line) {
    ++line_;
    if (std::exchange(overlong_, false)) {
        on_line_(line_,
                 fail(CaptureError::TooLarge,
                      at_line(line_, "longer than " + std::to_string(kMaxLineBytes) + " bytes")));
        return;
    }
    if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (trim(line).empty()) return;
    auto lead = parse_json_lead(line);
    if (!lead) lead.error().message = at_line(line_, lead.error().message);
    on_line_(line_, std::move(lead));
}

}  // namespace baton::capture
