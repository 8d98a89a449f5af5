// The lead's row: {"email":"…","employees":5000,…,"$id":"…","$unreadable":{…},"$extra":{…}}. Names
// that begin with $ cannot be fields of a schema.
#include <cmath>

#include "base/text.hpp"
#include "core/lead/lead.hpp"
#include "core/lead/row.hpp"

namespace baton::lead {
namespace {

class Encoder {
  public:
    explicit Encoder(std::string& out) : out_(out) {}

    void operator()(std::monostate) { out_ += "null"; }
    void operator()(bool value) { out_ += value ? "true" : "false"; }
    void operator()(double value) { append_json_number(out_, value); }
    void operator()(const std::string& value) { append_json_string(out_, value); }
    void operator()(const Date& value) { append_json_string(out_, format_date(value)); }

    void operator()(const std::vector<std::string>& values) {
        char before = '[';
        if (values.empty()) out_ += before;
        for (const std::string& value : values) {
            out_ += before;
            append_json_string(out_, value);
            before = ',';
        }
        out_ += ']';
    }

    void operator()(const Signals& values) {
        char before = '{';
        if (values.empty()) out_ += before;
        for (const auto& [name, value] : values) {
            out_ += before;
            append_json_string(out_, name);
            out_ += ':';
            append_json_number(out_, value);
            before = ',';
        }
        out_ += '}';
    }

  private:
    std::string& out_;
};

bool is_written(const FieldValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return std::isfinite(*number);
    return !std::holds_alternative<std::monostate>(value);
}

void append_key(std::string& out, std::string_view name) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
}

void append_kept(std::string& out, std::string_view key, const std::vector<Unread>& kept) {
    if (kept.empty()) return;
    append_key(out, key);
    out += '{';
    for (const Unread& one : kept) {
        append_key(out, one.name);
        out += one.raw;
    }
    out += '}';
}

void append_padded(std::string& out, std::int32_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    if (text.size() < digits) out.append(digits - text.size(), '0');
    out += text;
}

}  // namespace

std::string format_date(Date date) {
    std::string out;
    append_padded(out, date.year, 4);
    out += '-';
    append_padded(out, date.month, 2);
    out += '-';
    append_padded(out, date.day, 2);
    return out;
}

std::string encode(const Lead& lead, const Schema& schema) {
    std::string out;
    out.reserve(512);
    out += '{';
    Encoder encoder(out);
    for (std::size_t i = 0; i < lead.fields.size() && i < schema.size(); ++i) {
        if (!is_written(lead.fields[i])) continue;
        append_key(out, schema.fields()[i].name);
        std::visit(encoder, lead.fields[i]);
    }
    if (!lead.external_id.empty()) {
        append_key(out, row::kExternalId);
        append_json_string(out, lead.external_id);
    }
    append_kept(out, row::kUnreadable, lead.unreadable);
    append_kept(out, row::kExtra, lead.extra);
    out += '}';
    return out;
}

}  // namespace baton::lead
