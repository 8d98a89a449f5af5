// One map of the document, read key by key: each reading gives the value, or tells what is wrong
// with it at its place and gives nothing. Borrows all it is given.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "core/workspace/node.hpp"
#include "core/workspace/report.hpp"

namespace baton::workspace {

// A text of the document and the node that it stands in.
struct TextAt {
    std::string text;
    const Node* node = nullptr;
};

class Fields {
  public:
    enum class Further : std::uint8_t { Refused, Allowed };

    // `of` names the map in messages: `person "sarah"`. Keys that are not `known` are errors.
    Fields(Report& report, const Node& node, std::string of,
           std::span<const std::string_view> known, Further further = Further::Refused);

    // False when the node is no map: that has been told.
    [[nodiscard]] bool is_map() const { return is_map_; }
    [[nodiscard]] const Place& place() const { return node_->place; }
    [[nodiscard]] const std::string& of() const { return of_; }

    // Null when absent or empty.
    [[nodiscard]] const Node* find(std::string_view key) const;
    // The same, and an error when there is none.
    [[nodiscard]] const Node* require(std::string_view key) const;

    // A scalar that is not empty, as text.
    [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
    [[nodiscard]] std::optional<double> number(std::string_view key) const;
    [[nodiscard]] std::optional<double> number_from_zero(std::string_view key) const;
    [[nodiscard]] std::optional<std::int64_t> whole_from_zero(std::string_view key) const;
    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
    [[nodiscard]] std::optional<Duration> duration(std::string_view key) const;
    // One of the words, by its place among them.
    [[nodiscard]] std::optional<std::size_t> word(std::string_view key,
                                                  std::span<const std::string_view> words) const;
    // A list of texts; a single text is a list of one.
    [[nodiscard]] std::vector<TextAt> texts(std::string_view key) const;

    // `"key" of … must be WANTED, not …`, at the value.
    void refuse(std::string_view key, const Node& value, std::string_view wanted,
                std::string hint = {}) const;

  private:
    Report* report_;
    const Node* node_;
    std::string of_;
    bool is_map_ = false;
};

// The texts of a list, or the one text: `what` is for messages.
[[nodiscard]] std::vector<TextAt> texts_of(Report& report, const Node& node, std::string_view what);

}  // namespace baton::workspace
