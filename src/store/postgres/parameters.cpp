#include "store/postgres/parameters.hpp"

namespace baton::store::postgres {

std::uint32_t array_of(Type type) {
    switch (type) {
        case Type::Bool:
            return 1000;
        case Type::Bytes:
            return 1001;
        case Type::Int4:
            return 1007;
        case Type::Text:
            return 1009;
        case Type::Int8:
            return 1016;
        case Type::Float8:
            return 1022;
        case Type::Uuid:
            return 2951;
    }
    return 0;
}

void Parameters::begin(std::uint32_t type) {
    arguments_.push_back({.type = type, .from = buffer_.size(), .length = 0, .is_null = true});
}

void Parameters::end() {
    Argument& argument = arguments_.back();
    argument.length = buffer_.size() - argument.from;
    argument.is_null = false;
}

// One dimension counted from 1; none for an empty array.
void Parameters::start_array(Type element, std::size_t count) {
    begin(array_of(element));
    put32(count == 0 ? 0 : 1);
    put32(1);  // may hold nulls
    put32(static_cast<std::uint32_t>(element));
    if (count == 0) return;
    put32(static_cast<std::uint32_t>(count));
    put32(1);
}

void Parameters::put32(std::uint32_t value) {
    const std::size_t at = buffer_.size();
    buffer_.resize(at + 4);
    write32(at, value);
}

void Parameters::put64(std::uint64_t value) {
    put32(static_cast<std::uint32_t>(value >> 32U));
    put32(static_cast<std::uint32_t>(value & 0xffff'ffffU));
}

void Parameters::write32(std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
        buffer_[at + i] = static_cast<char>((value >> (24 - 8 * i)) & 0xffU);
    }
}

}  // namespace baton::store::postgres
