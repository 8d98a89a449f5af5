#include "core/expr/type.hpp"

#include "core/expr/record.hpp"

namespace baton::expr {

namespace {

// "numbers", "texts": what a list holds, without article.
std::string plural_words(const Type& type) {
    switch (type.tag()) {
        case Type::Tag::Int:
            return "whole numbers";
        case Type::Tag::Uint:
            return "unsigned numbers";
        case Type::Tag::Double:
            return "numbers";
        case Type::Tag::Timestamp:
            return "times";
        case Type::Tag::Duration:
            return "durations";
        case Type::Tag::Text:
        case Type::Tag::Bytes:
        case Type::Tag::Null:
        case Type::Tag::Bool:
        case Type::Tag::Dyn:
        case Type::Tag::Invalid:
        case Type::Tag::TypeName:
        case Type::Tag::Record:
        case Type::Tag::List:
        case Type::Tag::Map:
            return to_words(type);
    }
    return {};
}

}  // namespace

std::string to_words(const Type& type) {
    switch (type.tag()) {
        case Type::Tag::Dyn:
        case Type::Tag::Invalid:
            return "a value";
        case Type::Tag::Null:
            return "null";
        case Type::Tag::Bool:
            return "true or false";
        case Type::Tag::Int:
            return "a whole number";
        case Type::Tag::Uint:
            return "an unsigned number";
        case Type::Tag::Double:
            return "a number";
        case Type::Tag::Text:
            return "text";
        case Type::Tag::Bytes:
            return "bytes";
        case Type::Tag::List:
            return type.element().is_open() ? "a list"
                                            : "a list of " + plural_words(type.element());
        case Type::Tag::Map:
            return type.value().is_open() ? "a map" : "a map of " + plural_words(type.value());
        case Type::Tag::Timestamp:
            return "a time";
        case Type::Tag::Duration:
            return "a duration";
        case Type::Tag::TypeName:
            return "a type";
        case Type::Tag::Record:
            return "a record";
    }
    return {};
}

}  // namespace baton::expr
