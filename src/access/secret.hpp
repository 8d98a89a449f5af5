// Secrets that are shown once and stored nowhere: of tokens, sessions and links.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/random.hpp"

namespace baton::access {

// `prefix` and 43 characters for 256 random bits, all fit for a URL, a header and a cookie.
[[nodiscard]] std::string make_secret(Random& random, std::string_view prefix);
// What is stored of it and what it is found by. A plain hash will do for what cannot be guessed.
[[nodiscard]] Digest secret_hash(std::string_view secret);

}  // namespace baton::access
