// POST /v1/forget: a person's data is erased from everywhere but for ids, and what of theirs is
// open is closed, with the log saying who asked.
#pragma once

#include "api/call.hpp"
#include "http/message.hpp"

namespace baton::api {

void post_forget(Call call, http::Request& request);

}  // namespace baton::api
