// Health, readiness, metrics, pages, deliveries, and that the document lists what there is.
#include <gtest/gtest.h>

#include <future>
#include <set>

#include "api/api_world_for_test.hpp"
#include "api/routes.hpp"
#include "web/assets.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;
namespace json = boost::json;

TEST(OpenApi, ListsEveryCallAndNoOther) {
    const json::value document = json::parse(web::find_asset("/v1/openapi.json")->body);
    std::set<std::string> documented;
    for (const auto& path : document.at("paths").as_object()) {
        for (const auto& operation : path.value().as_object()) {
            documented.insert(ascii_upper(operation.key()) + " " + std::string(path.key()));
        }
    }
    std::set<std::string> served;
    for (const Route& route : routes()) {
        const bool is_page = route.path != "/v1/openapi.json" && web::find_asset(route.path);
        if (is_page) continue;
        served.insert(std::string(http::method_name(route.method)) + " " + std::string(route.path));
    }
    EXPECT_EQ(documented, served);
}

TEST(OpenApi, IsServed) {
    World world;
    const Answer answer = world.get("/v1/openapi.json");
    EXPECT_EQ(answer.text("/openapi"), "3.1.0");
}

TEST(Health, AliveAndReady) {
    World world;
    EXPECT_EQ(world.get("/healthz").text("/status"), "alive");
    EXPECT_EQ(world.get("/readyz").text("/status"), "ready");
    World empty({.document = ""});
    EXPECT_EQ(empty.get("/healthz").status, 200);
    EXPECT_EQ(empty.get("/readyz").status, 503);
}

