// One server's dispatch on the real store in a directory of its own, with a clock that stands until
// it is moved, a store that has trouble on demand, and short ways to ask for things.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/desk/snapshot.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "core/team/zones_for_tests.hpp"
#include "dispatch/directory.hpp"
#include "dispatch/fact.hpp"
#include "dispatch/troubled_store_for_tests.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace baton::dispatch::testing {

inline constexpr const char* kDocument = R"(workspace: acme
people:
  boss: { name: Boss, email: boss@acme.test }
  ann:  { name: Ann,  email: ann@acme.test, manager: boss, backup: ben }
  ben:  { name: Ben,  email: ben@acme.test, manager: boss }
  cleo: { name: Cleo, email: cleo@acme.test }
pools:
  team: { members: [ann, ben, cleo] }
  late: { members: [boss], when_none: hold }
sla: { quick: { acknowledge: [ { after: 10m, notify: manager }, { after: 30m, reassign: next } ] } }
rules:
  - { name: Known, when: has(lead.owner), route: { owner: lead } }
  - { name: Late, when: 'lead.source == "late"', route: { pool: late } }
  - { name: Team, route: { pool: team }, sla: quick }
otherwise: { pool: team }
)";

class HandClock final : public Clock {
  public:
    Instant now() const override { return {micros_.load()}; }
    void move_to(Instant now) { micros_ = now.micros; }
    void move_by(Duration by) { micros_ += by.micros; }

  private:
    std::atomic<std::int64_t> micros_{team::testing::at("2026-06-01T13:00:00Z").micros};
};

