// The table of all calls and openapi.json say the same of whom each call is for.
#include "api/routes.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "base/text.hpp"
#include "web/assets.hpp"

namespace baton::api {
namespace {

namespace json = boost::json;

std::string word(access::Reach reach) {
    switch (reach) {
        case access::Reach::None:
            return "none";
        case access::Reach::Own:
            return "own";
        case access::Reach::Team:
            return "team";
        case access::Reach::All:
            return "all";
    }
    return "";
}

TEST(Routes, TheDocumentSaysForWhomEachCallIs) {
    const json::value document = json::parse(web::find_asset("/v1/openapi.json")->body);
    const json::object& paths = document.at("paths").as_object();
    for (const Route& route : routes()) {
        if (route.handle != nullptr && route.need == Need::Nothing) continue;
        const std::string name =
            std::string(http::method_name(route.method)) + " " + std::string(route.path);
        ASSERT_TRUE(paths.contains(route.path)) << name;
        const json::object& operation =
            paths.at(route.path).at(ascii_lower(http::method_name(route.method))).as_object();
        ASSERT_TRUE(operation.contains("x-roles")) << name;
        const json::value& said = operation.at("x-roles");
        for (const access::Role role : {access::Role::Admin, access::Role::Operations,
                                        access::Role::Manager, access::Role::Rep}) {
            EXPECT_EQ(said.at(access::to_word(role)).as_string(), word(route.roles.of(role)))
                << name << ": " << access::to_word(role);
        }
    }
}

}  // namespace
}  // namespace baton::api
