#include "http/content_type.hpp"

#include "base/text.hpp"

namespace baton::http {
namespace {

bool is_token_character(char c) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
}

// Reads a field's value from its beginning to its end.
class Reader {
  public:
    Reader(std::string_view text, bool lenient_backslash)
        : text_(text), lenient_backslash_(lenient_backslash) {}

    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

    void skip_space() {
        while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }

    bool take(char c) {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    std::string_view token() {
        const std::size_t start = at_;
        while (!at_end() && is_token_character(text_[at_])) ++at_;
        return text_.substr(start, at_ - start);
    }

    // After its opening quote.
    std::optional<std::string> quoted() {
        std::string out;
        while (!at_end()) {
            char c = text_[at_++];
            if (c == '"') return out;
            if (c == '\\' && !at_end()) {
                const char next = text_[at_];
                if (!lenient_backslash_ || next == '"' || next == '\\') {
                    c = next;
                    ++at_;
                }
            }
            out += c;
        }
        return std::nullopt;
    }

    // *( OWS ";" OWS [ name "=" value ] ) to the end.
    bool parameters(MediaType& into) {
        for (skip_space(); !at_end(); skip_space()) {
            if (!take(';')) return false;
            skip_space();
            if (at_end() || text_[at_] == ';') continue;
            std::string name = ascii_lower(token());
            if (name.empty() || !take('=')) return false;
            std::optional<std::string> value;
            if (take('"')) {
                value = quoted();
                if (!value) return false;
            } else {
                value = std::string(token());
                if (value->empty()) return false;
            }
            if (into.parameter(name)) return false;
            into.parameters.emplace_back(std::move(name), *std::move(value));
        }
        return true;
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    bool lenient_backslash_;
};

}  // namespace

std::optional<std::string_view> MediaType::parameter(std::string_view lower_name) const {
    for (const auto& [key, value] : parameters) {
        if (key == lower_name) return value;
    }
    return std::nullopt;
}

bool MediaType::is_json() const {
    return name == "application/json" ||
           (name.starts_with("application/") && name.ends_with("+json"));
}

bool MediaType::is_utf8() const {
    const auto charset = parameter("charset");
    return !charset || equals_ignoring_ascii_case(*charset, "utf-8") ||
           equals_ignoring_ascii_case(*charset, "utf8") ||
           equals_ignoring_ascii_case(*charset, "us-ascii");
}

std::optional<MediaType> parse_media_type(std::string_view text) {
    Reader reader(text, false);
    MediaType type;
    reader.skip_space();
    const std::string_view main = reader.token();
    if (main.empty() || !reader.take('/')) return std::nullopt;
    const std::string_view sub = reader.token();
    if (sub.empty()) return std::nullopt;
    type.name = ascii_lower(main) + '/' + ascii_lower(sub);
    if (!reader.parameters(type)) return std::nullopt;
    return type;
}

std::optional<MediaType> parse_disposition(std::string_view text) {
    Reader reader(text, true);
    MediaType type;
    reader.skip_space();
    type.name = ascii_lower(reader.token());
    if (type.name.empty() || !reader.parameters(type)) return std::nullopt;
    return type;
}

}  // namespace baton::http
