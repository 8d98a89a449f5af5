// What each source sends, in the shape that it documents, and what becomes of it.
#include "capture/hooks/hook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/error.hpp"
#include "capture/hooks/hook_for_test.hpp"
#include "core/lead/raw_json.hpp"

namespace baton::capture {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Post;

using Map = std::vector<std::pair<std::string, std::string>>;

HookContent read(HookType type, const Post& post, const Map& map = {}) {
    static const lead::Schema kSchema;
    auto content = read_hook(type, {map, kSchema}, post.call());
    EXPECT_TRUE(content) << content.error().message;
    return content ? *std::move(content) : HookContent{};
}

std::string said(const HookLead& lead) { return lead::to_json(lead::RawValue{lead.raw}, 10'000); }

constexpr const char* kTypeform = R"({"event_id":"e1","event_type":"form_response","form_response":{
 "form_id":"f","token":"tok-1","submitted_at":"2026-03-02T14:00:00Z","calculated":{"score":7},
 "variables":[{"key":"budget","type":"number","number":5000}],"hidden":{"utm_source":"fair"},
 "definition":{"id":"f","title":"Talk","fields":[{"id":"q1","ref":"r-1","type":"email","title":"Your address"},
  {"id":"q2","ref":"size","type":"number","title":"How many are you?"},
  {"id":"q3","ref":"01F-ABC","type":"multiple_choice","title":"Which plans?"},
  {"id":"q4","ref":"company","type":"short_text","title":"Where do you work?"}]},
 "answers":[{"type":"email","email":"ann@oak.test","field":{"id":"q1","type":"email","ref":"r-1"}},
  {"type":"number","number":420,"field":{"id":"q2","type":"number","ref":"size"}},
  {"type":"choices","choices":{"labels":["Team","Enterprise"],"other":"Custom"},"field":{"id":"q3","ref":"01F-ABC"}},
  {"type":"text","text":"Oak & Co","field":{"id":"q4","ref":"company"}}]}})";

TEST(ReadHook, Typeform) {
    const HookContent content =
        read(HookType::Typeform, {.body = kTypeform}, {{"employees", "size"}});
    ASSERT_EQ(content.leads.size(), 1U);
    EXPECT_EQ(content.leads[0].id, "tok-1");
    EXPECT_EQ(
        said(content.leads[0]),
        R"({"email":"ann@oak.test","employees":420,"Which plans?":["Team","Enterprise","Custom"],)"
        R"("company":"Oak & Co","utm_source":"fair","budget":5000,"typeform_score":7,)"
        R"("submitted_at":"2026-03-02T14:00:00Z","id":"tok-1"})");
}

TEST(ReadHook, TypeformByQuestionAndTwoAddresses) {
    const HookContent content = read(HookType::Typeform, {.body = kTypeform},
                                     {{"message", "Which plans?"}, {"employees", "q2"}});
    EXPECT_THAT(said(content.leads[0]), HasSubstr(R"("message":["Team")"));
    EXPECT_THAT(said(content.leads[0]), HasSubstr(R"("employees":420)"));
}

TEST(ReadHook, MetaNamesSeveralLeads) {
    const HookContent content = read(HookType::Meta, {.body = R"({"object":"page","entry":[
        {"id":"1","changes":[{"field":"leadgen","value":{"leadgen_id":444000111222333444,"form_id":"9"}},
                             {"field":"feed","value":{}}]},
        {"id":"2","changes":[{"field":"leadgen","value":{"leadgen_id":"555"}}]}]})"});
    EXPECT_TRUE(content.leads.empty());
    EXPECT_THAT(content.to_fetch, ElementsAre("444000111222333444", "555"));
    EXPECT_EQ(read(HookType::Meta, {.body = R"({"entry":[]})"}).nothing, "no change of leadgen");

    const lead::Schema schema;
    const Map map;
    const HookFields fields{map, schema};
    EXPECT_THAT(fetch_address(HookType::Meta, "", "../555?x=", fields),
                ::testing::StartsWith("https://graph.facebook.com/v21.0/555x?fields=id,"));
    const auto lead = read_fetched(
        HookType::Meta, fields, "555",
        R"({"id":"555","form_id":"9","field_data":[{"name":"full_name","values":["Ann Oak"]},
            {"name":"email","values":["ann@oak.test"]},{"name":"interests","values":["a","b"]},
            {"name":"empty","values":[]}]})");
    ASSERT_TRUE(lead);
    EXPECT_EQ(lead->id, "555");
    EXPECT_EQ(said(*lead), R"({"name":"Ann Oak","email":"ann@oak.test","interests":["a","b"],)"
                           R"("form_id":"9","id":"555"})");
    EXPECT_FALSE(read_fetched(HookType::Meta, fields, "555", R"({"error":{"code":190}})"));
}

