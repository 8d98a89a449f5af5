// Reads maps of a scenario: each key taken once, what is left over is an unknown key, and every
// mistake becomes a finding at its place.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "core/workspace/finding.hpp"
#include "core/workspace/node.hpp"

namespace baton::scenario {

using workspace::Finding;
using workspace::Node;
using workspace::Place;

class MapReader {
  public:
    // `what` names the map in messages: "a step", "expect".
    MapReader(const Node& node, std::string what, std::vector<Finding>& findings);

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] const Node* take(std::string_view key);
    [[nodiscard]] std::optional<std::string> text(std::string_view key);
    [[nodiscard]] std::string need_text(std::string_view key);
    [[nodiscard]] std::optional<double> number(std::string_view key);
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key);
    [[nodiscard]] std::optional<bool> boolean(std::string_view key);
    [[nodiscard]] std::optional<Duration> duration(std::string_view key);
    [[nodiscard]] std::optional<WrittenTime> time(std::string_view key);
    // A list of texts; one text counts as a list of one.
    [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key);

    void fail(const Place& place, std::string message, std::string hint = {});
    // Complains of every key that was not taken, with the nearest that could have been.
    void finish();

    [[nodiscard]] const Node& node() const { return node_; }

  private:
    const Node& node_;
    std::string what_;
    std::vector<Finding>& findings_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace baton::scenario
