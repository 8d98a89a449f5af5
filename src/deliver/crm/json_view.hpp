// JsonView: a look into what a CRM answered in JSON. Asking for what is not there, or is another
// thing, gives nothing, so a wrong answer is read like an empty one. Views share the text's tree,
// which never changes; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

namespace baton::deliver::crm {

class JsonView {
  public:
    JsonView() = default;

    // Nothing for what is not one JSON text, or nests deeper than 32. Linear.
    [[nodiscard]] static std::optional<JsonView> parse(std::string_view text);

    [[nodiscard]] JsonView operator[](std::string_view member) const;
    [[nodiscard]] std::vector<JsonView> items() const;  // of a list; none otherwise
    [[nodiscard]] bool is_list() const;
    [[nodiscard]] bool is_object() const;

    [[nodiscard]] std::string text() const;  // of a text; numbers in their shortest form
    [[nodiscard]] std::optional<double> number() const;  // of a number, or of a text that is one
    [[nodiscard]] bool is_true() const;                  // of a truth, or of the text "true"

  private:
    std::shared_ptr<const boost::json::value> root_;  // shared: what keeps `at_` alive
    const boost::json::value* at_ = nullptr;
};

}  // namespace baton::deliver::crm
