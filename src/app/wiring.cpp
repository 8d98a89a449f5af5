#include "app/wiring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <future>
#include <thread>

#include "api/api.hpp"
#include "api/link.hpp"
#include "app/courier_metrics.hpp"
#include "app/log.hpp"
#include "app/open_store.hpp"
#include "app/publish_file.hpp"
#include "app/system.hpp"
#include "app/tables.hpp"
#include "deliver/courier_thread.hpp"
#include "deliver/directory_hands.hpp"
#include "deliver/directory_policies.hpp"
#include "deliver/log_interpreter.hpp"
#include "deliver/outbound/curl_outbound.hpp"
#include "deliver/outbound/trust.hpp"
#include "dispatch/directory.hpp"
#include "http/held_wakes.hpp"
#include "http/server.hpp"
#include "insight/insight.hpp"

namespace baton::app {
namespace {

enum class WiringError : int { NeedsToken = 2, NoFolder = 3 };

}  // namespace

std::string socket_path(const std::string& data) {
    return (std::filesystem::path(data) / "baton.sock").string();
}

// In the order in which they are built; taken apart from the bottom up.
struct Program::Parts {
    SystemClock clock;
    SystemRandom random;
    LoadedTables loaded;
    store::ClockCheck clock_check{[this] { return clock.now(); }};
    std::unique_ptr<store::Store> store;
    std::optional<dispatch::Tables> tables;
    std::unique_ptr<dispatch::Directory> directory;
    std::unique_ptr<deliver::DirectoryPolicies> policies;
    std::unique_ptr<deliver::DirectoryHands> hands;
    std::unique_ptr<deliver::LogInterpreter> interpreter;
    std::unique_ptr<deliver::CurlOutbound> outbound;
    std::unique_ptr<deliver::CourierThread> courier;
    std::uint64_t follower = 0;
    std::unique_ptr<insight::Insight> reports;
    std::unique_ptr<api::Api> api;
    std::unique_ptr<http::Server> server;
    bool is_open = false;
    std::string setup_path;  // of the first administrator; empty: there is an account

