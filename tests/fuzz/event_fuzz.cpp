// A line of the log that a disk or a hand has changed: the first line is the kind, the rest the
// body. Refused with words, or an event whose bytes mean the same event.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/event/codec.hpp"
#include "core/event/random_event_for_tests.hpp"
#include "require.hpp"

namespace {

using namespace baton;
using fuzz::require;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const team::Names names = event::testing::sample_names();
    std::string_view body = fuzz::text_of(data, size);
    const std::string_view kind = fuzz::take_line(body);
    event::Logged logged{.seq = 7,
                         .at = Instant::from_seconds(1'772'000'000),
                         .kind = kind,
                         .lead = std::nullopt,
                         .body = body};
    for (const bool with_lead : {false, true}) {
        if (with_lead) logged.lead = event::LeadId{};
        const auto event = event::decode(logged, names);
        if (!event) {
            require(!event.error().message.empty());
            continue;
        }
        const std::string written = event::encode(*event, names);
        event::Logged again = logged;
        again.body = written;
        const auto back = event::decode(again, names);
        require(back.has_value());
        require(event::encode(*back, names) == written);
    }
    return 0;
}
