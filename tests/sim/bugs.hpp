// The bugs that are planted on purpose, to see that the simulation finds them. None of them is in
// the product: each is a store, a receiver or a driver that behaves as if the bug were there.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace baton::sim {

enum class Bug : std::uint8_t {
    None,
    LostWakeUp,         // a node never hears that another one wrote
    ReplyBeforeCommit,  // an append is answered first and written later
    SkippedConflict,    // a conflict is taken for a success
    LeaseWithoutFence,  // whoever settles a delivery is taken for its holder
    LaggingSnapshot,    // a snapshot claims events that it does not hold
    DroppedDeadline,    // after a restart nobody knows what falls due until something happens
    CapacityTwice,      // a node that read the document counts each open lead twice
    TurnNotGivenBack,   // a node that read the document gives no turn back
    ForgottenKey,       // every fourth append or so keeps no idempotency key
    SentBeforeItWas,    // a message is marked as sent when it sets out
};
inline constexpr std::size_t kBugs = static_cast<std::size_t>(Bug::SentBeforeItWas) + 1;

inline constexpr std::array<std::string_view, kBugs> kBugWords{"none",
                                                               "lost-wake-up",
                                                               "reply-before-commit",
                                                               "skipped-conflict",
                                                               "lease-without-fence",
                                                               "lagging-snapshot",
                                                               "dropped-deadline",
                                                               "capacity-twice",
                                                               "turn-not-given-back",
                                                               "forgotten-key",
                                                               "sent-before-it-was"};

[[nodiscard]] inline std::string_view to_word(Bug bug) {
    return kBugWords[static_cast<std::size_t>(bug)];
}
[[nodiscard]] inline std::optional<Bug> bug_from(std::string_view word) {
    for (std::size_t i = 0; i < kBugs; ++i) {
        if (kBugWords[i] == word) return static_cast<Bug>(i);
    }
    return std::nullopt;
}

}  // namespace baton::sim
