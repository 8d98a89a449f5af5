#include "store/postgres/rows.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace baton::store::postgres {

Rows::Rows(pg_result* result)
    : result_(result), size_(static_cast<std::size_t>(PQntuples(result))) {}

void Rows::Clear::operator()(pg_result* result) const { PQclear(result); }

bool Rows::is_null(int column) const { return PQgetisnull(result_.get(), row_, column) != 0; }

std::string_view Rows::bytes(int column) const {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::uint64_t Rows::number(int column) const {
    std::uint64_t value = 0;
    for (const char byte : bytes(column)) value = value << 8U | static_cast<unsigned char>(byte);
    return value;
}

void Rows::read_column(int column, std::int64_t& value) const {
    value = static_cast<std::int64_t>(number(column));
}

void Rows::read_column(int column, std::int32_t& value) const {
    value = static_cast<std::int32_t>(static_cast<std::uint32_t>(number(column)));
}

void Rows::read_column(int column, std::uint32_t& value) const {
    value = static_cast<std::uint32_t>(number(column));
}

void Rows::read_column(int column, double& value) const {
    value = std::bit_cast<double>(number(column));
}

void Rows::read_column(int column, Digest& value) const {
    const std::string_view stored = bytes(column);
    value.fill(0);
    std::memcpy(value.data(), stored.data(), std::min(stored.size(), value.size()));
}

void Rows::read_column(int column, Uuid& value) const {
    const std::string_view stored = bytes(column);
    value.fill(0);
    std::memcpy(value.data(), stored.data(), std::min(stored.size(), value.size()));
}

}  // namespace baton::store::postgres
