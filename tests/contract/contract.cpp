#include "contract.hpp"

#include <algorithm>

namespace baton::store::contract {

Digest digest_of(std::string_view text) { return sha256(text); }

LeadKey lead_id(int n) {
    return make_uuid_v7((kStartSeconds + n) * 1000, {0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
}

DeliveryId delivery_id(int n) {
    return make_uuid_v7((kStartSeconds + n) * 1000, {0, 0, 0, 0, 0, 0, 0, 0, 0, 2});
}

LeadRow lead_row(int n) {
    const std::string number = std::to_string(n);
    LeadRow row;
    row.id = lead_id(n);
    row.received_at = at(n);
    row.updated_at = at(n);
    row.state = "assigned";
    row.person = "marcus";
    row.pool = "inside";
    row.rule = "Small and basic";
    row.source = "web";
    row.score = 40.5;
    row.content =
        LeadContent{.salt = digest_of("salt" + number),
                    .body = R"({"email":"p)" + number + R"(@small.test"})",
                    .search_text = "pat" + number + " small company p" + number + "@small.test",
                    .identities = {static_cast<std::uint64_t>(1000 + n)}};
    return row;
}

LeadRow without_content(LeadRow row) {
    row.content.reset();
    return row;
}

IdempotencyRow key_row(std::string key, std::int64_t seconds) {
    return {.key = key,
            .body_hash = digest_of("body of " + key),
            .status = 201,
            .response = "answer to " + key,
            .at = at(seconds),
            .lead = std::nullopt};
}

DeliveryRow delivery_row(int n, std::string channel) {
    DeliveryRow row;
    row.workspace = "acme";
    row.id = delivery_id(n);
    row.event_seq = static_cast<std::uint64_t>(n);
    row.lead = lead_id(n);
    row.channel = std::move(channel);
    row.kind = "assigned";
    row.recipient = "marcus";
    row.payload = R"({"n":)" + std::to_string(n) + "}";
    row.created_at = at(n);
    row.next_at = at(n);
    return row;
}

void StoreContract::SetUp() {
    house_ = GetParam().make();
    store_ = house_->open();
    ASSERT_NE(store_, nullptr);
}

void StoreContract::reopen() {
    store_.reset();
    store_ = house_->open();
    ASSERT_NE(store_, nullptr);
}

Append StoreContract::next(std::string workspace, int count, std::optional<LeadKey> lead) {
    Append append;
    append.after = store().head(workspace).value();
    append.workspace = std::move(workspace);
    for (int i = 0; i < count; ++i) {
        EventRow& event = append.events.emplace_back();
        event.seq = append.after.seq + static_cast<std::uint64_t>(i) + 1;
        event.at = at(static_cast<std::int64_t>(event.seq));
        event.kind = "lead.received";
        event.lead = lead;
        event.body = R"({"workspace":")" + append.workspace + R"(","seq":)" +
                     std::to_string(event.seq) + "}";
        event.hash = digest_of(event.body);
    }
    return append;
}

AppendOutcome StoreContract::append(Append append) {
    return wait_for<AppendOutcome>(
        [&](auto done) { store().append(std::move(append), std::move(done)); });
}

Head StoreContract::must_append(Append append) {
    const AppendOutcome outcome = this->append(std::move(append));
    if (const auto* failed = std::get_if<Failed>(&outcome)) ADD_FAILURE() << failed->error.message;
    const auto* appended = std::get_if<Appended>(&outcome);
    EXPECT_NE(appended, nullptr);
    return appended == nullptr ? Head{} : appended->head;
}

void StoreContract::put_lead(LeadRow lead, const std::string& workspace) {
    Append append = next(workspace, 1, lead.id);
    append.leads.push_back(std::move(lead));
    must_append(std::move(append));
}

Result<void> StoreContract::put_deliveries(PutDeliveries put) {
    return wait_for<Result<void>>(
        [&](auto done) { store().put_deliveries(std::move(put), std::move(done)); });
}

void StoreContract::must_put(std::vector<DeliveryRow> rows, const std::string& workspace) {
    const std::uint64_t from = store().cursor("notify", workspace).value();
    const auto put =
        put_deliveries({.cursor = {"notify", workspace, from, from + 1}, .rows = std::move(rows)});
    EXPECT_TRUE(put) << put.error().message;
}

std::vector<DeliveryRow> StoreContract::lease(LeaseRequest request) {
    auto leased = wait_for<Result<std::vector<DeliveryRow>>>(
        [&](auto done) { store().lease_deliveries(std::move(request), std::move(done)); });
    EXPECT_TRUE(leased) << leased.error().message;
    return leased.value_or(std::vector<DeliveryRow>{});
}

Result<std::vector<Result<void>>> StoreContract::settle_all(std::vector<Settle> settles) {
    return wait_for<Result<std::vector<Result<void>>>>(
        [&](auto done) { store().settle_deliveries(std::move(settles), std::move(done)); });
}

Result<void> StoreContract::settle(const DeliveryRow& row, DeliveryOutcome outcome) {
    auto settled = settle_all({{row.workspace, row.id, row.fence, std::move(outcome)}});
    if (!settled) return std::unexpected(std::move(settled).error());
    return std::move(settled->front());
}

DeliveryRow StoreContract::delivery(int n, std::string_view workspace) {
    return store().delivery(workspace, delivery_id(n)).value().value();
}

Result<void> StoreContract::erase(const LeadKey& id, const std::string& workspace) {
    return wait_for<Result<void>>(
        [&](auto done) { store().erase_lead(workspace, id, at(500), std::move(done)); });
}

LeadRow StoreContract::lead(int n, std::string_view workspace) {
    return store().lead(workspace, lead_id(n)).value().value();
}

}  // namespace baton::store::contract
