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
                out.emplace<std::string>(text());
                break;
            case Tag::Texts: {
                auto& texts = out.emplace<std::vector<std::string>>(plain<std::uint32_t>());
                for (std::string& one : texts) one = text();
                break;
            }
            case Tag::Day:
                out = plain<Date>();
                break;
            case Tag::Signals: {
                auto& signals = out.emplace<lead::Signals>();
                for (auto left = plain<std::uint32_t>(); left > 0; --left) {
                    std::string name(text());
                    signals.emplace_hint(signals.end(), std::move(name), plain<double>());
                }
                break;
            }
        }
    }

  private:
    std::string_view left_;
};

}  // namespace

std::string pack(const lead::Lead& lead) {
    thread_local std::string out;  // so that what is kept is not longer than it needs to be
    out.clear();
    Packer packer(out);
    for (std::size_t i = 0; i < lead.fields.size(); ++i) {
        const auto tag = static_cast<Tag>(lead.fields[i].index());
        if (tag == Tag::Missing) continue;
        packer.plain(static_cast<std::uint16_t>(i));
        packer.plain(tag);
        std::visit(packer, lead.fields[i]);
    }
    return out;
}

void unpack(std::string_view packed, std::size_t fields, lead::Lead& lead) {
    lead.fields.resize(fields);
    for (lead::FieldValue& field : lead.fields) field = std::monostate{};
    Unpacker unpacker(packed);
    while (!unpacker.at_end()) {
        const auto field = unpacker.plain<std::uint16_t>();
        const auto tag = unpacker.plain<Tag>();
        unpacker.value(tag, lead.fields[field]);
    }
}

}  // namespace baton::scenario
