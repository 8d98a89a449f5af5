// What can go wrong on the way out, before anything is sent. What the other side did is an Outcome
// (outbound.hpp). The numbers are fixed: logs and tests name them.
#pragma once

#include "base/result.hpp"

namespace baton::deliver {

enum class DeliverError : int {
    SecretMissing = 1,    // ${NAME} is not in the environment
    BadSecretName = 2,    // "${" without its end, or a name that is none
    BadAddress = 3,       // a URL or mail address that cannot be called
    BadKey = 4,           // a webhook's secret is not whsec_ and base64
    NoConnection = 5,     // a channel's type needs something that its document does not give
    TooLong = 6,          // a message over its channel's limit
    NotDescribed = 7,     // an event or lead row that cannot be read
    Refused = 8,          // the outbound client is full or stopping
    BadCertificates = 9,  // a file of authorities to trust that cannot be read
};

[[nodiscard]] inline bool is(const Error& error, DeliverError code) {
    return error.code == static_cast<int>(code);
}

}  // namespace baton::deliver
