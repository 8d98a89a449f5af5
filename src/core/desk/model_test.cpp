// Every decision of random companies held against the slow model: who was eligible, which target
// took the lead, who was picked, what it did to the books. And what must hold after every step.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "core/desk/auditor_for_tests.hpp"
#include "core/desk/history_for_tests.hpp"

namespace baton::desk {
namespace {

using testing::Auditor;
using testing::Credit;
using testing::History;
using testing::Office;

const int kSteps = testing::steps(110);

// Everything that happened since the last time, and how the desk stands.
void look(Auditor& auditor, const Office& office, std::size_t& seen) {
    try {
        for (; seen < office.events().size(); ++seen) auditor.look(office.events()[seen]);
    } catch (const testing::Disagreement& found) {
        FAIL() << found.what() << "\n" << office.log()[seen].kind << " " << office.log()[seen].body;
    }
    try {
        auditor.check_books(office.state(), office.now());
        auditor.check_nobody_waits_in_vain(office.now());
        auditor.check_nothing_is_overdue(office.now());
    } catch (const testing::Disagreement& found) {
        FAIL() << found.what();
    }
}

TEST(SlowModel, AgreesWithEveryDecision) {
    Credit worst = 0;
    Credit worst_catching_up = 0;
    std::size_t events = 0;
    std::size_t picks = 0;
    for (std::uint64_t seed = 1; seed <= testing::companies(35); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history(seed);
        const Office& office = history.office();
        Auditor auditor({.specs = history.specs(),
                         .zones = office.zones(),
                         .zone = *office.state().policy()->zone,
                         .content = [&](const LeadId& id) { return office.lead(id); }});
        std::size_t seen = 0;
        for (int i = 0; i < kSteps; ++i) {
            history.carry_out(history.next());
            look(auditor, office, seen);
            if (HasFailure()) {
                FAIL() << "at step " << i << "\n" << to_yaml(history.spec());
            }
        }
        worst = std::max(worst, auditor.books().worst);
        worst_catching_up = std::max(worst_catching_up, auditor.books().worst_catching_up);
        picks += auditor.picks;
        events += office.events().size();
    }
    const auto leads = [](Credit credit) {
        return static_cast<double>(credit) / static_cast<double>(testing::kWhole);
    };
    std::printf(
        "%zu events, %zu picks; worst credit or debt: %.3f leads, %.3f in pools that catch up\n",
        events, picks, leads(worst), leads(worst_catching_up));
    RecordProperty("worst_credit", std::to_string(leads(worst)));
}

}  // namespace
}  // namespace baton::desk