    Result<void> open(const ServeOptions& options);
    void start_courier(const ServeOptions& options);
    void start_reports(const ServeOptions& options);
    Result<void> listen(const ServeOptions& options);
    Result<void> make_setup_link();
};

Result<void> Program::Parts::open(const ServeOptions& options) {
    if (!options.ca_file.empty()) {
        const auto trusted = deliver::count_certificates(options.ca_file);
        if (!trusted) return std::unexpected(trusted.error());
    }
    std::error_code error;
    std::filesystem::create_directories(options.data, error);
    if (error) {
        return fail(WiringError::NoFolder, fmt::format("cannot make the data folder {}: {}",
                                                       options.data, error.message()));
    }
    auto read_tables = load_tables();
    if (!read_tables) return std::unexpected(read_tables.error());
    loaded = std::move(*read_tables);
    tables.emplace(dispatch::Tables{*loaded.zones, *loaded.suffixes});
    std::optional<FileDocument> document;
    if (!options.workspace.empty()) {
        auto read = read_document(options.workspace, loaded);
        if (!read) return std::unexpected(read.error());
        document = std::move(*read);
    }
    auto opened = open_store(options.store, options.data, random, &clock_check);
    if (!opened) return std::unexpected(opened.error());
    store = std::move(*opened);

    std::string workspace = document ? document->workspace : "default";
    if (!document) {
        const auto names = store->workspaces("", 1);
        if (!names) return std::unexpected(names.error());
        if (!names->empty()) workspace = names->front();
    }
    auto opened_directory = dispatch::Directory::open(
        {.store = *store,
         .clock = clock,
         .tables = *tables,
         .default_workspace = workspace,
         .while_answering = [] { return std::make_shared<http::HeldWakes>(); }});
    if (!opened_directory) return std::unexpected(opened_directory.error());
    directory = std::move(*opened_directory);
    if (document) {
        const auto published =
            publish_when_new(*document, options.workspace, *directory, *store, *tables);
        if (!published) return std::unexpected(published.error());
        if (*published) {
            log(LogLevel::Info, clock.now(), "published the workspace file",
                {{"workspace", workspace}, {"file", options.workspace}});
        }
    }
    return {};
}

void Program::Parts::start_courier(const ServeOptions& options) {
    policies = std::make_unique<deliver::DirectoryPolicies>(*directory);
    hands = std::make_unique<deliver::DirectoryHands>(*directory);
    interpreter = std::make_unique<deliver::LogInterpreter>(*policies, *store, options.public_url);
    deliver::OutboundConfig outbound_config;
    outbound_config.allow_private = options.allow_private;
    outbound_config.ca_file = options.ca_file;
    outbound_config.user_agent = "Baton/0.1";
    outbound = std::make_unique<deliver::CurlOutbound>(std::move(outbound_config));
    deliver::CourierConfig config;
    std::array<std::uint8_t, 8> node{};
    random.fill(node);
    config.owner = "node-" + std::to_string(node[0] * 65536 + node[1] * 256 + node[2]);
    config.clock = [this] { return clock.now(); };
    config.dice = [this] {
        std::array<std::uint8_t, 8> bytes{};
        random.fill(bytes);
        std::uint64_t word = 0;
        for (const std::uint8_t byte : bytes) word = word << 8U | byte;
        return word;
    };
    config.environment = [](std::string_view name) {
        return environment_variable(std::string(name));
    };
    config.on_problem = [this](const deliver::Problem& problem) {
        log(LogLevel::Warning, clock.now(), problem.message,
            {{"workspace", problem.workspace}, {"channel", problem.channel}});
    };
    config.crm = {policies.get(), hands.get(), options.public_url};
    courier = std::make_unique<deliver::CourierThread>(std::move(config), *store, *outbound,
                                                       *interpreter);
    follower = directory->subscribe(
        [this](const dispatch::Committed& committed) { courier->notify(committed.workspace); });
}

void Program::Parts::start_reports(const ServeOptions& options) {
    auto opened = insight::Insight::open(
        {.store = *store,
         .workspaces = *directory,
         .path = (std::filesystem::path(options.data) / "reports.db").string(),
         .on_problem = [this](std::string_view workspace, const std::string& why) {
             log(LogLevel::Warning, clock.now(), "the reports cannot be kept: " + why,
                 {{"workspace", std::string(workspace)}});
         }});
    if (opened) {
        reports = std::move(*opened);
        return;
    }
    // Leads are routed without them.
    log(LogLevel::Warning, clock.now(), "there are no reports: " + opened.error().message, {});
}

Result<void> Program::Parts::listen(const ServeOptions& options) {
    auto address = http::parse_address(options.listen);
    if (!address) return std::unexpected(address.error());
    const auto any_token = store->any_token();
    if (!any_token) return std::unexpected(any_token.error());
    const auto any_account = store->access()->any_account();
    if (!any_account) return std::unexpected(any_account.error());
    if (!address->is_loopback() && !*any_token && !*any_account) {
        return fail(WiringError::NeedsToken,
                    fmt::format("{0} can be reached from other machines, and there is no API token "
                                "yet. Make one first: baton token create NAME --data {1}, or an "
                                "account: baton user add EMAIL --role admin --data {1}",
                                options.listen, options.data));
    }
    is_open = address->is_loopback() && !*any_token && !*any_account;
    if (!*any_account) {
        if (auto made = make_setup_link(); !made) return made;
    }
    api::Options api_options{.workspaces = *directory,
                             .store = *store,
                             .clock = clock,
                             .random = random,
                             .tables = *tables};
    api_options.access.on_loopback = address->is_loopback();
    api_options.metrics_extra = [this] {
        return metrics_of(courier->counters(), server ? server->stats() : http::ServerStats{},
                          reports ? reports->behind() : 0);
    };
    api_options.outbound = outbound.get();
    api_options.reports = reports.get();
    api_options.environment = [](std::string_view name) {
        return environment_variable(std::string(name));
    };
    api_options.public_url = options.public_url;
    if (!options.sso_issuer.empty()) {
        api_options.sso = {.issuer = options.sso_issuer,
                           .client = options.sso_client,
                           .secret = environment_variable("BATON_SSO_SECRET").value_or(""),
                           .name = options.sso_name};
    }
    api_options.not_ready = [this] {
        return clock_check.complaint(std::chrono::steady_clock::now());
    };
    api_options.on_retry = [this](std::string_view workspace) { courier->notify(workspace); };
    api = std::make_unique<api::Api>(std::move(api_options));

    http::ServerOptions server_options;
    server_options.listen.push_back(*address);
    server_options.listen.push_back(
        {.host = {}, .port = 0, .unix_path = socket_path(options.data)});
    server_options.threads =
        options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    server_options.clock = [this] { return clock.now(); };
    auto started = http::Server::start(std::move(server_options), *api);
    if (!started) return std::unexpected(started.error());
    server = std::move(*started);
    return {};
}

// As long as there is no account, each start prints another link and ends the one before.
Result<void> Program::Parts::make_setup_link() {
    api::NewLink link = api::make_link(api::kSetupLink, Uuid{}, clock.now(), random);
    store::AccessChange change;
    change.link = std::move(link.row);
    std::promise<Result<void>> made;
    store->access()->change_access(std::move(change),
                                   [&made](Result<void> done) { made.set_value(std::move(done)); });
    auto done = made.get_future().get();
    // A store that takes no writes now still serves what it has: the link is not worth the start.
    if (done) setup_path = std::move(link.path);
    return {};
}

Program::Program(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Program::~Program() { stop(Duration{}); }

Result<std::unique_ptr<Program>> Program::start(const ServeOptions& options) {
    std::unique_ptr<Program> program(new Program(std::make_unique<Parts>()));
    if (auto opened = program->parts_->open(options); !opened) {
        return std::unexpected(opened.error());
    }
    program->parts_->start_courier(options);
    program->parts_->start_reports(options);
    if (auto listening = program->parts_->listen(options); !listening) {
        return std::unexpected(listening.error());
    }
    return program;
}

const http::Address& Program::address() const { return parts_->server->addresses().front(); }

bool Program::is_open() const { return parts_->is_open; }

const std::string& Program::setup_path() const { return parts_->setup_path; }

void Program::stop(Duration grace) {
    if (!parts_ || !parts_->store) return;
    if (parts_->api) parts_->api->stop();
    if (parts_->server) (void)parts_->server->stop(grace);
    if (parts_->courier) {
        parts_->directory->unsubscribe(parts_->follower);
        parts_->courier.reset();
        parts_->outbound.reset();
    }
    parts_->reports.reset();
    if (parts_->directory) parts_->directory->close();
    parts_->server.reset();
    parts_->api.reset();
    parts_->interpreter.reset();
    parts_->hands.reset();
    parts_->policies.reset();
    parts_->directory.reset();
    parts_->store.reset();
}

}  // namespace baton::app
