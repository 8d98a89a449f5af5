// Any bytes as the post of a source: the first byte chooses which, the rest is the body. Neither
// the signature nor the reading falls over it; what is read has names, and goes through
// normalisation.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.hpp"
#include "capture/hooks/hook.hpp"
#include "capture/hooks/slack.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "require.hpp"

namespace {

using namespace baton;
using fuzz::require;

void check(const capture::HookLead& lead, const lead::Schema& schema) {
    static const lead::FewSuffixes suffixes;
    for (const lead::RawField& field : lead.raw) {
        require(!field.name.empty() && is_utf8(field.name));
    }
    (void)lead::normalise(lead.raw, schema, suffixes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const lead::Schema schema;
    static const std::vector<std::pair<std::string, std::string>> map{{"email", "a.b"},
                                                                      {"message", "q"}};
    const capture::HookFields fields{map, schema};
    const auto type = static_cast<capture::HookType>(data[0] % 8 + 1);
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    capture::HookCall call{"POST", "https://x.test/", "application/json", body, {}, Instant{}};
    call.header = [&](std::string_view) -> std::optional<std::string_view> {
        return body.substr(0, 80);
    };
    (void)capture::verify_hook(type, "whsec_c2VjcmV0", call);
    (void)capture::verify_slack("secret", call);
    (void)capture::read_slack_press(body);
    (void)capture::slack_email_in(body);
    const auto content = capture::read_hook(type, fields, call);
    if (content) {
        for (const capture::HookLead& lead : content->leads) check(lead, schema);
        for (const std::string& id : content->to_fetch) {
            require(!id.empty());
            (void)capture::fetch_address(type, "", id, fields);
        }
    } else {
        require(!content.error().message.empty());
    }
    if (const auto lead = capture::read_fetched(type, fields, "7", body)) check(*lead, schema);
    return 0;
}
