// From what a source sent to what the writer takes: normalised under the live document, with its
// id, salt, row and identity made ready on the caller's thread.
#pragma once

#include <string>
#include <vector>

#include "api/service.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/raw.hpp"
#include "dispatch/request.hpp"
#include "dispatch/writer.hpp"

namespace baton::api {

struct Prepared {
    dispatch::Intake intake;
    std::vector<lead::Warning> warnings;
};

// `live` has a policy. About 10 µs. Any thread.
[[nodiscard]] Prepared prepare(Service& service, const lead::RawLead& raw,
                               const dispatch::Live& live);

// Whether there is anything in it but where it came from.
[[nodiscard]] bool says_something(const lead::Lead& lead);

// What a text query looks through: who and which company, folded as queries are.
[[nodiscard]] std::string search_text_of(const lead::Lead& lead);
// The hash by which leads of one e-mail find each other.
[[nodiscard]] std::optional<std::uint64_t> identity_of(const Service& service,
                                                       const lead::Lead& lead);

}  // namespace baton::api