class Server {
  public:
    explicit Server(WriterLimits limits = {}, const char* document = kDocument) : limits_(limits) {
        const std::filesystem::path memory = "/dev/shm";
        const auto parent =
            std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
        std::string path = (parent / "baton-dispatch-XXXXXX").string();
        EXPECT_NE(mkdtemp(path.data()), nullptr);
        path_ = path;
        open_store();
        start();
        if (document != nullptr) {
            EXPECT_TRUE(accepted(publish(document)));
        }
    }
    ~Server() {
        directory_.reset();
        store_.reset();
        std::filesystem::remove_all(path_);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // ---- its life ----
    void start() {
        auto opened = open(*troubled_);
        ASSERT_TRUE(opened) << opened.error().message;
        directory_ = std::move(*opened);
    }
    // Another node on the same store.
    Result<std::unique_ptr<Directory>> open(store::Store& store) {
        return Directory::open({store, clock, tables_, "acme", limits_});
    }
    void restart() {
        directory_.reset();
        store_.reset();
        open_store();
        start();
    }
    // Nobody has the store until it is started again.
    void stop() {
        directory_.reset();
        store_.reset();
    }
    std::string file() const { return path_.string() + "/baton.db"; }
    void open_store() {
        auto opened = store::sqlite::open({.path = path_.string() + "/baton.db"});
        ASSERT_TRUE(opened) << opened.error().message;
        store_ = std::move(*opened);
        troubled_ = std::make_unique<TroubledStore>(*store_);
    }

    // ---- asking it ----
    static std::future<Answer> send(Writer& writer, Request request) {
        auto promise = std::make_shared<std::promise<Answer>>();
        request.reply = [promise](Answer answer) { promise->set_value(std::move(answer)); };
        writer.submit(std::move(request));
        return promise->get_future();
    }
    std::future<Answer> send(Request request) { return send(writer(), std::move(request)); }

    // A lead whose answer is its holder's name.
    Request lead(const std::string& email, const std::string& source = "form") {
        Request request;
        Intake intake;
        UuidRandom random{};
        const std::uint64_t number = ++made_;
        for (std::size_t i = 0; i < 8; ++i) {
            random[9 - i] = static_cast<std::uint8_t>(number >> (8 * i));
        }
        intake.received_at = clock.now();
        intake.id = make_uuid_v7(intake.received_at.micros / 1000, random);
        static const lead::Schema kSchema;
        const lead::RawLead raw{{"email", {email}}, {"source", {source}}};
        intake.content =
            std::make_shared<const lead::Lead>(lead::normalise(raw, kSchema, suffixes_).lead);
        intake.version = 1;
        intake.body = lead::encode(*intake.content, kSchema);
        intake.salt = sha256(email);
        intake.fact = fact_hash(intake.salt, intake.body);
        if (!email.empty()) intake.identity = prefix64(sha256(email));
        request.what = std::move(intake);
        request.actor = {"token:test"};
        request.render = [](const Done& done) { return Rendered{201, holder(done)}; };
        return request;
    }
    static std::string holder(const Done& done) {
        const desk::OpenLead* open = done.lead ? done.state.find(*done.lead) : nullptr;
        if (open == nullptr) return "nobody";
        const std::string state(to_word(open->state));
        return open->person ? done.policy.names.people.name(*open->person) : state;
    }
    Answer receive(const std::string& email, const std::string& source = "form") {
        return send(lead(email, source)).get();
    }
    // A lead that is won at once: many events, few open leads.
    void receive_and_win(const std::string& email) {
        Request request = lead(email);
        const desk::LeadId id = std::get<Intake>(request.what).id;
        EXPECT_TRUE(accepted(send(std::move(request)).get()));
        EXPECT_TRUE(accepted(send(act([id](const Moment&) -> Result<desk::Command> {
                                 return desk::Close{id, event::Closing::Won, 1, ""};
                             })).get()));
    }
    Request act(std::function<Result<desk::Command>(const Moment&)> make) {
        Request request;
        request.what = Act{std::move(make), {}, {}};
        request.render = [](const Done& done) { return Rendered{200, holder(done)}; };
        return request;
    }
    Request publication(const std::string& text) {
        Request request = act([this, text](const Moment& moment) -> Result<desk::Command> {
            const team::Names* known = moment.version == 0 ? nullptr : &moment.policy.names;
            auto loaded = compile(text, {}, tables_, known);
            if (!loaded.policy) return std::unexpected(Error{1, "broken"});
            return desk::Publish{moment.version + 1, loaded.policy, "", false};
        });
        store::Document document;
        document.text = text;
        document.about.sha256 = sha256(text);
        std::get<Act>(request.what).document = std::move(document);
        return request;
    }
    Answer publish(const std::string& text) { return send(publication(text)).get(); }
    Answer out(const std::string& person, bool out) {
        const auto change = out ? event::AvailabilityChange::Out : event::AvailabilityChange::Back;
        return send(act([person, change](const Moment& moment) -> Result<desk::Command> {
                   const auto id = moment.policy.names.people.find(person);
                   return desk::ChangeAvailability{*id, change, {}, {}};
               }))
            .get();
    }
    Answer tick() {
        Request request;
        request.what = dispatch::Tick{};
        return send(std::move(request)).get();
    }

    // ---- looking at it ----
    Writer& writer() { return directory_->default_workspace(); }
    Directory& directory() { return *directory_; }
    TroubledStore& store() { return *troubled_; }
    store::Store& real_store() { return *store_; }
    const Tables& tables() const { return tables_; }

    static std::string bytes(Writer& writer) {
        Request request;
        request.what = Ask{[](desk::Desk& desk, const Moment&) {
            return Rendered{200, desk::encode_snapshot(desk.state())};
        }};
        return std::get<Accepted>(send(writer, std::move(request)).get()).rendered.body;
    }
    std::string bytes() { return bytes(writer()); }
    desk::Setting setting(PolicyShelf& shelf) {
        return {&offsets_, tables_.version(),
                [&shelf](std::uint64_t version, const team::Names& known) {
                    return shelf.get(version, known);
                }};
    }
    // What the log alone says, read from its first event, without any snapshot.
    std::string replayed() {
        PolicyShelf shelf("acme", *store_, tables_);
        desk::Desk desk(setting(shelf));
        store::Head head;
        const auto done = catch_up("acme", *store_, desk, head);
        EXPECT_TRUE(done) << done.error().message;
        return desk::encode_snapshot(desk.state());
    }
    std::vector<store::EventRow> log() {
        return store_->read("acme", 1, store::kMaxEventsPerRead).value();
    }
    std::size_t count(std::string_view kind) {
        std::size_t n = 0;
        for (const auto& row : log()) n += row.kind == kind ? 1 : 0;
        return n;
    }
    static bool accepted(const Answer& answer) { return std::holds_alternative<Accepted>(answer); }
    static bool unavailable(const Answer& answer) {
        return std::holds_alternative<Unavailable>(answer);
    }
    static std::string body(const Answer& answer) {
        const auto* accepted = std::get_if<Accepted>(&answer);
        return accepted == nullptr ? "not accepted" : accepted->rendered.body;
    }

    HandClock clock;

  private:
    team::testing::FewZones zones_;
    lead::FewSuffixes suffixes_;
    team::ZoneOffsets offsets_{zones_};
    Tables tables_{zones_, suffixes_};
    WriterLimits limits_;
    std::filesystem::path path_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<TroubledStore> troubled_;
    std::unique_ptr<Directory> directory_;
    std::atomic<std::uint64_t> made_{0};
};

}  // namespace baton::dispatch::testing