TEST(ReadHook, Google) {
    const std::string start = R"({"lead_id":"L-9","google_key":"k","form_id":123456789012345678,
        "user_column_data":[{"column_id":"FULL_NAME","string_value":"Ann Oak"},
          {"column_id":"WORK_EMAIL","string_value":"ann@oak.test"},
          {"column_id":"REGION","string_value":"New York"},
          {"column_id":"WORK_PHONE","string_value":"+1 212 555 0142"},
          {"column_id":"q_17","column_name":"How soon?","string_value":"This month"}])";
    const HookContent content = read(HookType::Google, {.body = start + "}"});
    EXPECT_EQ(content.leads.at(0).id, "L-9");
    EXPECT_EQ(
        said(content.leads.at(0)),
        R"({"name":"Ann Oak","email":"ann@oak.test","state":"New York","phone":"+1 212 555 0142",)"
        R"("How soon?":"This month","form_id":"123456789012345678","id":"L-9"})");
    const HookContent test = read(HookType::Google, {.body = start + R"(,"is_test":true})"});
    EXPECT_TRUE(test.leads.empty());
    EXPECT_EQ(test.nothing, "a test of Google's");
}

TEST(ReadHook, HubSpotFormAndContacts) {
    const HookContent form = read(HookType::HubSpot, {.body = R"({"submittedAt":"1772460000000",
        "fields":[{"objectTypeId":"0-1","name":"email","value":"ann@oak.test"},
                  {"name":"firstname","value":"Ann"},{"name":"numemployees","value":"25"},
                  {"name":"annualrevenue","value":"2000000"}],
        "context":{"hutk":"60c2","pageUri":"https://acme.test/pricing","pageName":"Pricing"}})"});
    EXPECT_EQ(form.leads.at(0).id, "60c2-1772460000000");
    EXPECT_EQ(said(form.leads.at(0)),
              R"({"email":"ann@oak.test","first_name":"Ann","employees":"25","revenue":"2000000",)"
              R"("page":"https://acme.test/pricing","id":"60c2-1772460000000"})");

    const HookContent hooks = read(HookType::HubSpot, {.body = R"([
        {"eventId":1,"subscriptionType":"contact.creation","objectId":77},
        {"eventId":2,"subscriptionType":"contact.propertyChange","objectId":78},
        {"eventId":3,"subscriptionType":"object.creation","objectTypeId":"0-1","objectId":79}])"});
    EXPECT_THAT(hooks.to_fetch, ElementsAre("77", "79"));
    const lead::Schema schema;
    const Map map{{"message", "what_for"}};
    EXPECT_THAT(fetch_address(HookType::HubSpot, "http://127.0.0.1:9/", "77", {map, schema}),
                ::testing::AllOf(::testing::StartsWith(
                                     "http://127.0.0.1:9/crm/v3/objects/contacts/77?properties="),
                                 ::testing::EndsWith(",what_for")));
    EXPECT_EQ(probe_address(HookType::HubSpot, "http://127.0.0.1:9/"),
              "http://127.0.0.1:9/crm/v3/objects/contacts?limit=1");
    EXPECT_EQ(probe_address(HookType::Meta, ""), "https://graph.facebook.com/v21.0/me?fields=id");
    const auto contact = read_fetched(
        HookType::HubSpot, {map, schema}, "77",
        R"({"id":"77","properties":{"email":"ann@oak.test","lastname":null,"what_for":"A call",
            "hs_object_id":"77","lastmodifieddate":"x"}})");
    ASSERT_TRUE(contact);
    EXPECT_EQ(said(*contact), R"({"email":"ann@oak.test","message":"A call","id":"77"})");
}

TEST(ReadHook, CalendlyKeepsOneLeadForAMeetingThatMoves) {
    const std::string invitee =
        R"("email":"ann@oak.test","name":"Ann Oak","timezone":"America/New_York",
        "questions_and_answers":[{"question":"Company","answer":"Oak","position":0},
                                 {"question":"What about?","answer":"A demo","position":1}],
        "tracking":{"utm_source":"mail","salesforce_uuid":null},
        "scheduled_event":{"name":"Demo","start_time":"2026-03-05T10:00:00Z"})";
    const HookContent first = read(
        HookType::Calendly,
        {.body =
             R"({"event":"invitee.created","payload":{"uri":"https://c/1","old_invitee":null,)" +
             invitee + "}}"},
        {{"message", "What about?"}});
    EXPECT_EQ(first.leads.at(0).id, "https://c/1");
    EXPECT_EQ(
        said(first.leads.at(0)),
        R"({"email":"ann@oak.test","name":"Ann Oak","timezone":"America/New_York","company":"Oak",)"
        R"("message":"A demo","utm_source":"mail","meeting":"Demo",)"
        R"("meeting_at":"2026-03-05T10:00:00Z","id":"https://c/1"})");
    EXPECT_EQ(
        read(HookType::Calendly, {.body = R"({"event":"invitee.canceled","payload":{}})"}).nothing,
        "invitee.canceled");
    const HookContent moved = read(
        HookType::Calendly,
        {.body =
             R"({"event":"invitee.created","payload":{"uri":"https://c/2","old_invitee":"https://c/1",)" +
             invitee + "}}"});
    EXPECT_EQ(moved.leads.at(0).id, "https://c/1");
}

