// A lead with everything that a message can say, for tests.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "base/instant.hpp"
#include "deliver/notify/facts.hpp"

namespace baton::deliver::testing {

inline LeadFacts sample_facts() {
    LeadFacts facts;
    facts.kind = MessageKind::Assigned;
    facts.workspace = "acme";
    facts.at = parse_time("2026-03-02T14:00:00Z")->instant;
    facts.offset_seconds = -5 * 3600;
    facts.lead_id = "019cb0a5-5d80-7000-8000-000000000001";
    facts.lead.name = "Grace Tan";
    facts.lead.title = "Head of Operations";
    facts.lead.company = "Globex & Sons <Ltd>";
    facts.lead.email = "grace@globex.test";
    facts.lead.phone = "+12125550123";
    facts.lead.country = "US";
    facts.lead.state = "US-NY";
    facts.lead.city = "New York";
    facts.lead.industry = "healthcare";
    facts.lead.employees = 1200;
    facts.lead.budget = 50000;
    facts.lead.message = "Can we see a demo this week?\n\nWe have 3 sites — Zürich included.";
    facts.lead.page = "https://acme.test/pricing?plan=pro&seats=20";
    facts.lead.source = "contact";
    facts.lead.utm = {{"utm_source", "search"}, {"utm_campaign", "spring"}};
    facts.lead.more = {{"signals", "demo_request 1, pricing_page 3"}};
    facts.score = 75;
    facts.tier = "hot";
    facts.reasons = {{30, "enterprise size"}, {45, "came back to pricing"}};
    facts.rule = "Enterprise Northeast";
    facts.pool = "closers";
    facts.explanation = "Rule \"Enterprise Northeast\" matched; Sarah Lee's turn in closers.";
    facts.recipient = PersonFacts{"sarah", "Sarah Lee", "sarah@acme.test"};
    facts.assignee = facts.recipient;
    facts.assigned_at = facts.at;
    facts.respond_within = Duration::minutes(5);
    facts.next_step = "Dana Ruiz is told";
    facts.next_at = facts.at + Duration::minutes(10);
    facts.link = "https://baton.acme.test/leads/019cb0a5-5d80-7000-8000-000000000001";
    return facts;
}

inline std::string golden_path(const std::string& name) {
    return std::string(BATON_SOURCE_DIR) + "/src/deliver/notify/golden/" + name;
}

// The golden file's text; with BATON_UPDATE_GOLDEN set, it is written anew from `actual` first.
inline std::string golden(const std::string& name, const std::string& actual) {
    if (std::getenv("BATON_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(golden_path(name), std::ios::binary) << actual;
    }
    std::ifstream file(golden_path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace baton::deliver::testing
