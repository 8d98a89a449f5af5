#include "store/delivery_words.hpp"

#include <fmt/format.h>

#include "base/uuid.hpp"
#include "store/error.hpp"

namespace baton::store {

namespace {

constexpr std::size_t kMaxErrorBytes = 2'000;

}  // namespace

std::string_view shortened(std::string_view error) {
    if (error.size() <= kMaxErrorBytes) return error;
    std::size_t end = kMaxErrorBytes;
    while (end > 0 && (static_cast<unsigned char>(error[end]) & 0xc0) == 0x80) --end;
    return error.substr(0, end);
}

std::unexpected<Error> no_such_delivery(std::string_view workspace, const DeliveryId& id) {
    return fail(StoreError::NotFound,
                fmt::format("there is no delivery {} in workspace {}", format_uuid(id), workspace));
}

}  // namespace baton::store
