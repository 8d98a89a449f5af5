// What would become of a lead, asked of a desk and told with its whole trace: the same for the live
// document and for a draft.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/service.hpp"
#include "core/desk/desk.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/raw.hpp"
#include "dispatch/request.hpp"

namespace baton::api {

// What is asked, ready for the desk.
struct PreviewCase {
    lead::RawLead raw;
    std::shared_ptr<const lead::Lead> content;  // shared with the desk's question
    std::vector<lead::Warning> warnings;
    std::uint64_t version = 0;  // whose schema `content` follows
    std::string last_owner;
    Uuid id{};
    std::optional<team::PersonId> about;  // `?person=`: why not them
};

// The answer of POST /v1/decide: 200, or 503 where the desk cannot say. Leaves the desk as it was.
[[nodiscard]] dispatch::Rendered preview(const Service& service, const PreviewCase& asked,
                                         desk::Desk& desk, const dispatch::Moment& moment);

}  // namespace baton::api
