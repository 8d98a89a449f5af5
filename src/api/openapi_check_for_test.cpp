#include "api/openapi_check_for_test.hpp"

#include <boost/json.hpp>
#include <map>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/text.hpp"
#include "web/assets.hpp"

namespace baton::api::testing {
namespace {

namespace json = boost::json;

// Nothing but what the schema names may be in an object.
void make_strict(json::value& value) {
    if (auto* list = value.if_array()) {
        for (json::value& item : *list) make_strict(item);
    }
    auto* object = value.if_object();
    if (object == nullptr) return;
    for (auto& [key, member] : *object) make_strict(member);
    // The validator takes a format as said of null too.
    const json::value* type = object->if_contains("type");
    if (type != nullptr && type->is_array()) object->erase("format");
    const json::value* properties = object->if_contains("properties");
    if (properties != nullptr && properties->is_object() && object->contains("type") &&
        !object->contains("additionalProperties")) {
        (*object)["additionalProperties"] = false;
    }
}

const json::object& document() {
    static const json::value kDocument = [] {
        json::value parsed = json::parse(web::find_asset("/v1/openapi.json")->body);
        make_strict(parsed);
        return parsed;
    }();
    return kDocument.as_object();
}

const json::value* member(const json::value* value, std::string_view key) {
    if (value == nullptr || !value->is_object()) return nullptr;
    const json::value* found = value->as_object().if_contains(key);
    const json::value* ref =
        found != nullptr && found->is_object() ? found->as_object().if_contains("$ref") : nullptr;
    if (ref == nullptr || !ref->as_string().starts_with("#/components/responses/")) return found;
    const std::string_view name = std::string_view(ref->as_string()).substr(23);
    return document().at("components").at("responses").as_object().if_contains(name);
}

// "/v1/leads/{lead}" for "/v1/leads/018f…".
std::string template_of(std::string_view target) {
    std::string path(target.substr(0, target.find('?')));
    if (path.starts_with("/w/")) path = path.substr(path.find('/', 3));
    const json::object& paths = document().at("paths").as_object();
    if (paths.contains(path)) return path;
    const auto segments = split(path, '/');
    for (const auto& entry : paths) {
        const auto wanted = split(entry.key(), '/');
        if (wanted.size() != segments.size()) continue;
        bool fits = true;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            fits &= wanted[i].starts_with('{') || wanted[i] == segments[i];
        }
        if (fits) return std::string(entry.key());
    }
    return {};
}

std::string complaint_about(const std::string& schema_text, const json::value& body) {
    static std::map<std::string, std::unique_ptr<valijson::Schema>> schemas;
    auto& schema = schemas[schema_text];
    if (!schema) {
        json::object root = json::parse(schema_text).as_object();
        root["components"] = document().at("components");
        schema = std::make_unique<valijson::Schema>();
        const json::value root_value(std::move(root));
        valijson::SchemaParser parser;
        parser.populateSchema(valijson::adapters::BoostJsonAdapter(root_value), *schema);
    }
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    valijson::ValidationResults results;
    if (validator.validate(*schema, valijson::adapters::BoostJsonAdapter(body), &results)) {
        return {};
    }
    std::string words;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
        for (const std::string& step : error.context) words += step;
        words += ": " + error.description + "\n";
    }
    return words;
}

std::string complaint_about_text(const json::value& schema, std::string_view text) {
    boost::system::error_code error;
    const json::value body = json::parse(text, error);
    if (error) return "the body is not JSON: " + std::string(text);
    const std::string words = complaint_about(json::serialize(schema), body);
    return words.empty() ? "" : words + std::string(text);
}

std::string check_body(const json::value& documented, const http::ClientResponse& response) {
    const json::value* content = member(&documented, "content");
    const auto given = response.header("content-type");
    if (content == nullptr) {
        return response.body.empty() ? "" : "a body where none is documented: " + response.body;
    }
    const std::string type(given ? given->substr(0, given->find(';')) : "");
    const json::value* media = member(content, type);
    if (media == nullptr) return "the content type " + type + " is not documented";
    const json::value* schema = member(media, "schema");
    if (type == "application/json" || type == "application/problem+json") {
        return complaint_about_text(*schema, response.body);
    }
    if (type != "application/x-ndjson") return {};
    for (const std::string_view line : split(response.body, '\n')) {
        if (line.empty()) continue;
        if (auto words = complaint_about_text(*schema, line); !words.empty()) return words;
    }
    return {};
}

}  // namespace

std::string openapi_complaint(http::Method method, std::string_view target,
                              const http::ClientResponse& response) {
    const std::string where = std::string(http::method_name(method)) + " " + std::string(target) +
                              " → " + std::to_string(response.status) + ": ";
    const std::string path = template_of(target);
    if (path.empty()) return where + "no such path is documented";
    const json::value* operation =
        member(&document().at("paths").at(path), ascii_lower(http::method_name(method)));
    if (operation == nullptr) return where + "the method is not documented";
    const json::value* documented =
        member(member(operation, "responses"), std::to_string(response.status));
    if (documented == nullptr) return where + "the status is not documented: " + response.body;
    const std::string words = check_body(*documented, response);
    return words.empty() ? "" : where + words;
}

}  // namespace baton::api::testing
