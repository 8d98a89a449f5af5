#include "scenario/packed.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>
#include <variant>
#include <vector>

namespace baton::scenario {
namespace {

// In the order of FieldValue's alternatives.
enum class Tag : std::uint8_t { Missing, Bool, Number, Text, Texts, Day, Signals };

class Packer {
  public:
    explicit Packer(std::string& out) : out_(out) {}

    void operator()(std::monostate) {}
    void operator()(bool value) { plain(value); }
    void operator()(double value) { plain(value); }
    void operator()(const std::string& value) { text(value); }
    void operator()(const std::vector<std::string>& values) {
        size(values.size());
        for (const std::string& value : values) text(value);
    }
    void operator()(const Date& value) { plain(value); }
    void operator()(const lead::Signals& values) {
        size(values.size());
        for (const auto& [name, value] : values) {
            text(name);
            plain(value);
        }
    }

    template <class Plain>
    void plain(const Plain& value) {
        std::array<char, sizeof(Plain)> bytes;
        std::memcpy(bytes.data(), &value, sizeof(Plain));
        out_.append(bytes.data(), bytes.size());
    }

  private:
    void size(std::size_t size) { plain(static_cast<std::uint32_t>(size)); }
    void text(std::string_view value) {
        size(value.size());
        out_.append(value);
    }

    std::string& out_;
};

class Unpacker {
  public:
    explicit Unpacker(std::string_view left) : left_(left) {}

    [[nodiscard]] bool at_end() const { return left_.empty(); }

    template <class Plain>
    Plain plain() {
        Plain value{};
        std::memcpy(&value, left_.data(), sizeof(Plain));
        left_.remove_prefix(sizeof(Plain));
        return value;
    }
    std::string_view text() {
        const auto size = plain<std::uint32_t>();
        const std::string_view value = left_.substr(0, size);
        left_.remove_prefix(size);
        return value;
    }

    void value(Tag tag, lead::FieldValue& out) {
        switch (tag) {
            case Tag::Missing:
                break;
            case Tag::Bool:
                out = plain<bool>();
                break;
            case Tag::Number:
                out = plain<double>();
                break;
            case Tag::Text:
                as<std::string>(out).assign(text());
                break;
            case Tag::Texts: {
                auto& texts = as<std::vector<std::string>>(out);
                texts.resize(plain<std::uint32_t>());
                for (std::string& one : texts) one = text();
                break;
            }
            case Tag::Day:
                out = plain<Date>();
                break;
            case Tag::Signals:
                signals(as<lead::Signals>(out));
                break;
        }
    }

  private:
    // What lies there, where it is of that kind: with the memory that it has.
    template <class Kind>
    static Kind& as(lead::FieldValue& out) {
        auto* known = std::get_if<Kind>(&out);
        return known != nullptr ? *known : out.emplace<Kind>();
    }

    // Packed in order of their names, of which most leads have the same.
    void signals(lead::Signals& out) {
        auto at = out.begin();
        for (auto left = plain<std::uint32_t>(); left > 0; --left) {
            const std::string_view name = text();
            const auto value = plain<double>();
            if (at != out.end() && at->first == name) {
                (at++)->second = value;
                continue;
            }
            out.erase(at, out.end());
            out.emplace_hint(out.end(), name, value);
            at = out.end();
        }
        out.erase(at, out.end());
    }

    std::string_view left_;
};

}  // namespace

std::string pack(const lead::Lead& lead) {
    thread_local std::string out;  // so that what is kept is not longer than it needs to be
    out.clear();
    append_packed(out, lead);
    return out;
}

void append_packed(std::string& out, const lead::Lead& lead) {
    Packer packer(out);
    for (std::size_t i = 0; i < lead.fields.size(); ++i) {
        const auto tag = static_cast<Tag>(lead.fields[i].index());
        if (tag == Tag::Missing) continue;
        packer.plain(static_cast<std::uint16_t>(i));
        packer.plain(tag);
        std::visit(packer, lead.fields[i]);
    }
}

std::string_view packed_text(std::string_view packed, lead::FieldId field) {
    Unpacker unpacker(packed);
    lead::FieldValue other;
    while (!unpacker.at_end()) {
        const auto at = unpacker.plain<std::uint16_t>();
        const auto tag = unpacker.plain<Tag>();
        if (at > field.index()) break;
        if (at == field.index()) return tag == Tag::Text ? unpacker.text() : std::string_view();
        unpacker.value(tag, other);
    }
    return {};
}

// What is given anew keeps the memory of its text; what is not is taken away.
void unpack(std::string_view packed, std::size_t fields, lead::Lead& lead) {
    lead.fields.resize(fields);
    const auto clear = [&lead](std::size_t from, std::size_t until) {
        for (; from < until; ++from) lead.fields[from] = std::monostate{};
    };
    std::size_t next = 0;
    Unpacker unpacker(packed);
    while (!unpacker.at_end()) {
        const auto field = unpacker.plain<std::uint16_t>();
        const auto tag = unpacker.plain<Tag>();
        clear(next, field);
        unpacker.value(tag, lead.fields[field]);
        next = field + std::size_t{1};
    }
    clear(next, fields);
}

}  // namespace baton::scenario
