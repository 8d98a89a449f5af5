#include "proof/differences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace baton::proof {
namespace {

namespace json = boost::json;

constexpr std::size_t kShown = 120;  // bytes of a value

class Comparison {
  public:
    explicit Comparison(std::size_t most) : most_(most) {}

    void compare(const std::string& path, const json::value* logged, const json::value* derived) {
        if (found_.size() >= most_) return;
        if (logged != nullptr && derived != nullptr) {
            if (*logged == *derived) return;
            if (logged->is_object() && derived->is_object()) {
                compare_members(path, logged->get_object(), derived->get_object());
                return;
            }
            if (logged->is_array() && derived->is_array()) {
                compare_items(path, logged->get_array(), derived->get_array());
                return;
            }
        }
        found_.push_back(fmt::format("{}: {} in the log, {} when made again", path, shown(logged),
                                     shown(derived)));
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(found_); }

  private:
    static std::string shown(const json::value* value) {
        if (value == nullptr) return "nothing";
        std::string text = json::serialize(*value);
        if (text.size() > kShown) text = text.substr(0, kShown) + "…";
        return text;
    }
    static std::string inner(const std::string& path, std::string_view name) {
        return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
    }
    void compare_members(const std::string& path, const json::object& logged,
                         const json::object& derived) {
        for (const auto& [name, value] : logged) {
            compare(inner(path, name), &value, derived.if_contains(name));
        }
        for (const auto& [name, value] : derived) {
            if (!logged.contains(name)) compare(inner(path, name), nullptr, &value);
        }
    }
    void compare_items(const std::string& path, const json::array& logged,
                       const json::array& derived) {
        for (std::size_t i = 0; i < std::max(logged.size(), derived.size()); ++i) {
            compare(fmt::format("{}[{}]", path, i), i < logged.size() ? &logged[i] : nullptr,
                    i < derived.size() ? &derived[i] : nullptr);
        }
    }

    std::size_t most_;
    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> differences(std::string_view logged, std::string_view derived,
                                     std::size_t most) {
    boost::system::error_code first;
    boost::system::error_code second;
    const json::value a = json::parse(logged, first);
    const json::value b = json::parse(derived, second);
    if (first || second) return {};
    Comparison comparison(most);
    comparison.compare("", &a, &b);
    return comparison.take();
}

}  // namespace baton::proof
