// Trial: does a connection work? One message that says it is a test, or one reading that changes
// nothing, over the client that deliveries go through, at once and once: no retries, no circuit,
// nothing in the list of deliveries. Called from any thread; what is not sent runs on the client's.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "core/workspace/policy.hpp"
#include "deliver/notify/facts.hpp"
#include "deliver/outbound/outbound.hpp"
#include "deliver/outbound/secrets.hpp"

namespace baton::deliver {

// No call of a trial is begun after so long.
inline constexpr Duration kTrialTakes = Duration::seconds(40);

struct TrialTools {
    Outbound& outbound;  // borrowed, as the next is; they outlive the trial
    const Environment& environment;
    std::function<Instant()> clock;  // now
};

struct TrialEnd {
    Outcome outcome;         // Sent: it works; otherwise its message says why not, without secrets
    std::string found = {};  // of one that works: "mail to ann@acme.test", "12 people can own …"
};
// Called exactly once; must not block or throw.
using TrialDone = std::move_only_function<void(TrialEnd)>;

// Who asked, and so who is written to where a channel has no place of its own.
struct TrialAsker {
    PersonFacts person;  // all of it may be empty: nobody is known
    std::string words;   // "ann@acme.test", "the token deploy": as the message names them
};

// Mail goes to who asked, else to the channel's own `from`. Needs a channel of `live` that is not
// of type push.
void try_channel(const workspace::Channel& channel, const workspace::Policy& live,
                 std::string_view workspace, const TrialAsker& asker, const std::string& id,
                 const TrialTools& tools, TrialDone done);

// Signs in and asks who can own records there.
void try_crm(const workspace::CrmConnection& crm, const TrialTools& tools, TrialDone done);

// What is known of a connection without calling it.
struct Plugged {
    std::string host = {};   // where it leads, with the port where one is given; empty: nowhere
    std::string fault = {};  // a secret that is missing; empty: none
};
[[nodiscard]] Plugged look_at(const workspace::Channel& channel, const workspace::Policy& live,
                              const Environment& environment);
[[nodiscard]] Plugged look_at(const workspace::CrmConnection& crm, const Environment& environment);
// Of any texts of a connection, each with what it is called in the document; `url` leads there, and
// may be empty.
struct NamedSecret {
    std::string_view name;
    std::string_view text;
};
[[nodiscard]] Plugged look_at(std::string_view whose, std::string_view url,
                              std::span<const NamedSecret> texts, const Environment& environment);

}  // namespace baton::deliver
