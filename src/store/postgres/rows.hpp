// Rows: what a statement answered, in PostgreSQL's binary format. Owns the answer; texts and bytes
// that it hands out live as long as it does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/uuid.hpp"

struct pg_result;

namespace baton::store::postgres {

class Rows {
  public:
    Rows() = default;
    explicit Rows(pg_result* result);

    [[nodiscard]] std::size_t size() const { return size_; }
    // Steps to the next row; false at the end.
    [[nodiscard]] bool next() { return static_cast<std::size_t>(++row_) < size_; }

    // Reads the columns from `first` on, in order, into the values. The statement's types have to
    // be those of the values; a null is zero or empty.
    template <class... Values>
    void read_from(int first, Values&... values) const {
        int column = first;
        (read_column(column++, values), ...);
    }
    template <class... Values>
    void read(Values&... values) const {
        read_from(0, values...);
    }

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::string_view bytes(int column) const;

  private:
    struct Clear {
        void operator()(pg_result* result) const;
    };

    // The column's bytes as one big-endian number.
    [[nodiscard]] std::uint64_t number(int column) const;

    void read_column(int column, bool& value) const { value = number(column) != 0; }
    void read_column(int column, std::int64_t& value) const;
    void read_column(int column, std::uint64_t& value) const { value = number(column); }
    void read_column(int column, std::int32_t& value) const;
    void read_column(int column, std::uint32_t& value) const;
    void read_column(int column, double& value) const;
    void read_column(int column, std::string& value) const { value = bytes(column); }
    void read_column(int column, Instant& value) const { read_column(column, value.micros); }
    void read_column(int column, Digest& value) const;
    void read_column(int column, Uuid& value) const;
    template <class T>
    void read_column(int column, std::optional<T>& value) const {
        value.reset();
        if (!is_null(column)) read_column(column, value.emplace());
    }

    std::unique_ptr<pg_result, Clear> result_;
    std::size_t size_ = 0;
    int row_ = -1;
};

}  // namespace baton::store::postgres
