// Interpreter: what the courier must be told about a workspace. It knows rows and channels; what an
// event means, and what a lead's message says, is known behind this door.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "core/workspace/policy.hpp"
#include "deliver/notify/answer.hpp"
#include "deliver/notify/facts.hpp"
#include "deliver/push/push_call.hpp"
#include "deliver/slack_post.hpp"
#include "store/delivery.hpp"
#include "store/rows.hpp"

namespace baton::deliver {

// A delivery that an event asks for.
struct Planned {
    std::string channel;
    std::string kind;       // a MessageKind's word
    std::string recipient;  // a person's key, or empty: whoever listens on the channel
    std::optional<store::LeadKey> lead;
    std::string payload;      // whatever compose() needs besides the event
    Instant not_before = {};  // quiet hours that end then hold it up
};

struct Message {
    workspace::Channel channel;
    LeadFacts facts;
    std::optional<ProspectAnswer> answer = {};  // to the prospect, instead of the facts
    std::optional<SlackPost> slack = {};        // over an app instead of an incoming webhook
    std::optional<PushTarget> push = {};        // one browser of the recipient's
};
// The row is for several receivers, of whom each gets a row of their own. Not empty.
struct Spread {
    std::vector<Planned> rows;
};
// What no longer holds: the lead has moved on, was erased, the channel is gone …
struct Dropped {
    std::string reason;
    bool tries_next_way = false;  // it holds, but cannot be told over this channel
};
using Composed = std::variant<Message, Spread, Dropped>;

// All functions are called on the courier's thread, may read the store, and have to answer within
// milliseconds. An Error means "not now": the courier tells it and asks again later.
class Interpreter {
  public:
    virtual ~Interpreter() = default;
    Interpreter() = default;
    Interpreter(const Interpreter&) = delete;
    Interpreter& operator=(const Interpreter&) = delete;

    // Those of the live document.
    virtual Result<std::vector<std::string>> channels(std::string_view workspace) = 0;

    // The first event from which on such a channel can be meant: the one that published it. So a
    // channel that is new to a long log need not read it from the start.
    virtual Result<std::uint64_t> known_since(std::string_view workspace,
                                              std::string_view channel) = 0;

    // What this event asks for, on all channels, in a fixed order: the same event always gives
    // the same list.
    virtual Result<std::vector<Planned>> interpret(std::string_view workspace,
                                                   const store::EventRow& event) = 0;

    // What rows say when their turn has come, by what is true now: one answer for each, in their
    // order. Many at once, as what they need is then read at once.
    virtual std::vector<Result<Composed>> compose(std::span<const store::DeliveryRow> rows) = 0;

    // Whom to tell that messages over `failing` cannot be delivered; never over `failing` itself.
    // The rows' payload will be `detail`.
    virtual Result<std::vector<Planned>> failure_alert(std::string_view workspace,
                                                       std::string_view failing,
                                                       std::string_view detail) = 0;

    // The same message over the channel that its receiver chose for when this one does not get
    // through; nothing where there is none.
    virtual Result<std::optional<Planned>> next_way(const store::DeliveryRow&, Instant now) {
        (void)now;
        return std::nullopt;
    }

    // This row's receiver is no more: it is forgotten. Gives whether nobody else gets the message
    // over the row's channel, so that the next way is to be tried.
    virtual Result<bool> lost_receiver(const store::DeliveryRow&) { return false; }
};

}  // namespace baton::deliver
