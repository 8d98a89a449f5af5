// The columns of `delivery` in one order for every statement that reads whole rows. `r` is what
// stands before each: nothing, or a row's name.
#pragma once

#define BATON_DELIVERY_COLUMNS(r)                                                                  \
    r "workspace, " r "id, " r "event_seq, " r "lead, " r "channel, " r "kind, " r "recipient, " r \
      "payload, " r "created_at, " r "next_at, " r "state, " r "attempts, " r "fence, " r          \
      "lease_owner, " r "last_status, " r "last_error, " r "ended_at"
