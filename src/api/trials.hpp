// The calls that try a draft out: on one lead, and on the past.
#pragma once

#include "api/call.hpp"
#include "http/message.hpp"

namespace baton::api {

void post_simulate(Call call, http::Request& request);
void post_compare(Call call, http::Request& request);

}  // namespace baton::api
