// A request whose numbers change and whose length does not: made once for a connection, then only
// its digits are written anew, so that the client costs next to nothing beside the server it
// measures.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "load/options.hpp"

namespace baton::bench {

class RequestTemplate {
  public:
    explicit RequestTemplate(const LoadOptions& options);

    // The whole request with `number` in all its places.
    [[nodiscard]] std::string_view with(std::uint64_t number);

  private:
    std::string bytes_;
    std::vector<std::size_t> places_;
};

}  // namespace baton::bench
