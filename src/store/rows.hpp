// The rows that go through the store's door: plain values. The store knows bytes and keys; what an
// event or a lead means is known above it. Text is UTF-8; times are whole microseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/uuid.hpp"

namespace baton::store {

// A lead's id: UUIDv7, its millisecond that of `received_at`.
using LeadKey = Uuid;

// The end of a workspace's log. {0, zeros} is the log that has no event yet.
struct Head {
    std::uint64_t seq = 0;
    Digest hash{};

    friend bool operator==(const Head&, const Head&) = default;
};

struct EventRow {
    std::uint64_t seq = 0;  // 1, 2, 3 … within the workspace
    Instant at = {};
    std::string kind = {};
    std::optional<LeadKey> lead = {};
    std::string body = {};  // JSON text
    Digest hash{};

    friend bool operator==(const EventRow&, const EventRow&) = default;
};

// One revision of what a lead said: all that is personal about it, and all that is erased.
struct LeadContent {
    Digest salt{};                 // goes into the hash that events record; erased with the rest
    std::string body = {};         // at most kMaxBodyBytes
    std::string search_text = {};  // what a text query looks through, folded as queries are
    std::vector<std::uint64_t> identities = {};  // salted hashes of its e-mail and the like

    friend bool operator==(const LeadContent&, const LeadContent&) = default;
};

// A lead's row. An empty text means none.
struct LeadRow {
    LeadKey id{};
    std::uint32_t revision = 1;  // which revision `content` is; grows
    Instant received_at = {};
    Instant updated_at = {};
    std::string state = {};
    std::string person = {};
    std::string pool = {};
    std::string rule = {};
    std::string queue = {};
    std::string account = {};
    std::string territory = {};
    std::string tier = {};
    std::string source = {};
    std::optional<double> score = {};
    // In an append: the content of a new revision, or nothing to keep the one that is there (its
    // `revision` then stays, too). Read back: always there; empty once erased.
    std::optional<LeadContent> content = {};
    std::optional<Instant> erased_at = {};  // read back only

    friend bool operator==(const LeadRow&, const LeadRow&) = default;
};

// The first answer to a request that carried an Idempotency-Key.
struct IdempotencyRow {
    std::string key = {};  // 1 … kMaxKeyBytes bytes
    Digest body_hash{};
    std::int32_t status = 0;
    std::string response = {};
    Instant at = {};
    std::optional<LeadKey> lead = {};  // whom the response speaks of: erased with that lead

    friend bool operator==(const IdempotencyRow&, const IdempotencyRow&) = default;
};

// Who last had the lead of somebody with this identity.
struct IdentityRow {
    std::uint64_t identity = 0;
    LeadKey lead{};
    std::string owner = {};
    Instant at = {};

    friend bool operator==(const IdentityRow&, const IdentityRow&) = default;
};

struct DocumentFile {
    std::string name = {};  // as `file:` names it
    std::string bytes = {};

    friend bool operator==(const DocumentFile&, const DocumentFile&) = default;
};

// What is said of a published version without its text.
struct DocumentVersion {
    std::uint64_t version = 0;  // 1, 2, 3 …
    Digest sha256{};            // of the text
    std::string note = {};
    std::string actor = {};
    Instant at = {};

    friend bool operator==(const DocumentVersion&, const DocumentVersion&) = default;
};

struct Document {
    DocumentVersion about = {};
    std::string text = {};                 // byte for byte
    std::vector<DocumentFile> files = {};  // by name

    friend bool operator==(const Document&, const Document&) = default;
};

struct SnapshotRow {
    Head at = {};  // the event after which this was the state
    std::string bytes = {};

    friend bool operator==(const SnapshotRow&, const SnapshotRow&) = default;
};

struct TokenRow {
    std::string workspace = {};
    std::string name = {};  // unique in its workspace
    Digest hash{};          // of the secret, which is stored nowhere
    std::string scopes = {};
    Instant created_at = {};
    std::optional<Instant> expires_at = {};
    std::optional<Instant> revoked_at = {};

    friend bool operator==(const TokenRow&, const TokenRow&) = default;
};

// A workspace that has something due.
struct DueWorkspace {
    std::string workspace = {};
    Instant deadline = {};

    friend bool operator==(const DueWorkspace&, const DueWorkspace&) = default;
};

// What the store says of itself: made once, when it was first opened.
struct Instance {
    Uuid id{};
    Digest salt{};  // goes into identity hashes; never leaves the server
    std::int32_t schema = 0;
};

}  // namespace baton::store
