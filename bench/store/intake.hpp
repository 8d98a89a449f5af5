// The batches that dispatch would make: leads of about the size that forms send, each with its
// event, row, idempotency key and identity. What the stores' measurements write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

#include "base/hash.hpp"
#include "base/uuid.hpp"
#include "store/append.hpp"

namespace baton::bench {

using namespace store;  // NOLINT: rows of all kinds are made here

inline std::string json_text(std::size_t bytes) { return '"' + std::string(bytes - 2, 'x') + '"'; }

class Intake {
  public:
    Append next(std::size_t leads) {
        Append append;
        append.workspace = "default";
        append.after = head_;
        for (std::size_t i = 0; i < leads; ++i) add(append);
        append.next_deadline = Instant{static_cast<std::int64_t>(head_.seq)};
        return append;
    }

  private:
    void add(Append& append) {
        ++head_.seq;
        const Instant at{1'772'460'000'000'000 + static_cast<std::int64_t>(head_.seq) * 50};
        UuidRandom random{};
        for (auto& byte : random) byte = static_cast<std::uint8_t>(random_());
        const LeadKey id = make_uuid_v7(at.micros / 1000, random);
        const std::uint64_t identity = random_();
        head_.hash = sha256(bytes_of(head_.hash));

        append.events.push_back({.seq = head_.seq,
                                 .at = at,
                                 .kind = "lead.received",
                                 .lead = id,
                                 .body = event_,
                                 .hash = head_.hash});
        LeadRow& lead = append.leads.emplace_back();
        lead.id = id;
        lead.received_at = lead.updated_at = at;
        lead.state = "assigned";
        lead.person = "marcus";
        lead.pool = "inside";
        lead.rule = "Small and basic";
        lead.source = "web";
        lead.score = 40;
        lead.content = LeadContent{.salt = head_.hash,
                                   .body = body_,
                                   .search_text = "pat small company pat@small.test",
                                   .identities = {identity}};
        append.keys.push_back({.key = format_uuid(make_uuid_v7(0, random)),
                               .body_hash = head_.hash,
                               .status = 201,
                               .response = response_,
                               .at = at,
                               .lead = id});
        append.identities.push_back(
            {.identity = identity, .lead = id, .owner = "marcus", .at = at});
    }

    Head head_;
    std::mt19937_64 random_{7};
    std::string event_ = json_text(300);
    std::string body_ = json_text(400);
    std::string response_ = json_text(300);
};

}  // namespace baton::bench
