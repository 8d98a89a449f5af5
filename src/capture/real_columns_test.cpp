// Columns of a real CRM export, where it lies beside the repository: what they taught is in
// core/lead.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "capture/csv.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/suffixes_for_tests.hpp"

namespace baton::capture {
namespace {

TEST(RealColumns, OfACrmExportAreRead) {
    std::ifstream file(std::string(BATON_SOURCE_DIR) + "/../shared/data/crm-sales/accounts.csv");
    if (!file) GTEST_SKIP() << "the export is not here";
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const lead::Schema schema;
    const std::map<std::string, std::string> names{{"account", "company"},
                                                   {"office_location", "country"}};
    std::size_t rows = 0;
    std::size_t without_country = 0;
    std::map<std::string, int> industries;
    std::map<std::string, int> told;
    CsvLeads leads([&](std::size_t, Result<lead::RawLead> raw) {
        ASSERT_TRUE(raw) << raw.error().message;
        for (auto& [name, value] : *raw) {
            if (const auto known = names.find(name); known != names.end()) name = known->second;
        }
        const auto read = lead::normalise(*raw, schema, lead::FewSuffixes());
        ++rows;
        without_country += read.lead.text(lead::field::kCountry).size() == 2 ? 0 : 1;
        ++industries[std::string(read.lead.text(lead::field::kIndustry))];
        for (const auto& warning : read.warnings) ++told[warning.message];
        EXPECT_TRUE(std::holds_alternative<double>(read.lead.at(lead::field::kEmployees)));
        EXPECT_TRUE(std::holds_alternative<double>(read.lead.at(lead::field::kRevenue)));
        EXPECT_TRUE(read.lead.unreadable.empty());
    });
    ASSERT_TRUE(leads.feed(text));
    ASSERT_TRUE(leads.finish());
    EXPECT_EQ(rows, 85U);
    EXPECT_EQ(without_country, 0U);
    EXPECT_EQ(industries["technology"], 12);
    EXPECT_EQ(told,
              (std::map<std::string, int>{{"industry: \"technolgy\" is read as technology", 12}}));
}

}  // namespace
}  // namespace baton::capture