TEST(ReadHook, Intercom) {
    const HookContent talk =
        read(HookType::Intercom, {.body = R"({"type":"notification_event","id":"n1",
        "topic":"conversation.user.created","data":{"item":{"id":"c5","custom_attributes":{"plan":"team"},
        "source":{"author":{"type":"user","name":"Ann","email":"ann@oak.test"},"url":"https://acme.test/",
                  "body":"<p>Do you do <b>SSO</b>? R&amp;D asks</p>"}}}})"});
    EXPECT_EQ(talk.leads.at(0).id, "c5");
    EXPECT_EQ(said(talk.leads.at(0)),
              R"({"email":"ann@oak.test","name":"Ann","message":"Do you do SSO? R&D asks ",)"
              R"("page":"https://acme.test/","plan":"team","id":"c5"})");
    const std::string contact = R"(","data":{"item":{"type":"contact","id":"p1","name":"Ann")";
    EXPECT_EQ(read(HookType::Intercom, {.body = R"({"topic":"contact.created)" + contact + "}}}"})
                  .nothing,
              "a contact without an address");
    EXPECT_EQ(read(HookType::Intercom, {.body = R"({"topic":"contact.added_email)" + contact +
                                                R"(,"email":"ann@oak.test"}}})"})
                  .leads.at(0)
                  .id,
              "p1");
    EXPECT_EQ(read(HookType::Intercom, {.body = R"({"topic":"ping","data":{"item":{}}})"}).nothing,
              "ping");
}

TEST(ReadHook, WebflowsLabelsAreFreeText) {
    const HookContent content =
        read(HookType::Webflow, {.body = R"({"triggerType":"form_submission",
        "payload":{"name":"Contact","siteId":"s","id":"sub-3","submittedAt":"2026-03-02T14:00:00Z",
        "data":{"First Name":"Ann","E-Mail Address":"ann@oak.test","Phone":12125550142,"Tell us":"Hello"}}})"});
    EXPECT_EQ(said(content.leads.at(0)),
              R"({"first_name":"Ann","email":"ann@oak.test","phone":12125550142,"Tell us":"Hello",)"
              R"("form":"Contact","submitted_at":"2026-03-02T14:00:00Z","id":"sub-3"})");
    EXPECT_EQ(
        read(HookType::Webflow, {.body = R"({"triggerType":"site_publish","payload":{}})"}).nothing,
        "site_publish");
}

TEST(ReadHook, OnesOwn) {
    const HookContent json =
        read(HookType::Json, {.body = R"({"entry_id":31,"contact":{"mail":"ann@oak.test"},
        "1.3":"Ann","size":"10-50","_wpnonce":"x"})"},
             {{"email", "contact.mail"}, {"first_name", "1.3"}});
    EXPECT_EQ(json.leads.at(0).id, "31");
    EXPECT_EQ(said(json.leads.at(0)),
              R"({"email":"ann@oak.test","first_name":"Ann","contact":{"mail":"ann@oak.test"},)"
              R"("size":"10-50","id":"31"})");
    // Contact Form 7, as a form.
    const HookContent form =
        read(HookType::Json, {.body = "your-name=Ann+Oak&your-email=ann%40oak.test&your-subject=Hi",
                              .content_type = "application/x-www-form-urlencoded; charset=UTF-8"});
    EXPECT_EQ(said(form.leads.at(0)),
              R"({"name":"Ann Oak","email":"ann@oak.test","subject":"Hi"})");
    EXPECT_EQ(form.leads.at(0).id, "");
}

TEST(ReadHook, WhatASourceDoesNotSendIsRefused) {
    const lead::Schema schema;
    for (const HookType type :
         {HookType::Typeform, HookType::Meta, HookType::Google, HookType::HubSpot,
          HookType::Calendly, HookType::Intercom, HookType::Webflow, HookType::Json}) {
        for (const char* body :
             {"[]", "3", "\"x\"", "{}", R"({"form_response":3,"entry":{},"topic":[]})"}) {
            const auto content = read_hook(type, {{}, schema}, Post{.body = body}.call());
            if (content) continue;
            EXPECT_EQ(content.error().code, static_cast<int>(CaptureError::NotAnObject));
        }
        EXPECT_EQ(read_hook(type, {{}, schema}, Post{.body = ""}.call()).error().code,
                  static_cast<int>(CaptureError::BadJson));
        EXPECT_EQ(
            read_hook(type, {{}, schema}, Post{.body = "{\"a\":\"\xff\"}"}.call()).error().code,
            static_cast<int>(CaptureError::BadUtf8));
    }
}

}  // namespace
}  // namespace baton::capture
