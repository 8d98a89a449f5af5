// A world for the courier's tests: the real store in a directory of its own, a clock that stands,
// and fakes for the outside. run() steps until nothing more happens by itself.
#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "base/uuid.hpp"
#include "deliver/courier.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace baton::deliver::testing {

// Takes calls and answers by its script; nothing means: holds on to it for ever.
class FakeOutbound final : public Outbound {
  public:
    using Script = std::function<std::optional<Outcome>(const HttpCall&)>;

    void submit(Call call, OutcomeDone done) override {
        const HttpCall http = std::get<HttpCall>(std::move(call));
        std::optional<Outcome> outcome;
        {
            const std::lock_guard lock(mutex_);
            calls_.push_back(http);
            outcome = script_ ? script_(http) : taken();
            if (!outcome) held_.push_back(std::move(done));
        }
        if (outcome) done(*std::move(outcome));
    }
    void set_script(Script script) {
        const std::lock_guard lock(mutex_);
        script_ = std::move(script);
    }
    std::vector<HttpCall> calls() {
        const std::lock_guard lock(mutex_);
        return calls_;
    }
    // The calls to one channel's URL.
    std::vector<HttpCall> calls_to(std::string_view channel) {
        std::vector<HttpCall> out;
        for (HttpCall& call : calls()) {
            if (call.url == "https://" + std::string(channel) + ".test/hook") out.push_back(call);
        }
        return out;
    }
    void answer_held(const Outcome& outcome) {
        std::vector<OutcomeDone> held;
        {
            const std::lock_guard lock(mutex_);
            held.swap(held_);
        }
        for (OutcomeDone& done : held) done(outcome);
    }

    static Outcome taken() { return {.kind = OutcomeKind::Sent, .status = 200}; }
    static Outcome failing(std::int32_t status = 500) {
        return {.kind = OutcomeKind::Retry,
                .status = status,
                .message = "answered " + std::to_string(status)};
    }
    static Outcome refused() {
        return {.kind = OutcomeKind::Permanent, .status = 410, .message = "answered 410"};
    }

  private:
    std::mutex mutex_;
    Script script_;
    std::vector<HttpCall> calls_;
    std::vector<OutcomeDone> held_;
};

// An event's body lists the channels it asks for: "fast slow". Each row's message goes to
// https://CHANNEL.test/hook.
class FakeInterpreter final : public Interpreter {
  public:
    std::vector<std::string> channel_names{"fast", "slow"};
    std::vector<std::string> alert_channels;
    std::set<std::uint64_t> moved_on;  // events whose messages no longer hold
    std::string secret;
    std::map<std::string, std::string> next_channels;  // by the one that does not get through
    bool is_broken = false;
    bool cannot_compose = false;
    std::map<std::string, std::uint64_t, std::less<>> since;  // of channels that came later
    std::size_t most_composed = 0;                            // at once
    std::map<std::string, int, std::less<>> asked;  // how often for the channels of a workspace

    Result<std::vector<std::string>> channels(std::string_view workspace) override {
        ++asked[std::string(workspace)];
        return std::vector<std::string>(channel_names.begin(), channel_names.end());
    }
    Result<std::uint64_t> known_since(std::string_view, std::string_view channel) override {
        const auto found = since.find(channel);
        return found == since.end() ? 1 : found->second;
    }
    Result<std::vector<Planned>> interpret(std::string_view,
                                           const store::EventRow& event) override {
        if (is_broken) return fail(DeliverError::NotDescribed, "unreadable");
        std::vector<Planned> out;
        for (const std::string_view name : split(event.body, ' ')) {
            if (!name.empty()) out.push_back({std::string(name), "assigned", "sarah", {}, ""});
        }
        return out;
    }
    std::vector<Result<Composed>> compose(std::span<const store::DeliveryRow> rows) override {
        most_composed = std::max(most_composed, rows.size());
        std::vector<Result<Composed>> composed;
        for (const store::DeliveryRow& row : rows) composed.push_back(compose_one(row));
        return composed;
    }
    Result<Composed> compose_one(const store::DeliveryRow& row) {
        if (cannot_compose) return fail(DeliverError::NotDescribed, "the store is away");
        if (moved_on.contains(row.event_seq)) return Dropped{"the lead has moved on"};
        Message message;
        message.channel.key = row.channel;
        message.channel.type = workspace::ChannelType::Webhook;
        message.channel.url = "https://" + row.channel + ".test/hook";
        message.channel.secret = secret;
        message.facts.lead_id = std::to_string(row.event_seq);
        message.facts.detail = row.payload;
        return message;
    }
    Result<std::optional<Planned>> next_way(const store::DeliveryRow& row, Instant) override {
        const auto next = next_channels.find(row.channel);
        if (next == next_channels.end()) return std::nullopt;
        return Planned{next->second, row.kind, row.recipient, row.lead, ""};
    }
    Result<std::vector<Planned>> failure_alert(std::string_view, std::string_view,
                                               std::string_view) override {
        std::vector<Planned> out;
        for (const std::string& name : alert_channels) {
            out.push_back({name, "delivery_failed", "", {}, ""});
        }
        return out;
    }
};

