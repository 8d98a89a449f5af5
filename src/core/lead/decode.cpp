// Reads a lead's row back, under the schema that wrote it or a later one.
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "core/lead/error.hpp"
#include "core/lead/json_cursor.hpp"
#include "core/lead/lead.hpp"
#include "core/lead/places.hpp"
#include "core/lead/row.hpp"
#include "core/lead/value.hpp"

namespace baton::lead {
namespace {

std::optional<RawValue> read_raw(JsonCursor& cursor, std::size_t depth);

std::optional<RawValue> read_list(JsonCursor& cursor, std::size_t depth) {
    RawList list;
    cursor.take('[');
    if (cursor.take(']')) return RawValue{std::move(list)};
    do {
        auto item = read_raw(cursor, depth + 1);
        if (!item) return std::nullopt;
        list.push_back(*std::move(item));
    } while (cursor.take(','));
    if (!cursor.take(']')) return std::nullopt;
    return RawValue{std::move(list)};
}

std::optional<RawValue> read_map(JsonCursor& cursor, std::size_t depth) {
    RawMap map;
    cursor.take('{');
    if (cursor.take('}')) return RawValue{std::move(map)};
    do {
        auto name = cursor.string();
        if (!name || !cursor.take(':')) return std::nullopt;
        auto item = read_raw(cursor, depth + 1);
        if (!item) return std::nullopt;
        map.emplace_back(*std::move(name), *std::move(item));
    } while (cursor.take(','));
    if (!cursor.take('}')) return std::nullopt;
    return RawValue{std::move(map)};
}

std::optional<RawValue> read_raw(JsonCursor& cursor, std::size_t depth) {
    constexpr std::size_t kMaxDepth = 64;
    if (depth > kMaxDepth) return std::nullopt;
    switch (cursor.peek()) {
        case '"': {
            auto text = cursor.string();
            if (!text) return std::nullopt;
            return RawValue{*std::move(text)};
        }
        case '[':
            return read_list(cursor, depth);
        case '{':
            return read_map(cursor, depth);
        default:
            break;
    }
    const auto text = cursor.value();
    if (!text) return std::nullopt;
    if (*text == "null") return RawValue{};
    if (*text == "true" || *text == "false") return RawValue{*text == "true"};
    const auto number = parse_number(*text);
    if (!number) return std::nullopt;
    return RawValue{*number};
}

class Decoder {
  public:
    Decoder(std::string_view json, const Schema& schema)
        : json_(json), cursor_(json), schema_(schema) {
        lead_.fields.resize(schema.size());
    }

    Result<Lead> run() {
        if (!cursor_.take('{')) return bad_row();
        if (!cursor_.take('}')) {
            do {
                if (!member()) return bad_row();
            } while (cursor_.take(','));
            if (!cursor_.take('}')) return bad_row();
        }
        if (!cursor_.at_end()) return bad_row();
        return std::move(lead_);
    }

  private:
    bool member() {
        auto name = cursor_.string();
        if (!name || !cursor_.take(':')) return false;
        if (*name == row::kExternalId) {
            auto id = cursor_.string();
            if (!id) return false;
            lead_.external_id = *std::move(id);
            return true;
        }
        if (*name == row::kUnreadable)
            return kept([&](std::string one, std::string_view raw) {
                lead_.unreadable.push_back({std::move(one), std::string(raw)});
                return true;
            });
        if (*name == row::kExtra)
            return kept(
                [&](std::string one, std::string_view raw) { return field(std::move(one), raw); });
        const auto raw = cursor_.value();
        return raw && field(*std::move(name), *raw);
    }

    template <class Keep>
    bool kept(Keep keep) {
        if (!cursor_.take('{')) return false;
        if (cursor_.take('}')) return true;
        do {
            auto name = cursor_.string();
            if (!name || !cursor_.take(':')) return false;
            const auto raw = cursor_.value();
            if (!raw || !keep(*std::move(name), *raw)) return false;
        } while (cursor_.take(','));
        return cursor_.take('}');
    }

    // What was read once is read again as the field's type: the same value where the type is the
    // same.
    bool field(std::string name, std::string_view raw) {
        const auto id = schema_.find(name);
        if (!id) {
            lead_.extra.push_back({std::move(name), std::string(raw)});
            return true;
        }
        JsonCursor cursor(raw);
        const auto value = read_raw(cursor, 0);
        if (!value) return false;
        Reading reading =
            read_value(*value, schema_.spec(*id), {.country = country(), .suffixes = nullptr});
        lead_.fields[id->index()] = std::move(reading.value);
        if (!reading.problem.empty())
            lead_.unreadable.push_back({std::move(name), std::string(raw)});
        return true;
    }

    // `country` stands before what needs it, being before it in the schema.
    [[nodiscard]] std::string_view country() const {
        const std::string_view code = lead_.text(field::kCountry);
        return is_country_code(code) ? code : std::string_view{};
    }

    [[nodiscard]] std::unexpected<Error> bad_row() const {
        return fail(LeadError::BadRow, "the lead's row is not the JSON of a lead, at byte " +
                                           std::to_string(cursor_.position()) + " of " +
                                           std::to_string(json_.size()));
    }

    std::string_view json_;
    JsonCursor cursor_;
    const Schema& schema_;
    Lead lead_;
};

}  // namespace

Result<Lead> decode(std::string_view json, const Schema& schema) {
    return Decoder(json, schema).run();
}

}  // namespace baton::lead
