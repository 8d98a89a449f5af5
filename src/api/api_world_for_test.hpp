// A whole server for the tests of this folder: the real store in a directory of its own, the real
// writer, a real socket, and a clock that stands until it is moved. Every answer that goes through
// send() is held to openapi.json.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/api.hpp"
#include "api/openapi_check_for_test.hpp"
#include "base/text.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "tables/public_suffixes.hpp"
#include "tables/zones.hpp"

namespace baton::api::testing {

namespace json = boost::json;

class StandingClock final : public dispatch::Clock {
  public:
    [[nodiscard]] Instant now() const override { return {now_}; }
    void move(Duration by) { now_ += by.micros; }

  private:
    std::atomic<std::int64_t> now_{parse_time("2026-03-02T15:00:00Z")->instant.micros};
};

// The same bytes every time, none of them twice.
class CountingRandom final : public Random {
  public:
    void fill(std::span<std::uint8_t> bytes) override {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
            bytes[i] = static_cast<std::uint8_t>(state_ >> 56U);
        }
    }

  private:
    std::mutex mutex_;  // guards state_
    std::uint64_t state_ = 42;
};

inline constexpr std::string_view kDocument = R"(workspace: acme
timezone: America/New_York
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus,
            skills: { healthcare: 4 }, capacity: { open: 40 } }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana, capacity: { open: 40, day: 30 } }
pools:
  inside:  { members: [sarah, marcus] }
  closers: { members: [sarah], pick: { highest: "person.win_rate" } }
queues:
  nurture: { open_to: inside, notify: true }
territories:
  northeast: { states: [US-NY, US-MA], owner: { person: sarah } }
accounts:
  - { id: globex, name: Globex Corporation, domains: [globex.test], owner: marcus }
score:
  - { add: 30, when: "lead.employees >= 1000", because: a large company }
  - { add: -50, when: "lead.freemail", because: a private mailbox }
tiers: { hot: 30, cold: -100 }
sla:
  fast:
    acknowledge:
      - { after: 10m, notify: manager }
      - { after: 30m, reassign: backup }
rules:
  - { name: Known account, when: has(lead.account), route: { owner: account } }
  - name: By size
    when: lead.employees >= 1000
    rules:
      - { name: Healthcare, when: 'lead.industry == "healthcare" && lead.country == "US"', route: { pool: closers, where: "person.skills.healthcare >= 3" }, sla: fast }
      - { name: Large, route: { pool: inside }, sla: fast }
  - { name: Competitor, when: 'lead.domain == "rival.test"', route: { reject: competitor } }
  - { name: Private, when: lead.freemail, route: { queue: nurture } }
otherwise: { pool: inside }
forms:
  website: { origins: ["https://acme.test"], redirects: ["https://acme.test/thanks", "https://acme.test/again"] }
)";

struct Answer {
    int status = 0;
    http::ClientResponse response;
    json::value body;  // null where it is not JSON

    [[nodiscard]] std::string text(std::string_view pointer) const {
        boost::system::error_code error;
        const json::value* found = body.find_pointer(pointer, error);
        if (found == nullptr) return "(absent)";
        if (found->is_null()) return "(null)";
        return found->is_string() ? std::string(found->as_string()) : json::serialize(*found);
    }
    [[nodiscard]] std::string header(std::string_view name) const {
        return std::string(response.header(name).value_or(""));
    }
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct WorldOptions {
    std::string_view document = kDocument;  // empty: none is published
    bool on_loopback = true;
    Limits limits = {};
    deliver::Outbound* outbound = nullptr;
    deliver::Environment environment = {};
};

class World {
  public:
    explicit World(WorldOptions options = {}) : World(options, make_directory()) {}

    ~World() {
        client_ = client();  // the server waits for nobody who may still ask something
        api_->stop();
        server_->stop(Duration::seconds(5));
        server_.reset();
        directory_->close();
        api_.reset();
        directory_.reset();
        store_.reset();
        std::filesystem::remove_all(path_);
    }

    StandingClock clock;
    std::atomic<int> retries{0};

    [[nodiscard]] store::Store& store() { return *store_; }
    [[nodiscard]] http::Server& server() { return *server_; }
    [[nodiscard]] dispatch::Directory& directory() { return *directory_; }
    [[nodiscard]] std::string host() const {
        return "127.0.0.1:" + std::to_string(server_->port());
    }
    [[nodiscard]] http::Client client() const {
        return http::Client({.host = "127.0.0.1", .port = server_->port()});
    }

