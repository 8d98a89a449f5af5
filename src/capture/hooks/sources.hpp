// One reader a source: its JSON, or what was posted as a form, into leads. Private to this folder.
#pragma once

#include "capture/hooks/hook.hpp"
#include "core/lead/raw.hpp"

namespace baton::capture {

// "this is not what a Typeform webhook sends: …"
[[nodiscard]] std::unexpected<Error> not_its_shape(std::string_view source, std::string_view lacks);

[[nodiscard]] Result<HookContent> read_typeform(const HookFields& fields,
                                                const lead::RawValue& body);
[[nodiscard]] Result<HookContent> read_meta(const lead::RawValue& body);
[[nodiscard]] Result<HookLead> read_meta_lead(const HookFields& fields, std::string_view id,
                                              const lead::RawValue& body);
[[nodiscard]] Result<HookContent> read_google(const HookFields& fields, const lead::RawValue& body);
[[nodiscard]] Result<HookContent> read_hubspot(const HookFields& fields,
                                               const lead::RawValue& body);
[[nodiscard]] Result<HookLead> read_hubspot_contact(const HookFields& fields, std::string_view id,
                                                    const lead::RawValue& body);
[[nodiscard]] Result<HookContent> read_calendly(const HookFields& fields,
                                                const lead::RawValue& body);
[[nodiscard]] Result<HookContent> read_intercom(const HookFields& fields,
                                                const lead::RawValue& body);
[[nodiscard]] Result<HookContent> read_webflow(const HookFields& fields,
                                               const lead::RawValue& body);
[[nodiscard]] Result<HookContent> read_own(const HookFields& fields, const lead::RawValue& body);

}  // namespace baton::capture
