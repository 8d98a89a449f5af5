// Who is forgotten is erased and closed, and the log says who asked, whatever fails in between; it
// still proves sound.
#include "proof/forget.hpp"

#include <gtest/gtest.h>

#include "dispatch/server_for_tests.hpp"
#include "proof/verify.hpp"
#include "store/sqlite/archive.hpp"

namespace baton::proof {
namespace {

using dispatch::LeadId;
using dispatch::testing::Server;
using dispatch::testing::Trouble;

LeadId last_lead(Server& server) {
    const auto log = server.log();
    for (auto row = log.rbegin(); row != log.rend(); ++row) {
        if (row->kind == "received") return *row->lead;
    }
    return {};
}

Result<void> forget(Server& server, const LeadId& lead) {
    return proof::forget(server.writer(), server.store(), lead, {"token:privacy"},
                         server.clock.now());
}

TEST(Forget, AnOpenLeadIsErasedClosedAndLogged) {
    Server server;
    server.receive("ann@x.test");
    const LeadId lead = last_lead(server);
    ASSERT_TRUE(forget(server, lead));
    const auto row = server.real_store().lead("acme", lead).value();
    EXPECT_EQ(row->state, "disqualified");
    EXPECT_TRUE(row->erased_at);
    EXPECT_EQ(row->content, store::LeadContent{});
    const auto log = server.log();
    EXPECT_EQ(log.back().kind, "closed");
    EXPECT_NE(log.back().body.find("forgotten"), std::string::npos);
    EXPECT_NE(log.back().body.find("token:privacy"), std::string::npos);
    EXPECT_EQ(server.bytes(), server.replayed());
    // Again is fine.
    ASSERT_TRUE(forget(server, lead));
    EXPECT_EQ(server.count("closed"), 1U);
    server.stop();
    auto archive = store::sqlite::open_archive(server.file());
    const auto proved = verify(**archive, "acme", server.tables());
    ASSERT_TRUE(proved);
    EXPECT_FALSE(proved->problem);
    EXPECT_EQ(proved->erased, 1U);
}

TEST(Forget, AllLeadsOfAnAddressAreFound) {
    Server server;
    for (int i = 0; i < 3; ++i) server.receive_and_win("ann@x.test");
    server.receive("ann@x.test");
    server.receive("ben@x.test");
    const std::uint64_t ann = prefix64(sha256("ann@x.test"));
    const auto leads = leads_of(server.store(), "acme", ann).value();
    ASSERT_EQ(leads.size(), 4U);
    for (const LeadId& lead : leads) ASSERT_TRUE(forget(server, lead));
    EXPECT_TRUE(leads_of(server.store(), "acme", ann).value().empty());
    // Who comes back is somebody new.
    EXPECT_TRUE(Server::accepted(server.receive("ann@x.test")));
    EXPECT_EQ(leads_of(server.store(), "acme", ann).value().size(), 1U);
}

TEST(Forget, AnUnknownLeadIsTold) {
    Server server;
    const auto refused = forget(server, LeadId{9, 9});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, static_cast<int>(ForgetError::UnknownLead));
    EXPECT_EQ(server.count("closed"), 0U);
}

TEST(Forget, ErasedAndNotClosedIsToldAndMadeGoodByAskingAgain) {
    Server server;
    server.receive("ann@x.test");
    const LeadId lead = last_lead(server);
    server.store().trouble(Trouble::Full);
    const auto failed = forget(server, lead);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, static_cast<int>(ForgetError::NotClosed));
    EXPECT_NE(failed.error().message.find(format_uuid(lead)), std::string::npos);
    EXPECT_TRUE(server.real_store().lead("acme", lead).value()->erased_at);
    EXPECT_EQ(server.count("closed"), 0U);
    ASSERT_TRUE(forget(server, lead));
    EXPECT_EQ(server.count("closed"), 1U);
    EXPECT_EQ(server.bytes(), server.replayed());
}

}  // namespace
}  // namespace baton::proof
