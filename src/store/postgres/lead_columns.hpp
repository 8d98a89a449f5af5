// The columns of `lead` in one order for every statement that reads whole rows.
#pragma once

#define BATON_LEAD_COLUMNS                                                               \
    "id, revision, received_at, updated_at, state, person, pool, rule, queue, account, " \
    "territory, tier, source, score, erased_at, search_text, salt, identities, body"
