// What a company in memory keeps of its leads.
#include "scenario/company.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "core/match/rule_index.hpp"
#include "core/workspace/context_for_tests.hpp"

namespace baton::scenario {
namespace {

constexpr const char* kText =
    "people: { ann: {}, bob: {}, cid: { capacity: { open: 1 } } }\n"
    "pools: { all: { members: [ann, bob] }, few: { members: [cid], when_none: hold } }\n"
    "rules: [ { name: Few, when: 'lead.source == \"few\"', route: { pool: few } } ]\n"
    "otherwise: { pool: all }\n";

class CompanyTest : public ::testing::Test {
  protected:
    void publish(const std::string& text) {
        const workspace::Loaded loaded = workspace::load(
            text, "w.yaml", {zones_, suffixes_, nullptr, nullptr, match::index_rules});
        for (const auto& finding : loaded.findings) ADD_FAILURE() << workspace::to_line(finding);
        company_.set_now(parse_time("2026-03-02T15:00:00Z")->instant);
        ASSERT_TRUE(company_.publish(loaded.policy));
    }
    LeadId receive(const std::string& email, const std::string& source) {
        const auto arrival = company_.receive({{"email", {email}}, {"source", {source}}});
        EXPECT_TRUE(arrival);
        return arrival->id;
    }
    std::string holder(const LeadId& id) {
        const desk::OpenLead* open = company_.desk().state().find(id);
        return open != nullptr && open->person ? company_.policy().names.people.name(*open->person)
                                               : "nobody";
    }

    team::testing::FewZones zones_;
    lead::FewSuffixes suffixes_;
    Company company_{zones_, suffixes_};
};

TEST_F(CompanyTest, ForgetsALeadThatNobodyAsksForAgain) {
    publish(kText);
    company_.expect(10);
    const LeadId first = receive("a@x.test", "web");
    const LeadId second = receive("b@x.test", "web");
    ASSERT_NE(company_.find(first), nullptr);
    company_.forget(first);
    EXPECT_EQ(company_.find(first), nullptr);
    EXPECT_EQ(holder(first), "ann") << "the desk knows it as before";
    EXPECT_NE(company_.find(second), nullptr);
    EXPECT_EQ(holder(receive("c@x.test", "web")), "ann");
}

TEST_F(CompanyTest, ALeadThatWaitsIsKeptAndGoesOnItsWay) {
    publish(kText);
    const LeadId taken = receive("a@x.test", "few");
    const LeadId waiting = receive("b@x.test", "few");
    company_.forget(taken);
    company_.forget(waiting);
    ASSERT_NE(company_.find(waiting), nullptr);
    EXPECT_EQ(company_.find(waiting)->state, desk::LeadState::Held);
    ASSERT_TRUE(company_.execute(desk::Close{taken, event::Closing::Won, 1, ""}));
    company_.advance_to(company_.now());
    EXPECT_EQ(holder(waiting), "cid");
}

TEST_F(CompanyTest, WhatIsMergedIntoIsKept) {
    publish(std::string("duplicates: merge\n") + kText);
    const LeadId first = receive("a@x.test", "web");
    company_.forget(first);
    EXPECT_EQ(receive("a@x.test", "web"), first);
    EXPECT_EQ(company_.find(first)->revision, 2U);
}

}  // namespace
}  // namespace baton::scenario
