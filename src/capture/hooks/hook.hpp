// Hooks: what form tools, ad platforms and chats post when somebody becomes a lead, read as each of
// them writes it and believed only with its signature. Sources and schemes: Typeform webhooks, Meta
// Lead Ads, Google Ads lead forms, HubSpot forms and webhooks, Calendly v2, Intercom, Webflow v2,
// and flat JSON or forms of one's own (Gravity Forms, Contact Form 7). Pure; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "core/lead/raw.hpp"
#include "core/lead/schema.hpp"

namespace baton::capture {

enum class HookType : std::uint8_t {
    Typeform = 1,
    Meta,
    Google,
    HubSpot,
    Calendly,
    Intercom,
    Webflow,
    Json,
};
// "typeform", "meta" … as the workspace document writes it.
[[nodiscard]] std::optional<HookType> hook_type(std::string_view word);

// Why a post is not believed. What cannot be read is a CaptureError.
enum class HookError : int {
    NotSigned = 101,       // the header, or the key in the body, is missing
    WrongSignature = 102,  // signed with another secret, or changed on its way
    TooOld = 103,          // signed too long ago (or ahead): perhaps played again
};

// One post as it came. Borrowed views.
struct HookCall {
    std::string_view method;  // "POST"
    std::string_view url;     // as the source called it, scheme and query included
    std::string_view content_type;
    std::string_view body;  // its very bytes
    std::function<std::optional<std::string_view>(std::string_view name)> header;
    Instant now;
};

// Whether the source that knows `secret` (not empty) made this post. Linear in the body.
[[nodiscard]] Result<void> verify_hook(HookType type, std::string_view secret,
                                       const HookCall& call);

// How the tool's names become fields of a lead: `map` (lead field: the tool's name) first, then a
// field's own name or another spelling of it. What is neither is kept under the tool's name.
struct HookFields {
    std::span<const std::pair<std::string, std::string>> map;
    const lead::Schema& schema;
};

struct HookLead {
    std::string id;  // the source's own, by which a repeat is recognised; empty: it has none
    lead::RawLead raw;
};

struct HookContent {
    std::vector<HookLead> leads;
    std::vector<std::string> to_fetch;  // ids of leads that the source keeps until they are fetched
    std::string nothing;                // why there is neither: "a ping"
};

// The leads in a post. CaptureError: BadUtf8, BadJson, NotAnObject (it is not what this type
// sends), BadForm, TooLarge.
[[nodiscard]] Result<HookContent> read_hook(HookType type, const HookFields& fields,
                                            const HookCall& call);

// Where a lead of `to_fetch` is read, with a bearer token, below `base` (empty: the source's own
// address). Only Meta and HubSpot have any.
[[nodiscard]] std::string fetch_address(HookType type, std::string_view base, std::string_view id,
                                        const HookFields& fields);
// What the same token can read there whatever leads there are: whether it is taken.
[[nodiscard]] std::string probe_address(HookType type, std::string_view base);
// The lead in what came from there.
[[nodiscard]] Result<HookLead> read_fetched(HookType type, const HookFields& fields,
                                            std::string_view id, std::string_view body);

}  // namespace baton::capture
