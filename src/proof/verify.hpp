// Verify: holds the log of a workspace to itself and to the desk. From the first event on, each
// must carry the hash that follows from the one before, and be something that can have happened
// then; each decision is made again, by the document then in force and on what the lead said then,
// and has to come out the same; what the lead's row holds must be what the event vouches for; and
// snapshots, rows and the head that the store keeps must be where the log leads.
//
// What a lead said that was erased since is not there to decide on: its decisions are held to their
// hashes alone, and counted apart. So are decisions made with tables (time zones, public suffixes)
// of other versions that come out otherwise with today's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "dispatch/policy_shelf.hpp"
#include "store/archive.hpp"

namespace baton::proof {

// The first thing that is not as it has to be.
struct Problem {
    std::uint64_t seq = 0;  // the event's number; 0: it is about none
    std::optional<Instant> at = {};
    std::string kind = {};
    std::optional<store::LeadKey> lead = {};
    std::string what = {};     // a sentence
    std::string logged = {};   // the body that the log has …
    std::string derived = {};  // … and the one that comes out; empty where that is not the point
};

struct Verified {
    store::Head head = {};           // as far as it was read
    std::uint64_t decisions = 0;     // made again: the same came out
    std::uint64_t erased = 0;        // decisions on erased leads, by their hashes alone
    std::uint64_t other_tables = 0;  // decisions that come out otherwise with today's tables
    std::uint64_t contents = 0;      // revisions that are what the log vouches for
    std::uint64_t snapshots = 0;     // equal to the state that the log leads to
    std::string state = {};          // hex of the SHA-256 of that state's bytes
    std::optional<Problem> problem = {};
};

struct VerifyOptions {
    // Called every few hundred events with how far it has come, and where the log ends.
    std::function<void(std::uint64_t seq, std::uint64_t last)> progress = {};
    // A head noted down earlier: the log must still hold that event, with that hash.
    std::optional<store::Head> noted = {};
};

// Reads the archive from one end to the other; holds the desk's state and a few hundred events and
// leads at a time. Errors: those of the store; what is wrong with the log is a Problem.
[[nodiscard]] Result<Verified> verify(store::Archive& archive, const std::string& workspace,
                                      const dispatch::Tables& tables,
                                      const VerifyOptions& options = {});

}  // namespace baton::proof
