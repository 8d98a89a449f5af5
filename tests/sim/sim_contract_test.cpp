// The contract of the stores, of the simulated one: log, leads and look-ups. It erases nothing,
// keeps no tokens and few snapshots, and is never asked from two threads, as the rest of the
// contract would have it.
#include "contract.hpp"
#include "door.hpp"

namespace baton::store::contract {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ConcurrencyContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SearchContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SearchedLeads);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EraseContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DeliveryContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DocumentContract);

namespace {

class Simulated final : public House {
  public:
    std::unique_ptr<Store> open() override {
        auto door = std::make_unique<sim::Door>(
            shared_, "node", [](Duration, sim::Task) {}, sim::Bug::None);
        door->hurry();
        return door;
    }

  private:
    sim::Schedule schedule_{at(0)};
    sim::Chaos chaos_{1};
    sim::Trace trace_{0};
    sim::Shared shared_{.schedule = schedule_, .chaos = chaos_, .trace = trace_};
};

std::unique_ptr<House> simulated() { return std::make_unique<Simulated>(); }

BATON_RUN_STORE_CONTRACT_PART(Simulated, &simulated, LogContract);
BATON_RUN_STORE_CONTRACT_PART(Simulated, &simulated, LeadContract);
BATON_RUN_STORE_CONTRACT_PART(Simulated, &simulated, LookupContract);

}  // namespace
}  // namespace baton::store::contract