class World {
  public:
    World() {
        // In memory where the system offers it: what is tried here is not the disk.
        const std::filesystem::path memory = "/dev/shm";
        directory_ =
            std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
        std::string path = (directory_ / "baton-courier-XXXXXX").string();
        EXPECT_NE(mkdtemp(path.data()), nullptr);
        directory_ = path;
        open();
        start();
    }
    ~World() {
        courier_.reset();
        store_.reset();
        std::filesystem::remove_all(directory_);
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    // Ends the courier, if there is one, and starts another over the same store.
    void start(std::string owner = "node-1") {
        courier_.reset();
        courier_ = std::make_unique<Courier>(config(std::move(owner)), *store_, outbound,
                                             interpreter, [this] { is_woken_ = true; });
    }
    void stop() { courier_.reset(); }
    // The process ends and another begins.
    void restart(std::string owner) {
        courier_.reset();
        store_.reset();
        open();
        start(std::move(owner));
    }

    // One event for each body.
    void happen(const std::vector<std::string>& bodies, const std::string& workspace = "acme") {
        store::Append append;
        append.workspace = workspace;
        append.after = store_->head(workspace).value();
        for (std::size_t i = 0; i < bodies.size(); ++i) {
            store::EventRow event;
            event.seq = append.after.seq + i + 1;
            event.at = now;
            event.kind = "received";
            event.body = bodies[i];
            event.hash[0] = static_cast<std::uint8_t>(event.seq);
            event.hash[1] = static_cast<std::uint8_t>(event.seq >> 8);
            append.events.push_back(std::move(event));
        }
        std::promise<bool> done;
        store_->append(std::move(append), [&](store::AppendOutcome outcome) {
            done.set_value(std::holds_alternative<store::Appended>(outcome));
        });
        ASSERT_TRUE(done.get_future().get());
        if (courier_) courier_->notify(workspace);
    }

    // Steps until the store has answered everything and nothing is left to do at this time.
    void run() { run(*courier_, is_woken_); }
    void run(Courier& courier, std::atomic<bool>& woken) {
        Instant next{};
        do {
            woken = false;
            next = courier.step();
            wait_for_store();
        } while (woken || next <= now);
        next_ = next;
    }
    void advance(Duration time) {
        now = now + time;
        run();
    }
    [[nodiscard]] Instant next() const { return next_; }

    std::vector<store::DeliveryRow> rows(std::optional<std::string> channel = {}) {
        store::DeliveryQuery query;
        query.channel = std::move(channel);
        query.limit = 200;
        std::vector<store::DeliveryRow> out;
        do {
            auto page = store_->deliveries("acme", query).value();
            query.before = page.next;
            for (auto& row : page.deliveries) out.insert(out.begin(), std::move(row));
        } while (query.before);
        return out;
    }
    store::DeliveryRow only_row() {
        auto all = rows();
        EXPECT_EQ(all.size(), 1U);
        return all.at(0);
    }
    void retry(const store::DeliveryRow& row) {
        std::promise<bool> done;
        store_->retry_delivery("acme", row.id, now,
                               [&](Result<void> result) { done.set_value(result.has_value()); });
        ASSERT_TRUE(done.get_future().get());
        courier_->notify("acme");
    }
    Courier& courier() { return *courier_; }
    store::Store& store() { return *store_; }
    // How many the store has done for others than wait_for_store().
    std::uint64_t writes() { return store_->stats().writes - barrier_; }
    CourierConfig config(std::string owner) {
        CourierConfig out;
        out.owner = std::move(owner);
        out.clock = [this] { return now; };
        out.dice = [this] { return dice += 0x9E3779B97F4A7C15; };
        out.environment = [this](std::string_view name) -> std::optional<std::string> {
            const auto found = environment.find(name);
            if (found == environment.end()) return std::nullopt;
            return found->second;
        };
        out.on_problem = [this](const Problem& problem) { problems.push_back(problem.message); };
        return out;
    }
    // Every write submitted so far is done when this returns.
    void wait_for_store() {
        std::promise<void> done;
        store_->move_cursor({"test", "acme", barrier_, barrier_ + 1},
                            [&](Result<void>) { done.set_value(); });
        ++barrier_;
        done.get_future().wait();
    }

    Instant now = Instant::from_seconds(1'772'460'000);
    std::uint64_t dice = 1;
    std::map<std::string, std::string, std::less<>> environment;
    std::vector<std::string> problems;
    FakeOutbound outbound;
    FakeInterpreter interpreter;

  private:
    void open() {
        auto opened = store::sqlite::open({.path = (directory_ / "baton.db").string()});
        ASSERT_TRUE(opened) << opened.error().message;
        store_ = std::move(*opened);
    }

    std::filesystem::path directory_;
    std::unique_ptr<store::Store> store_;
    std::uint64_t barrier_ = 0;
    std::atomic<bool> is_woken_ = false;
    Instant next_{};
    std::unique_ptr<Courier> courier_;  // last: it ends first
};

}  // namespace baton::deliver::testing
