// Every resource's function, each answering one call; the files are named after what they serve.
#pragma once

#include "api/call.hpp"
#include "http/body_reader.hpp"
#include "http/message.hpp"

namespace baton::api {

// submit.cpp, batch.cpp, decide.cpp
void post_lead(Call call, http::Request& request);
void post_batch(Call call, http::Request& request, http::BodyReader body);
void post_decide(Call call, http::Request& request);

// leads.cpp
void get_leads(Call call, http::Request& request);
void get_lead(Call call, http::Request& request);
void get_lead_history(Call call, http::Request& request);
void get_lead_explanation(Call call, http::Request& request);

// actions.cpp
void post_acknowledge(Call call, http::Request& request);
void post_contact(Call call, http::Request& request);
void post_close(Call call, http::Request& request);
void post_reassign(Call call, http::Request& request);
void post_claim(Call call, http::Request& request);

// people.cpp
void get_people(Call call, http::Request& request);
void get_person(Call call, http::Request& request);
void put_availability(Call call, http::Request& request);
void put_figures(Call call, http::Request& request);

// pools.cpp
void get_pools(Call call, http::Request& request);
void get_ledger(Call call, http::Request& request);

// workspace.cpp
void get_workspace(Call call, http::Request& request);
void get_versions(Call call, http::Request& request);
void get_version(Call call, http::Request& request);
void put_workspace(Call call, http::Request& request);
void post_check(Call call, http::Request& request);
void post_rollback(Call call, http::Request& request);

// editing.cpp
void put_editor(Call call, http::Request& request);
void delete_editor(Call call, http::Request& request);

// events.cpp
void get_events(Call call, http::Request& request);

// forms.cpp
void post_form(Call call, http::Request& request);
void get_form_key(Call call, http::Request& request);
void options_form(Call call, http::Request& request);

// hooks.cpp
void post_hook(Call call, http::Request& request);
void get_hook(Call call, http::Request& request);

// acknowledge.cpp
void get_acknowledge(Call call, http::Request& request);
void post_acknowledge_link(Call call, http::Request& request);

// deliveries.cpp
void get_deliveries(Call call, http::Request& request);
void get_delivery(Call call, http::Request& request);
void post_retry(Call call, http::Request& request);

// connections.cpp, connection_trial.cpp
void get_connections(Call call, http::Request& request);
void post_connection_test(Call call, http::Request& request);

// replay.cpp
void post_replay(Call call, http::Request& request);

// reports.cpp
void get_report(Call call, http::Request& request);

// tokens.cpp
void get_tokens(Call call, http::Request& request);
void post_token(Call call, http::Request& request);
void delete_token(Call call, http::Request& request);

// sign_in.cpp
void get_sign_in(Call call, http::Request& request);
void post_session(Call call, http::Request& request);
void post_link(Call call, http::Request& request);
void post_reset(Call call, http::Request& request);

// sso.cpp
void get_sso(Call call, http::Request& request);
void get_sso_callback(Call call, http::Request& request);

// sessions.cpp
void get_session(Call call, http::Request& request);
void delete_session(Call call, http::Request& request);
void get_sessions(Call call, http::Request& request);
void delete_one_session(Call call, http::Request& request);
void put_password(Call call, http::Request& request);

// push.cpp
void get_push(Call call, http::Request& request);
void post_push_subscription(Call call, http::Request& request);
void delete_push_subscription(Call call, http::Request& request);
void post_push_test(Call call, http::Request& request);

// members.cpp
void get_members(Call call, http::Request& request);
void post_member(Call call, http::Request& request);
void put_member(Call call, http::Request& request);
void delete_member(Call call, http::Request& request);
void post_member_link(Call call, http::Request& request);

// audit.cpp
void get_audit(Call call, http::Request& request);

// operation.cpp
void get_health(Call call, http::Request& request);
void get_readiness(Call call, http::Request& request);
void get_metrics(Call call, http::Request& request);
void get_openapi(Call call, http::Request& request);

// pages.cpp
void get_page(Call call, http::Request& request);

}  // namespace baton::api
