// BodyFields: the members of a JSON body read by name. Whatever is wrong — a name that is not
// known, a value of another type — is noted with its field, all of it at once; the mend for a
// misspelt name is the nearest known one.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lead/raw.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"

namespace baton::api {

class BodyFields {
  public:
    // `map` outlives this. `known`: every name that may stand there.
    BodyFields(const lead::RawMap& map, std::initializer_list<std::string_view> known)
        : BodyFields(map, known, {}, own_) {}

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    // Each: nothing when the name is not there, or its value is noted as wrong. A null is nothing.
    [[nodiscard]] std::optional<std::string> text(std::string_view name);
    [[nodiscard]] std::optional<double> number(std::string_view name);
    [[nodiscard]] std::optional<std::int64_t> whole(std::string_view name);
    [[nodiscard]] std::optional<bool> flag(std::string_view name);
    // The members of an object inside, noted under "name.member".
    [[nodiscard]] std::optional<BodyFields> object(std::string_view name,
                                                   std::initializer_list<std::string_view> known);
    [[nodiscard]] const lead::RawValue* find(std::string_view name) const;

    void wrong(std::string_view name, std::string detail);
    // That one of them has to be there, and only one.
    void need_one_of(std::initializer_list<std::string_view> names);

    [[nodiscard]] bool is_fine() const { return notes_->empty(); }
    // 422 with everything that was noted. Needs something noted.
    [[nodiscard]] http::Response refusal() const;

    BodyFields(const BodyFields&) = delete;
    BodyFields(BodyFields&& other) noexcept
        : map_(other.map_),
          prefix_(std::move(other.prefix_)),
          own_(std::move(other.own_)),
          notes_(other.notes_ == &other.own_ ? &own_ : other.notes_) {}

  private:
    BodyFields(const lead::RawMap& map, std::initializer_list<std::string_view> known,
               std::string prefix, std::vector<http::ProblemItem>& notes);

    const lead::RawMap* map_;
    std::string prefix_;
    std::vector<http::ProblemItem> own_;
    std::vector<http::ProblemItem>* notes_;
};

// `the words`, and "; did you mean …?" where one of the known names is near.
[[nodiscard]] std::string with_nearest(std::string words, std::string_view name,
                                       const std::vector<std::string_view>& known);

}  // namespace baton::api
