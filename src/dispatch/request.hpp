// What a workspace's writer is asked to do, and how it answers: after the commit, exactly once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "core/desk/desk.hpp"
#include "store/rows.hpp"

namespace baton::dispatch {

using desk::LeadId;

// What is true when the writer takes a request up.
struct Moment {
    const workspace::Policy& policy;
    std::uint64_t version = 0;
    Instant now;
};

// A lead, normalised and with its row made ready on the caller's thread.
struct Intake {
    LeadId id{};
    std::shared_ptr<const lead::Lead> content;  // shared with the desk's facts while it is decided
    std::uint64_t version = 0;                  // the document whose schema `content` follows
    std::string body;                           // lead::encode of it
    Digest salt{};
    std::string fact;  // fact_hash() of both
    std::string search_text;
    std::optional<std::uint64_t> identity;  // hash of its e-mail
    Instant received_at;
};

// Something that people do. `make` is called on the writer's turn, perhaps more than once, with the
// live document, and turns names into ids.
struct Act {
    std::function<Result<desk::Command>(const Moment&)> make;
    std::optional<LeadId> lead;               // whom it concerns
    std::optional<store::Document> document;  // of a publication
};

struct Rendered {
    int status = 200;
    std::string body;
};

// A question to the desk that changes nothing.
struct Ask {
    std::function<Rendered(desk::Desk&, const Moment&)> answer;
};

// Whatever is due shall happen.
struct Tick {};

// What a request came to; good while render() runs.
struct Done {
    std::span<const event::Event> events;  // its own first
    std::span<const route::Exclusion> passed;
    const workspace::Policy& policy;
    std::uint64_t version = 0;
    std::optional<LeadId> lead;
    const desk::State& state;
    Instant now;
};

struct Key {
    std::string text;  // the Idempotency-Key
    Digest body_hash{};
};

// Answers.
struct Accepted {
    Rendered rendered;
    bool replayed = false;  // the recorded answer to an earlier request with this key
};
struct Refused {
    Error error;  // a desk::DeskError, or what make() said
};
struct KeyReused {};  // the key was used with another body
struct Unavailable {  // nothing happened, or the message says that nobody knows; worth another try
    std::string message;
    int retry_after_seconds = 1;
};
using Answer = std::variant<Accepted, Refused, KeyReused, Unavailable>;

struct Request {
    std::variant<Intake, Act, Ask, Tick> what;
    desk::Actor actor;
    std::optional<Key> key;
    // The answer's text; called on the writer's turn, before the commit, perhaps more than once.
    std::function<Rendered(const Done&)> render;
    // Called once; must not block.
    std::move_only_function<void(Answer)> reply;
};

}  // namespace baton::dispatch
