#include "core/desk/packed_leads.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

namespace baton::desk {
namespace {

// Leads as no company has them: every field of any value that it may have.
class Strange {
  public:
    explicit Strange(std::uint64_t seed) : random_(seed) {}

    std::uint64_t number() {
        const std::uint64_t any = random_();
        switch (random_() % 5) {
            case 0:
                return any % 3;
            case 1:
                return any % 100'000;
            case 2:
                return std::numeric_limits<std::uint64_t>::max() - any % 3;
            default:
                return any;
        }
    }
    bool flag() { return random_() % 2 == 0; }
    Instant time() {
        return flag() ? Instant{static_cast<std::int64_t>(number())} : Instant::never();
    }
    template <class Id>
    std::optional<Id> maybe_id() {
        return flag() ? std::optional(Id{static_cast<std::uint32_t>(number())}) : std::nullopt;
    }
    std::vector<PersonId> people() {
        std::vector<PersonId> ids(random_() % 4);
        for (PersonId& id : ids) id.value = static_cast<std::uint32_t>(number());
        return ids;
    }
    std::string word() {
        static const std::vector<std::string> kWords{"", "fast", "Europe/Large", "\0x", "fas"};
        return kWords[random_() % kWords.size()];
    }
    LeadId id() {
        LeadId id{};
        for (auto& byte : id) byte = static_cast<std::uint8_t>(random_());
        return id;
    }
    OpenLead lead() {
        OpenLead lead;
        lead.state = static_cast<LeadState>(1 + random_() % 10);
        lead.person = maybe_id<PersonId>();
        lead.pool = maybe_id<PoolId>();
        lead.queue = maybe_id<QueueId>();
        lead.owner = maybe_id<PersonId>();
        lead.rule = word();
        lead.otherwise = flag();
        lead.target = static_cast<std::uint32_t>(number());
        lead.history = people();
        lead.barred = people();
        lead.received_at = time();
        lead.since = time();
        lead.touched = time();
        for (Instant& start : lead.periods) start = time();
        if (flag()) {
            const auto upper = static_cast<route::Credit>(static_cast<std::int64_t>(number()));
            lead.turn = {.pool = PoolId{static_cast<std::uint32_t>(number())},
                         .share = upper * (flag() ? 1 : 1'000'000'007),
                         .took_credit = flag(),
                         .number = number(),
                         .last_turn = number()};
        }
        lead.sla = word();
        lead.ladder_version = number();
        lead.steps_done = static_cast<std::uint32_t>(number());
        lead.due = time();
        lead.revision = static_cast<std::uint32_t>(number());
        return lead;
    }

  private:
    std::mt19937_64 random_;
};

std::string pack(const std::vector<std::pair<LeadId, OpenLead>>& leads) {
    ByteWriter out;
    LeadPacker packer(out);
    for (const auto& [id, lead] : leads) packer.write(id, lead);
    return out.take();
}

TEST(PackedLeads, ComeBackAsTheyWere) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Strange strange(seed);
        std::vector<std::pair<LeadId, OpenLead>> leads;
        for (int i = 0; i < 20; ++i) leads.emplace_back(strange.id(), strange.lead());
        const std::string bytes = pack(leads);
        ByteReader in(bytes);
        LeadUnpacker unpacker(in);
        for (const auto& [id, lead] : leads) {
            LeadId read_id{};
            OpenLead read;
            unpacker.read(read_id, read);
            ASSERT_EQ(read_id, id) << "seed " << seed;
            ASSERT_EQ(read, lead) << "seed " << seed;
        }
        ASSERT_FALSE(in.is_broken());
        ASSERT_TRUE(in.at_end());
    }
}

TEST(PackedLeads, CutOffTheyBreakTheReader) {
    Strange strange(7);
    const std::string bytes = pack({{strange.id(), strange.lead()}});
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        ByteReader in(std::string_view(bytes).substr(0, size));
        LeadUnpacker unpacker(in);
        LeadId id{};
        OpenLead lead;
        unpacker.read(id, lead);
        ASSERT_TRUE(in.is_broken()) << "up to " << size;
    }
}

TEST(PackedLeads, AWordThatNeverCameBreaksTheReader) {
    OpenLead lead;
    lead.rule = "x";
    std::string bytes = pack({{LeadId{}, lead}});
    const std::size_t at = bytes.find("\1x") - 1;
    ASSERT_EQ(bytes[at], '\0');
    bytes[at] = '\5';
    ByteReader in(bytes);
    LeadUnpacker unpacker(in);
    LeadId id{};
    unpacker.read(id, lead);
    EXPECT_TRUE(in.is_broken());
}

// What half a million of them take decides how often a company's state can be kept.
TEST(PackedLeads, OrdinaryOnesAreSmall) {
    std::vector<std::pair<LeadId, OpenLead>> leads;
    Instant now{1'780'000'000'000'000};
    for (std::uint32_t i = 0; i < 1000; ++i) {
        now = now + Duration{700'000};
        OpenLead lead;
        lead.state = LeadState::Assigned;
        lead.person = PersonId{i % 40};
        lead.pool = PoolId{i % 3};
        lead.rule = i % 3 == 0 ? "Europe/Large" : "Everybody else";
        lead.history = {*lead.person};
        lead.received_at = now;
        lead.since = lead.touched = now + Duration{900};
        lead.periods.fill(Instant{1'779'900'000'000'000});
        lead.turn = {.pool = *lead.pool, .share = 1 << 20, .took_credit = true, .number = i / 3};
        lead.sla = "fast";
        lead.ladder_version = 12;
        lead.due = lead.since + Duration::minutes(5);
        leads.emplace_back(LeadId{}, std::move(lead));
    }
    EXPECT_LT(pack(leads).size() / leads.size(), 60U);
}

}  // namespace
}  // namespace baton::desk
