// Accounts by name on a list of real pairs, which is not part of the project: skipped without it.
#include <gtest/gtest.h>

#include "core/team/company_pairs_for_tests.hpp"
#include "core/team/name_index.hpp"

namespace baton::team {
namespace {

TEST(CompanyPairs, AreFoundAndHardlyEverTakenForOthers) {
    CompanyPairs pairs(BATON_SOURCE_DIR "/../shared/data/company-names");
    if (!pairs.is_there()) GTEST_SKIP() << "the pairs are not here";
    const NameIndex::NameOf name_of = [&](std::uint32_t i) {
        return std::string_view(pairs.entries[i]);
    };
    NameIndex index;
    index.build(static_cast<std::uint32_t>(pairs.entries.size()), name_of);
    int found = 0;
    int right = 0;
    for (const CompanyPairs::Query& query : pairs.queries) {
        const auto match = index.lookup(query.name, name_of);
        if (!match) continue;
        ++found;
        if (pairs.is_right(query, match->account.value)) ++right;
    }
    EXPECT_GE(right, 0.99 * found);
    EXPECT_GE(right, 0.90 * static_cast<double>(pairs.queries.size()));
    RecordProperty("found", found);
    RecordProperty("right", right);
}

}  // namespace
}  // namespace baton::team
