// The cases of the CEL conformance suite, where they lie beside the project.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <string>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "evaluate/lines.hpp"

namespace baton::evaluate {
namespace {

namespace json = boost::json;

// The zones that the cases name, as they were in February 2009.
class TestZones : public expr::ZoneOffsets {
  public:
    std::optional<std::int32_t> offset_seconds(std::string_view zone, Instant) const override {
        if (zone == "Australia/Sydney") return 11 * 3600;
        if (zone == "US/Central") return -6 * 3600;
        if (zone == "America/St_Johns") return -(3 * 3600 + 1800);
        if (zone == "Asia/Kathmandu") return 5 * 3600 + 2700;
        return std::nullopt;
    }
    bool known(std::string_view zone) const override {
        return offset_seconds(zone, Instant{}).has_value();
    }
};

bool same_double(std::string_view a, std::string_view b) {
    const double x = std::stod(std::string(a));
    const double y = std::stod(std::string(b));
    if (std::isnan(x) || std::isnan(y)) return std::isnan(x) && std::isnan(y);
    return x == y && std::signbit(x) == std::signbit(y);
}

// Typed values alike; doubles by what they stand for, since they may be written in many ways.
bool same_value(const json::value& a, const json::value& b) {
    if (a.is_array() && b.is_array()) {
        const json::array& x = a.get_array();
        const json::array& y = b.get_array();
        if (x.size() != y.size()) return false;
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (!same_value(x[i], y[i])) return false;
        }
        return true;
    }
    if (!a.is_object() || !b.is_object()) return a == b;
    const auto& x = *a.get_object().begin();
    const auto& y = *b.get_object().begin();
    if (x.key() != y.key()) return false;
    if (x.key() != "double") return same_value(x.value(), y.value());
    return same_double(x.value().get_string(), y.value().get_string());
}

TEST(Conformance, EveryCaseOfTheSuitePasses) {
    std::ifstream cases(std::string(BATON_SOURCE_DIR) + "/../shared/data/cel/conformance.jsonl");
    if (!cases) GTEST_SKIP() << "the suite is not here";
    const TestZones zones;
    std::size_t count = 0;
    for (std::string line; std::getline(cases, line); ++count) {
        const json::object wanted = json::parse(line).get_object();
        const std::string got_text = answer_line(line, &zones);
        const json::object got = json::parse(got_text).get_object();
        const bool passes =
            wanted.contains("error")
                ? got.contains("error")
                : got.contains("value") && same_value(got.at("value"), wanted.at("value"));
        EXPECT_TRUE(passes) << line << "\n  got " << got_text;
    }
    EXPECT_EQ(count, 1083u);
}

}  // namespace
}  // namespace baton::evaluate
