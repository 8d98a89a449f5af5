// The columns of `delivery` in one order for every statement that reads whole rows.
#pragma once

#define BATON_DELIVERY_COLUMNS                                                                 \
    "workspace, id, event_seq, lead, channel, kind, recipient, payload, created_at, next_at, " \
    "state, attempts, fence, lease_owner, last_status, last_error, ended_at"
