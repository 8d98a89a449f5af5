// What is kept of leads: read back as it was written, all of a slice or nothing of it, and begun
// anew where it is of another store or cannot be read.
#include "insight/fact_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "insight/error.hpp"
#include "insight/fact_world_for_tests.hpp"

namespace baton::insight {
namespace {

using testing::Folder;

constexpr Uuid kStore{7};

LeadFact lead(std::uint64_t seq, Instant at, std::optional<Instant> over = {}) {
    LeadFact fact;
    fact.seq = seq;
    fact.lead = Uuid{static_cast<std::uint8_t>(seq)};
    fact.at = fact.since = at;
    fact.source = "form";
    fact.state = over ? desk::LeadState::Lost : desk::LeadState::Unrouted;
    fact.over = over;
    return fact;
}

Changes changes(std::uint64_t from, std::uint64_t to, std::vector<LeadFact> facts) {
    const auto head = [](std::uint64_t seq) {
        return store::Head{seq, seq == 0 ? Digest{} : Digest{static_cast<std::uint8_t>(seq)}};
    };
    return {head(from), head(to), std::move(facts), {}};
}

std::vector<std::uint64_t> alive(FactFile& file, Instant from, Instant to) {
    return file
        .read("acme",
              [&](Facts& facts) -> Result<std::vector<std::uint64_t>> {
                  std::vector<std::uint64_t> seen;
                  const auto looked = facts.alive(
                      from, to, [&](const LeadFact& fact) { seen.push_back(fact.seq); });
                  if (!looked) return std::unexpected(looked.error());
                  return seen;
              })
        .value();
}

using Seqs = std::vector<std::uint64_t>;

TEST(FactFile, AFactIsReadBackAsItWas) {
    LeadFact fact = lead(3, Instant{1'000});
    fact.rule = "A / B";
    fact.tier = "hot";
    fact.territory = "bay";
    fact.queue = QueueId{0};
    fact.held_by = PoolId{5};
    fact.amount = -12.5;
    fact.holdings.push_back({.at = Instant{2'000},
                             .person = PersonId{300},
                             .pool = PoolId{0},
                             .method = Method::Claim,
                             .has_ladder = true,
                             .stepped = true,
                             .respond_by = Instant::never(),
                             .acknowledged = Instant{2'500},
                             .contacted = Instant{2'600},
                             .ended = Instant{2'600},
                             .end = End::Passed,
                             .gave_back = true,
                             .draw = {1, 2, 3}});
    fact.holdings.emplace_back().at = Instant{2'600};
    const std::string bytes = encode(fact);
    LeadFact read;
    read.seq = fact.seq;
    read.lead = fact.lead;
    read.at = fact.at;
    ASSERT_TRUE(decode(bytes, read));
    EXPECT_EQ(read, fact);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(decode(std::string_view(bytes).substr(0, size), read)) << size;
    }
    EXPECT_FALSE(decode(bytes + "x", read));
}

TEST(FactFile, ASliceIsWrittenOnceAndInItsPlace) {
    Folder folder;
    auto file = *FactFile::open(folder.file(), kStore);
    EXPECT_EQ(file->head("acme")->seq, 0);
    EXPECT_TRUE(*file->put("acme", changes(0, 4, {lead(2, Instant{10})})));
    EXPECT_FALSE(*file->put("acme", changes(0, 4, {lead(3, Instant{10})})));
    EXPECT_FALSE(*file->put("acme", changes(5, 6, {lead(6, Instant{10})})));
    EXPECT_TRUE(*file->put("acme", changes(4, 9, {lead(8, Instant{20})})));
    EXPECT_EQ(file->head("acme")->seq, 9);
    EXPECT_EQ(file->head("other")->seq, 0);
    EXPECT_EQ(alive(*file, Instant{}, Instant{100}), (Seqs{2, 8}));
    ASSERT_TRUE(file->clear("acme"));
    EXPECT_EQ(file->head("acme")->seq, 0);
    EXPECT_EQ(alive(*file, Instant{}, Instant{100}), Seqs{});
}

TEST(FactFile, APeriodHasThoseThatWereNotOverBeforeIt) {
    Folder folder;
    auto file = *FactFile::open(folder.file(), kStore);
    ASSERT_TRUE(*file->put(
        "acme", changes(0, 9,
                        {lead(1, Instant{10}, Instant{19}), lead(2, Instant{10}, Instant{20}),
                         lead(3, Instant{11}), lead(4, Instant{20}),
                         lead(5, Instant{29}, Instant{29}), lead(6, Instant{30})})));
    EXPECT_EQ(alive(*file, Instant{20}, Instant{30}), (Seqs{2, 3, 4, 5}));
    EXPECT_EQ(alive(*file, Instant{31}, Instant{90}), (Seqs{3, 4, 6}));
    EXPECT_EQ(alive(*file, Instant{0}, Instant{10}), Seqs{});
    const std::vector<Uuid> asked{Uuid{2}, Uuid{3}, Uuid{99}};
    const auto open = file->open_leads("acme", asked);
    ASSERT_TRUE(open);
    ASSERT_EQ(open->size(), 1);
    EXPECT_EQ(open->front(), lead(3, Instant{11}));
}

TEST(FactFile, OfAnotherStoreOrDamagedItIsBegunAnew) {
    Folder folder;
    {
        auto file = *FactFile::open(folder.file(), kStore);
        ASSERT_TRUE(*file->put("acme", changes(0, 4, {lead(2, Instant{10})})));
    }
    EXPECT_EQ((*FactFile::open(folder.file(), kStore))->head("acme")->seq, 4);
    EXPECT_EQ((*FactFile::open(folder.file(), Uuid{8}))->head("acme")->seq, 0);
    std::ofstream(folder.file(), std::ios::trunc) << std::string(5'000, 'x');
    EXPECT_EQ((*FactFile::open(folder.file(), kStore))->head("acme")->seq, 0);
    EXPECT_FALSE(FactFile::open(folder.file() + "/nowhere/reports.db", kStore));
}

}  // namespace
}  // namespace baton::insight
