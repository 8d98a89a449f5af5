#include "deliver/outbound/json_answer.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <utility>

namespace baton::deliver {

namespace json = boost::json;

struct JsonAnswer::Tree {
    json::value root;

    [[nodiscard]] const json::value* find(Path path) const {
        const json::value* at = &root;
        for (const std::string_view name : path) {
            const json::object* object = at->if_object();
            at = object == nullptr ? nullptr : object->if_contains(name);
            if (at == nullptr) return nullptr;
        }
        return at;
    }
};

std::optional<JsonAnswer> JsonAnswer::parse(std::string_view text) {
    json::error_code error;
    json::parse_options options;
    options.max_depth = 32;
    json::value root = json::parse(text, error, {}, options);
    if (error) return std::nullopt;
    return JsonAnswer(std::make_shared<const Tree>(std::move(root)));
}

std::string JsonAnswer::text(Path path) const {
    const json::value* found = tree_->find(path);
    const json::string* words = found == nullptr ? nullptr : found->if_string();
    return words == nullptr ? std::string() : std::string(*words);
}

bool JsonAnswer::is_true(Path path) const {
    const json::value* found = tree_->find(path);
    return found != nullptr && found->is_bool() && found->get_bool();
}

}  // namespace baton::deliver