    // Over a connection of the world's own; held to openapi.json.
    Answer send(http::Method method, std::string target, std::string body = {},
                HeaderList headers = {}) {
        Answer answer =
            send_unchecked(client_, method, target, std::move(body), std::move(headers));
        EXPECT_EQ(openapi_complaint(method, target, answer.response), "");
        EXPECT_FALSE(answer.header("x-request-id").empty());
        return answer;
    }
    Answer get(std::string target, HeaderList headers = {}) {
        return send(http::Method::Get, std::move(target), {}, std::move(headers));
    }
    Answer post(std::string target, std::string body, HeaderList headers = {}) {
        headers.emplace_back("Content-Type", "application/json");
        return send(http::Method::Post, std::move(target), std::move(body), std::move(headers));
    }
    Answer put(std::string target, std::string body, HeaderList headers = {}) {
        headers.emplace_back("Content-Type", "application/json");
        return send(http::Method::Put, std::move(target), std::move(body), std::move(headers));
    }
    static Answer send_unchecked(http::Client& client, http::Method method, std::string target,
                                 std::string body, HeaderList headers) {
        Answer answer;
        auto response = client.send({.method = method,
                                     .target = std::move(target),
                                     .headers = std::move(headers),
                                     .body = std::move(body)});
        EXPECT_TRUE(response.has_value()) << response.error().message;
        if (!response) return answer;
        answer.response = *std::move(response);
        answer.status = answer.response.status;
        boost::system::error_code error;
        answer.body = json::parse(answer.response.body, error);
        if (error) answer.body = nullptr;
        return answer;
    }

    // A lead that goes to somebody; its id.
    std::string lead(std::string fields = R"({"email":"ann@bigco.test","employees":20})") {
        const Answer answer = post("/v1/leads", std::move(fields));
        EXPECT_EQ(answer.status, 201) << answer.response.body;
        return answer.text("/lead");
    }

  private:
    static std::string make_directory() {
        std::string path =
            (std::filesystem::temp_directory_path() / "baton-api-test-XXXXXX").string();
        EXPECT_NE(::mkdtemp(path.data()), nullptr);
        return path;
    }
    static const team::Zones& zones() {
        static const auto kZones = tables::load_zones();
        return **kZones;
    }
    static const lead::Suffixes& suffixes() {
        static const auto kSuffixes = tables::built_in_suffixes();
        return **kSuffixes;
    }

    World(const WorldOptions& options, std::string path)
        : path_(std::move(path)), client_({.host = "127.0.0.1"}) {
        store::sqlite::OpenOptions open{.path = path_ + "/baton.db"};
        random_.fill(open.entropy);
        store_ = *store::sqlite::open(open);
        directory_ = *dispatch::Directory::open(
            {.store = *store_, .clock = clock, .tables = tables_, .default_workspace = "acme"});
        Options given{.workspaces = *directory_,
                      .store = *store_,
                      .clock = clock,
                      .random = random_,
                      .tables = tables_};
        given.access.on_loopback = options.on_loopback;
        given.limits = options.limits;
        given.outbound = options.outbound;
        given.environment = options.environment;
        given.metrics_extra = [] { return std::string("extra_metric 1\n"); };
        given.on_retry = [this](std::string_view) { ++retries; };
        api_ = std::make_unique<Api>(std::move(given));
        server_ = *http::Server::start(
            {.listen = {{.host = "127.0.0.1"}, {.unix_path = path_ + "/baton.sock"}},
             .threads = 2,
             .clock = [this] { return clock.now(); }},
            *api_);
        client_ = client();
        if (options.document.empty()) return;
        http::Client admin = this->admin();
        const Answer published =
            send_unchecked(admin, http::Method::Put, "/v1/workspace", std::string(options.document),
                           {{"Content-Type", "text/yaml"}});
        EXPECT_EQ(published.status, 200) << published.response.body;
    }

  public:
    // Over the admin socket.
    [[nodiscard]] http::Client admin() const {
        return http::Client({.unix_path = path_ + "/baton.sock"});
    }

  private:
    std::string path_;
    CountingRandom random_;
    dispatch::Tables tables_{zones(), suffixes()};
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<dispatch::Directory> directory_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<http::Server> server_;
    http::Client client_;
};

}  // namespace baton::api::testing
