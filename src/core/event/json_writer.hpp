// A JSON object written straight into a text, members in the order of the calls, commas seen to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace baton::event {

class ObjectWriter {
  public:
    explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
    ~ObjectWriter() { out_ += '}'; }
    ObjectWriter(const ObjectWriter&) = delete;
    ObjectWriter& operator=(const ObjectWriter&) = delete;

    // The place of a member's value: what is appended next is it.
    std::string& key(std::string_view name) {
        if (!first_) out_ += ',';
        first_ = false;
        out_ += '"';
        out_ += name;  // names are ours: nothing to escape
        out_ += "\":";
        return out_;
    }
    void text(std::string_view name, std::string_view value) {
        append_json_string(key(name), value);
    }
    void text_if_any(std::string_view name, std::string_view value) {
        if (!value.empty()) text(name, value);
    }
    void integer(std::string_view name, std::int64_t value) { key(name) += std::to_string(value); }
    void number(std::string_view name, double value) { append_json_number(key(name), value); }
    void flag_if_set(std::string_view name, bool value) {
        if (value) key(name) += "true";
    }

  private:
    std::string& out_;
    bool first_ = true;
};

// A JSON list of whatever `write_item` appends for each item.
template <class Items, class Write>
void write_list(std::string& out, const Items& items, Write&& write_item) {
    out += '[';
    bool first = true;
    for (const auto& item : items) {
        if (!first) out += ',';
        first = false;
        write_item(item);
    }
    out += ']';
}

}  // namespace baton::event
