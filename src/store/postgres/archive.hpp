// The shared house read through: one session in one repeatable-read transaction, so that what it
// reads is of one moment, however long that takes and whatever the nodes write meanwhile.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "store/archive.hpp"
#include "store/postgres/connection.hpp"

namespace baton::store::postgres {

[[nodiscard]] Result<std::unique_ptr<Archive>> make_archive(const Target& target);

}  // namespace baton::store::postgres
