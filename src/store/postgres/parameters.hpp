// Parameters: the arguments of one statement in PostgreSQL's binary format, each with its type.
// Arrays carry many rows in one argument; the statement takes them apart with unnest().
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/uuid.hpp"

namespace baton::store::postgres {

// Bytes that are sent as bytea (text is sent as text).
struct Blob {
    std::string_view bytes;
};

// The numbers by which PostgreSQL knows its own types.
enum class Type : std::uint32_t {
    Bool = 16,
    Bytes = 17,
    Int8 = 20,
    Int4 = 23,
    Text = 25,
    Float8 = 701,
    Uuid = 2950,
};
[[nodiscard]] std::uint32_t array_of(Type type);

template <class T>
[[nodiscard]] constexpr Type type_of() {
    if constexpr (std::is_same_v<T, bool>) {
        return Type::Bool;
    } else if constexpr (std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::uint32_t>) {
        return Type::Int4;
    } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::uint64_t> ||
                         std::is_same_v<T, Instant>) {
        return Type::Int8;
    } else if constexpr (std::is_same_v<T, double>) {
        return Type::Float8;
    } else if constexpr (std::is_same_v<T, Uuid>) {
        return Type::Uuid;
    } else if constexpr (std::is_same_v<T, Digest> || std::is_same_v<T, Blob>) {
        return Type::Bytes;
    } else {
        static_assert(std::is_convertible_v<T, std::string_view>);
        return Type::Text;
    }
}

class Parameters {
  public:
    Parameters() = default;
    template <class... Values>
    explicit Parameters(const Values&... values) {
        (add(values), ...);
    }

    template <class T>
    void add(const T& value) {
        begin(static_cast<std::uint32_t>(type_of<T>()));
        put(value);
        end();
    }
    template <class T>
    void add(const std::optional<T>& value) {
        begin(static_cast<std::uint32_t>(type_of<T>()));
        if (value) {
            put(*value);
            end();
        }
    }

    // One element for each row: what `project` makes of it, an optional being null where empty.
    template <class Range, class Project>
    void add_array(const Range& rows, Project project) {
        using Element = std::remove_cvref_t<decltype(project(*rows.begin()))>;
        begin_array<Element>(rows.size());
        for (const auto& row : rows) put_element(project(row));
        end();
    }
    template <class Range>
    void add_array(const Range& rows) {
        add_array(rows, [](const auto& row) { return row; });
    }

    // The same, but null where there is no row.
    template <class Range, class Project>
    void add_some(const Range& rows, Project project) {
        add_array(rows, project);
        if (rows.empty()) arguments_.back().is_null = true;
    }

    [[nodiscard]] std::size_t size() const { return arguments_.size(); }
    [[nodiscard]] std::uint32_t type(std::size_t i) const { return arguments_[i].type; }
    // Null for a null argument. Valid until the next add().
    [[nodiscard]] const char* data(std::size_t i) const {
        return arguments_[i].is_null ? nullptr : buffer_.data() + arguments_[i].from;
    }
    [[nodiscard]] std::size_t length(std::size_t i) const { return arguments_[i].length; }

  private:
    struct Argument {
        std::uint32_t type = 0;
        std::size_t from = 0;
        std::size_t length = 0;
        bool is_null = true;
    };

    template <class T>
    struct IsOptional : std::false_type {};
    template <class T>
    struct IsOptional<std::optional<T>> : std::true_type {
        using Inner = T;
    };

    template <class Element>
    void begin_array(std::size_t count) {
        if constexpr (IsOptional<Element>::value) {
            start_array(type_of<typename IsOptional<Element>::Inner>(), count);
        } else {
            start_array(type_of<Element>(), count);
        }
    }

    void begin(std::uint32_t type);
    void start_array(Type element, std::size_t count);
    void end();

    template <class T>
    void put_element(const T& value) {
        const std::size_t at = buffer_.size();
        put32(0);
        put(value);
        write32(at, static_cast<std::uint32_t>(buffer_.size() - at - 4));
    }
    template <class T>
    void put_element(const std::optional<T>& value) {
        if (value) {
            put_element(*value);
        } else {
            put32(~std::uint32_t{0});
        }
    }

    template <class T>
    void put(const T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            buffer_.push_back(value ? '\1' : '\0');
        } else if constexpr (type_of<T>() == Type::Int4) {
            put32(static_cast<std::uint32_t>(value));
        } else if constexpr (std::is_same_v<T, Instant>) {
            put64(static_cast<std::uint64_t>(value.micros));
        } else if constexpr (std::is_same_v<T, double>) {
            put64(std::bit_cast<std::uint64_t>(value));
        } else if constexpr (type_of<T>() == Type::Int8) {
            put64(static_cast<std::uint64_t>(value));
        } else if constexpr (std::is_same_v<T, Blob>) {
            buffer_.append(value.bytes);
        } else if constexpr (std::is_same_v<T, Uuid> || std::is_same_v<T, Digest>) {
            buffer_.append(bytes_of(value));
        } else {
            buffer_.append(std::string_view(value));
        }
    }
    void put32(std::uint32_t value);
    void put64(std::uint64_t value);
    void write32(std::size_t at, std::uint32_t value);

    std::string buffer_;
    std::vector<Argument> arguments_;
};

}  // namespace baton::store::postgres
