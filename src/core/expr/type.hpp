// Type: what the checker knows of an expression before it runs. A small value; equal by structure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace baton::expr {

class RecordType;

class Type {
  public:
    enum class Tag : std::uint8_t {
        Dyn,      // known only when it runs
        Invalid,  // an error has been reported; nothing more is said of it
        Null,
        Bool,
        Int,
        Uint,
        Double,
        Text,
        Bytes,
        List,
        Map,
        Timestamp,
        Duration,
        TypeName,
        Record,
    };

    static Type dyn() { return Type(Tag::Dyn); }
    static Type invalid() { return Type(Tag::Invalid); }
    static Type null() { return Type(Tag::Null); }
    static Type boolean() { return Type(Tag::Bool); }
    static Type integer() { return Type(Tag::Int); }
    static Type natural() { return Type(Tag::Uint); }
    static Type number() { return Type(Tag::Double); }
    static Type text() { return Type(Tag::Text); }
    static Type bytes() { return Type(Tag::Bytes); }
    static Type timestamp() { return Type(Tag::Timestamp); }
    static Type duration() { return Type(Tag::Duration); }
    static Type type_name() { return Type(Tag::TypeName); }
    static Type list(Type element) {
        Type result(Tag::List);
        result.parameters_.push_back(std::move(element));
        return result;
    }
    static Type map(Type key, Type value) {
        Type result(Tag::Map);
        result.parameters_.push_back(std::move(key));
        result.parameters_.push_back(std::move(value));
        return result;
    }
    // `type` is borrowed and must outlive every program that was compiled with it.
    static Type record(const RecordType* type) {
        Type result(Tag::Record);
        result.record_ = type;
        return result;
    }

    Type() : Type(Tag::Dyn) {}

    [[nodiscard]] Tag tag() const { return tag_; }
    [[nodiscard]] bool is(Tag tag) const { return tag_ == tag; }
    // Dyn or Invalid: it may turn out to be anything, so nothing is held against it.
    [[nodiscard]] bool is_open() const { return tag_ == Tag::Dyn || tag_ == Tag::Invalid; }
    [[nodiscard]] bool is_numeric() const {
        return tag_ == Tag::Int || tag_ == Tag::Uint || tag_ == Tag::Double;
    }
    // Of a List.
    [[nodiscard]] const Type& element() const { return parameters_[0]; }
    // Of a Map.
    [[nodiscard]] const Type& key() const { return parameters_[0]; }
    [[nodiscard]] const Type& value() const { return parameters_[1]; }
    // Of a Record.
    [[nodiscard]] const RecordType* record_type() const { return record_; }

    friend bool operator==(const Type&, const Type&) = default;

  private:
    explicit Type(Tag tag) : tag_(tag) {}

    Tag tag_;
    const RecordType* record_ = nullptr;
    std::vector<Type> parameters_;
};

// For people: "a number", "text", "a list of text", "true or false", "a time" …
[[nodiscard]] std::string to_words(const Type& type);

}  // namespace baton::expr
