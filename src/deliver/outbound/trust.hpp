// A company's own certificates: those of authorities that the system does not know, for a mail
// server or a receiver behind its walls.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"

namespace baton::deliver {

// How many certificates (PEM) the file holds: at least one, each of which can be read. Otherwise
// DeliverError::BadCertificates, with the file and what is wrong.
[[nodiscard]] Result<std::size_t> count_certificates(const std::string& file);

}  // namespace baton::deliver
