#include "deliver/crm/json_view.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "base/text.hpp"

namespace baton::deliver::crm {

namespace json = boost::json;

std::optional<JsonView> JsonView::parse(std::string_view text) {
    json::error_code error;
    json::parse_options options;
    options.max_depth = 32;
    json::value root = json::parse(text, error, {}, options);
    if (error) return std::nullopt;
    JsonView view;
    view.root_ = std::make_shared<const json::value>(std::move(root));
    view.at_ = view.root_.get();
    return view;
}

JsonView JsonView::operator[](std::string_view member) const {
    JsonView view;
    const json::object* object = at_ == nullptr ? nullptr : at_->if_object();
    if (object == nullptr) return view;
    view.root_ = root_;
    view.at_ = object->if_contains(member);
    return view;
}

std::vector<JsonView> JsonView::items() const {
    std::vector<JsonView> views;
    const json::array* list = at_ == nullptr ? nullptr : at_->if_array();
    if (list == nullptr) return views;
    views.reserve(list->size());
    for (const json::value& each : *list) {
        JsonView view;
        view.root_ = root_;
        view.at_ = &each;
        views.push_back(std::move(view));
    }
    return views;
}

bool JsonView::is_list() const { return at_ != nullptr && at_->is_array(); }
bool JsonView::is_object() const { return at_ != nullptr && at_->is_object(); }

std::string JsonView::text() const {
    if (at_ == nullptr) return {};
    if (const json::string* words = at_->if_string()) return std::string(*words);
    const auto value = number();
    return value ? format_number(*value) : std::string();
}

std::optional<double> JsonView::number() const {
    if (at_ == nullptr) return std::nullopt;
    if (const json::string* words = at_->if_string()) return parse_number(*words);
    json::error_code error;
    const auto value = at_->to_number<double>(error);
    if (error) return std::nullopt;
    return value;
}

bool JsonView::is_true() const {
    if (at_ == nullptr) return false;
    if (const json::string* words = at_->if_string()) return *words == "true";
    return at_->is_bool() && at_->get_bool();
}

}  // namespace baton::deliver::crm