TEST(Metrics, CountRequestsAndWhatTheWriterDid) {
    World world;
    world.lead();
    world.post("/v1/leads", "nonsense");
    const std::string text = world.get("/metrics").response.body;
    for (const char* line :
         {"baton_http_requests_total{route=\"POST /v1/leads\",status=\"201\"} 1\n",
          "baton_http_requests_total{route=\"POST /v1/leads\",status=\"400\"} 1\n",
          "baton_http_request_seconds_count{route=\"POST /v1/leads\"} 2\n",
          "baton_open_leads{workspace=\"acme\"} 1\n", "baton_store_latched 0\n",
          "baton_event_streams 0\n", "extra_metric 1\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    }
}

TEST(Paths, UnknownOnesAre404AndOtherMethods405) {
    World world;
    http::Client client = world.client();
    EXPECT_EQ(World::send_unchecked(client, http::Method::Get, "/v1/nothing", "", {}).status, 404);
    const Answer method = World::send_unchecked(client, http::Method::Delete, "/v1/leads", "", {});
    EXPECT_EQ(method.status, 405);
    EXPECT_EQ(method.header("allow"), "GET, HEAD, POST");
    EXPECT_EQ(World::send_unchecked(client, http::Method::Get, "/w/acme/healthz", "", {}).status,
              404);
    EXPECT_EQ(World::send_unchecked(client, http::Method::Head, "/v1/leads", "", {}).status, 200);
}

TEST(Pages, KeepToTheirPolicy) {
    World world({.on_loopback = false});
    http::Client client = world.client();
    const Answer page = World::send_unchecked(client, http::Method::Get, "/", "", {});
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.header("content-security-policy"), web::kContentSecurityPolicy);
    EXPECT_EQ(page.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(World::send_unchecked(client, http::Method::Get, "/", "",
                                    {{"If-None-Match", page.header("etag")}})
                  .status,
              304);
}

TEST(Pages, ArePackedForWhoReadsIt) {
    World world;
    http::Client client = world.client();
    const auto get = [&](std::string_view accepted, std::string_view known = "") {
        return World::send_unchecked(
            client, http::Method::Get, "/app/leads/x", "",
            {{"Accept-Encoding", std::string(accepted)}, {"If-None-Match", std::string(known)}});
    };
    const Answer packed = get("br, gzip");
    EXPECT_EQ(packed.header("content-encoding"), "br");
    EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
    EXPECT_EQ(packed.header("cache-control"), "no-cache");
    EXPECT_EQ(get("gzip").header("content-encoding"), "gzip");
    EXPECT_EQ(get("br", packed.header("etag")).status, 304);
    const Answer plain = get("");
    EXPECT_EQ(plain.header("content-encoding"), "");
    EXPECT_TRUE(plain.response.body.starts_with("<!doctype html>"));
    EXPECT_NE(plain.header("etag"), packed.header("etag"));
}

TEST(Pages, EachCopyOfTheFormHasItsOwnKey) {
    World world;
    http::Client client = world.client();
    const auto form = [&] {
        return World::send_unchecked(client, http::Method::Get, "/form", "", {}).response.body;
    };
    const std::string first = form();
    EXPECT_EQ(first.find("name=\"_key\" value=\"\""), std::string::npos);
    EXPECT_NE(first, form());
}

class Deliveries : public ::testing::Test {
  protected:
    World world;

    // A delivery as the courier makes it.
    Uuid put(const std::string& lead, std::string channel, std::uint64_t seq) {
        store::DeliveryRow row;
        row.workspace = "acme";
        row.id = make_uuid_v7(world.clock.now().micros / 1000,
                              {static_cast<std::uint8_t>(seq), 1, 2, 3, 4, 5, 6, 7, 8, 9});
        row.event_seq = seq;
        row.lead = parse_uuid(lead);
        row.channel = std::move(channel);
        row.kind = "assigned";
        row.recipient = "sarah";
        row.created_at = row.next_at = world.clock.now();
        const auto from = world.store().cursor("courier", "acme");
        std::promise<void> done;
        world.store().put_deliveries({{"courier", "acme", *from, seq}, {row}},
                                     [&](Result<void> result) {
                                         EXPECT_TRUE(result.has_value());
                                         done.set_value();
                                     });
        done.get_future().wait();
        return row.id;
    }
};

TEST_F(Deliveries, AreListedAndFetched) {
    const std::string lead = world.lead();
    const std::string first = format_uuid(put(lead, "mail", 2));
    put(lead, "slack", 3);
    const Answer list = world.get("/v1/deliveries");
    ASSERT_EQ(list.status, 200) << list.response.body;
    EXPECT_EQ(list.body.at("deliveries").as_array().size(), 2U);
    EXPECT_EQ(world.get("/v1/deliveries?channel=mail").text("/deliveries/0/id"), first);
    EXPECT_EQ(world.get("/v1/deliveries?state=dead,sent").text("/deliveries"), "[]");
    EXPECT_EQ(world.get("/v1/deliveries?lead=" + lead + "&limit=1").text("/cursor"),
              world.get("/v1/deliveries?limit=1").text("/deliveries/0/id"));
    EXPECT_EQ(world.get("/v1/deliveries/" + first).text("/state"), "pending");
    for (const char* query : {"state=lost", "lead=x", "cursor=x", "limit=0", "chanel=mail"}) {
        EXPECT_EQ(world.get(std::string("/v1/deliveries?") + query).status, 400) << query;
    }
}

TEST_F(Deliveries, AreTriedAgainOnDemand) {
    const std::string id = format_uuid(put(world.lead(), "mail", 2));
    EXPECT_EQ(world.post("/v1/deliveries/" + id + "/retry", "{}").status, 200);
    EXPECT_EQ(world.retries, 1);
    EXPECT_EQ(world.post("/v1/deliveries/" + id + "/retry", R"({"now":true})").status, 422);
    EXPECT_EQ(world.post("/v1/deliveries/x/retry", "{}").status, 404);
    EXPECT_EQ(world.post("/v1/deliveries/019ab3c1-7a52-7d3e-9f60-5f2f4a8c1e77/retry", "{}").status,
              404);
    EXPECT_EQ(world.get("/v1/deliveries/x").status, 404);
}

}  // namespace
}  // namespace baton::api
