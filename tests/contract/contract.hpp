// What the contract's tests are written with. A house runs them all by naming itself:
//
//   BATON_RUN_STORE_CONTRACT(Sqlite, make_my_house)
//
// where make_my_house() returns a std::unique_ptr<House>.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.hpp"

namespace baton::store::contract {

// An empty store, and the same one opened again.
class House {
  public:
    virtual ~House() = default;
    virtual std::unique_ptr<Store> open() = 0;
};

// How a house is made, and what the tests of it are called: names that are the same in every build.
struct HouseKind {
    std::string_view name;
    std::unique_ptr<House> (*make)() = nullptr;
};
inline void PrintTo(const HouseKind& kind, std::ostream* out) { *out << kind.name; }
[[nodiscard]] inline std::string name_of(const ::testing::TestParamInfo<HouseKind>& info) {
    return std::string(info.param.name);
}

// ---- values
// ---------------------------------------------------------------------------------------

inline constexpr std::int64_t kStartSeconds = 1'772'460'000;  // 2026-03-02T14:00:00Z

[[nodiscard]] inline Instant at(std::int64_t seconds) {
    return Instant::from_seconds(kStartSeconds + seconds);
}
[[nodiscard]] Digest digest_of(std::string_view text);
// The nth lead: received n seconds after the start.
[[nodiscard]] LeadKey lead_id(int n);
[[nodiscard]] DeliveryId delivery_id(int n);
[[nodiscard]] LeadRow lead_row(int n);  // with content, revision 1, assigned to marcus
[[nodiscard]] LeadRow without_content(LeadRow row);
[[nodiscard]] IdempotencyRow key_row(std::string key, std::int64_t seconds = 0);
[[nodiscard]] DeliveryRow delivery_row(int n, std::string channel = "slack");

// ---- waiting
// --------------------------------------------------------------------------------------

// Calls `start` with a completion and waits for what it is given.
template <class T, class Start>
[[nodiscard]] T wait_for(Start&& start) {
    std::promise<T> promise;
    std::future<T> future = promise.get_future();
    start([promise = std::move(promise)](T value) mutable { promise.set_value(std::move(value)); });
    return future.get();
}

class StoreContract : public ::testing::TestWithParam<HouseKind> {
  protected:
    void SetUp() override;

    [[nodiscard]] Store& store() { return *store_; }
    void reopen();

    // An append of `count` events (about `lead`, where one is given) after the present head.
    [[nodiscard]] Append next(std::string workspace, int count = 1,
                              std::optional<LeadKey> lead = std::nullopt);
    [[nodiscard]] AppendOutcome append(Append append);
    // Appends and expects it to be there.
    Head must_append(Append append);
    // One event and these rows.
    void put_lead(LeadRow lead, const std::string& workspace = "acme");

    [[nodiscard]] Result<void> put_deliveries(PutDeliveries put);
    // Puts pending rows, moving the cursor of "notify" by one.
    void must_put(std::vector<DeliveryRow> rows, const std::string& workspace = "acme");
    [[nodiscard]] std::vector<DeliveryRow> lease(LeaseRequest request);
    [[nodiscard]] Result<void> settle(const DeliveryRow& row, DeliveryOutcome outcome);
    [[nodiscard]] Result<std::vector<Result<void>>> settle_all(std::vector<Settle> settles);
    [[nodiscard]] DeliveryRow delivery(int n, std::string_view workspace = "acme");
    [[nodiscard]] Result<void> erase(const LeadKey& id, const std::string& workspace = "acme");
    [[nodiscard]] LeadRow lead(int n, std::string_view workspace = "acme");

  private:
    std::unique_ptr<House> house_;
    std::unique_ptr<Store> store_;
};

[[nodiscard]] inline LeaseRequest lease_at(std::int64_t seconds) {
    return {.owner = "node-1",
            .now = at(seconds),
            .until = at(seconds + 60),
            .limit = 64,
            .per_channel = 16,
            .channels = {}};
}

class LogContract : public StoreContract {};
class ConcurrencyContract : public StoreContract {};
class LeadContract : public StoreContract {};
class SearchContract : public StoreContract {};
// Six leads, each with something of its own.
class SearchedLeads : public SearchContract {
  protected:
    void SetUp() override;
    [[nodiscard]] std::vector<int> found(LeadFilter filter);
};
class EraseContract : public StoreContract {};
class LookupContract : public StoreContract {};
class DeliveryContract : public StoreContract {};
class DocumentContract : public StoreContract {};
// Not of the simulated store, which keeps no accounts.
class AccessContract : public StoreContract {
  protected:
    [[nodiscard]] AccessStore& access() { return *store().access(); }
    [[nodiscard]] Result<void> change(AccessChange change);
    void must_change(AccessChange wanted);
};
// Nor of that: it knows no other systems.
class CrmContract : public StoreContract {
  protected:
    // The numbers of the leads that were taken, ascending, each with what is known.
    [[nodiscard]] std::vector<std::pair<int, std::string>> claim(const std::vector<int>& leads,
                                                                 std::string holder, int from,
                                                                 int until);
    void release(int lead, std::string holder, std::string body);
    [[nodiscard]] std::vector<std::string> known(const std::vector<int>& leads,
                                                 std::string_view connection = "main");
};

#define BATON_RUN_STORE_CONTRACT(name, make)                        \
    BATON_RUN_STORE_CONTRACT_PART(name, make, LogContract);         \
    BATON_RUN_STORE_CONTRACT_PART(name, make, ConcurrencyContract); \
    BATON_RUN_STORE_CONTRACT_PART(name, make, LeadContract);        \
    BATON_RUN_STORE_CONTRACT_PART(name, make, SearchContract);      \
    BATON_RUN_STORE_CONTRACT_PART(name, make, SearchedLeads);       \
    BATON_RUN_STORE_CONTRACT_PART(name, make, EraseContract);       \
    BATON_RUN_STORE_CONTRACT_PART(name, make, LookupContract);      \
    BATON_RUN_STORE_CONTRACT_PART(name, make, DeliveryContract);    \
    BATON_RUN_STORE_CONTRACT_PART(name, make, DocumentContract)

#define BATON_RUN_STORE_CONTRACT_PART(name, make, part) \
    INSTANTIATE_TEST_SUITE_P(name, part, ::testing::Values(HouseKind{#name, make}), name_of)

}  // namespace baton::store::contract
