#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "app/commands/commands.hpp"
#include "app/commands/store_commands.hpp"
#include "app/completion.hpp"

namespace baton::app {
namespace {

constexpr const char* kVersion = "baton 0.1.0";

void add_remote(CLI::App& command, RemoteOptions& remote) {
    command.add_option("--data", remote.data, "Data folder of the server on this machine")
        ->capture_default_str();
    command.add_option("--server", remote.server, "Address of a server, as http://127.0.0.1:8080");
    command.add_option("--token", remote.token, "API token (or BATON_TOKEN in the environment)");
}

// Owns the options of every command and what is to be run.
class CommandLine {
  public:
    CommandLine() : app_("Lead routing that is durable, fair and able to say why.", "baton") {
        app_.set_version_flag("--version", kVersion);
        app_.require_subcommand(1);
        app_.footer("Every command: baton COMMAND --help");
        add_serve();
        add_check();
        add_test();
        add_route();
        add_pool();
        add_compare();
        add_eval();
        add_publish();
        add_token();
        add_verify();
        add_backup();
        add_forget();
        add_migrate();
        add_user();
        add_replay();
        add_demo();
        add_completion();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            // Help and version are no errors; everything else is wrong usage.
            return app_.exit(error, std::cout, std::cerr) == 0 ? kDone : kUsage;
        }
        return run_();
    }

  private:
    CLI::App& add(const char* name, const char* what, const char* example,
                  std::function<int()> work) {
        CLI::App& command = *app_.add_subcommand(name, what);
        command.footer(std::string("Example:\n  ") + example);
        command.callback([this, work = std::move(work)] { run_ = work; });
        return command;
    }

    void add_serve() {
        CLI::App& command = add("serve", "Serve: take leads, route them, tell people",
                                "baton serve --workspace sample/workspace.yaml --data data",
                                [this] { return serve(serve_); });
        command.add_option("--workspace", serve_.workspace,
                           "Workspace file to publish when it is new");
        command
            .add_option("--store", serve_.store,
                        "sqlite:PATH or postgresql://USER:PASSWORD@HOST/DATABASE (or BATON_STORE "
                        "in the environment); default: baton.db in the data folder")
            ->envname("BATON_STORE");
        command.add_option("--data", serve_.data, "Data folder")->capture_default_str();
        command.add_option("--listen", serve_.listen, "ADDRESS:PORT; port 0 takes a free one")
            ->capture_default_str();
        command.add_option("--threads", serve_.threads, "Threads that serve HTTP; 0: one a core")
            ->check(CLI::Range(0U, 256U));
        command.add_option("--public-url", serve_.public_url,
                           "Where people reach this server, for links in messages");
        CLI::Option* issuer = command.add_option(
            "--sso-issuer", serve_.sso_issuer,
            "Single sign-on by OpenID Connect: the issuer's address (BATON_SSO_SECRET in the "
            "environment is the client's secret)");
        CLI::Option* client =
            command.add_option("--sso-client", serve_.sso_client, "… what we are called there");
        issuer->needs(client);
        client->needs(issuer);
        command.add_option("--sso-name", serve_.sso_name, "… what people call it, as \"Acme\"")
            ->capture_default_str();
        command.add_flag("--allow-private", serve_.allow_private,
                         "Deliver to loopback and private addresses too");
        command.add_option("--ca-file", serve_.ca_file,
                           "Certificates (PEM) of your own authorities, which deliveries trust "
                           "beside the system's");
    }

    void add_check() {
        CLI::App& command =
            add("check", "Read a workspace; report every error and warning",
                "baton check sample/workspace.yaml", [this] { return check(check_); });
        command.add_option("FILE", check_.file, "Workspace file; - for standard input")->required();
        command.add_flag("--quiet,-q", check_.quiet, "Errors only");
    }

    void add_test() {
        CLI::App& command =
            add("test", "Run scenarios against their workspaces",
                "baton test sample/scenarios/*.yaml", [this] { return test(test_); });
        command.add_option("FILE", test_.files, "Scenario files")->required();
        command.add_flag("--quiet,-q", test_.quiet, "Failures and the closing line only");
    }

    void add_route() {
        CLI::App& command =
            add("route", "Route a file of leads offline, all at one moment",
                "baton route --workspace sample/workspace.yaml --leads leads.csv --explain",
                [this] { return route(route_); });
        command.add_option("--workspace", route_.workspace, "Workspace file")->required();
        command
            .add_option("--leads", route_.leads,
                        "Leads, as .csv or .jsonl; - for JSON lines on standard input")
            ->required();
        command.add_option("--out", route_.out, "Where the results go; default: standard output");
        command.add_option("--format", route_.format, "csv or jsonl; default: as the leads")
            ->check(CLI::IsMember({"csv", "jsonl"}));
        command.add_option("--at", route_.at,
                           "The moment, as 2026-03-02T09:00:00-05:00; default: now");
        command.add_flag("--explain", route_.explain, "Add the reasons: a sentence, and all of it");
        command.add_flag("--timing", route_.timing,
                         "Say on standard error, as JSON, what processor time each part took");
    }

    void add_pool() {
        CLI::App& command =
            add("pool", "Whose turn comes in a pool, who is owed what, and the ledger of its turns",
                "baton pool sample/workspace.yaml --pool inside --leads leads.csv",
                [this] { return pool(pool_); });
        command.add_option("FILE", pool_.workspace, "Workspace file")->required();
        command.add_option("--pool", pool_.pool, "Which pool; default: all of them");
        command.add_option("--leads", pool_.leads,
                           "Leads to route first, as .csv or .jsonl; each at its received_at, "
                           "where it has one");
        command.add_option("--at", pool_.at,
                           "The moment at which it begins, as 2026-03-02T09:00:00-05:00; default: "
                           "that of the first lead, or now");
        command.add_option("--format", pool_.format, "table or json; default: a table")
            ->check(CLI::IsMember({"table", "json"}));
        command.add_option("--lines", pool_.lines, "How much of the ledger a table shows")
            ->capture_default_str();
    }

    void add_compare() {
        CLI::App& command =
            add("compare", "The same leads under two workspaces: who gains, who loses, what moves",
                "baton compare --from live.yaml --to draft.yaml --leads leads.csv",
                [this] { return compare(compare_); });
        command.add_option("--from", compare_.from,
                           "Workspace file; default: the live one of a running server");
        command.add_option("--to", compare_.to, "Workspace file")->required();
        command.add_option("--leads", compare_.leads,
                           "Leads, as .csv or .jsonl; default: the history of a running server");
        command.add_option("--absences", compare_.absences,
                           "Who was away: person, from, until, as .csv or .jsonl");
        command.add_option("--out", compare_.out, "Where it goes; default: standard output");
        command
            .add_option("--format", compare_.format,
                        "table, json or csv; default: by the ending of --out, else a table")
            ->check(CLI::IsMember({"table", "json", "csv"}));
        command.add_option("--at", compare_.at,
                           "When leads without received_at came; default: now");
        command.add_option("--moves", compare_.moves, "How many moved leads a table shows")
            ->capture_default_str();
        add_remote(command, compare_.remote);
    }

    void add_eval() {
        CLI::App& command =
            add("eval", "Evaluate an expression, or JSON lines of them from standard input",
                "baton eval 'lead.employees >= 1000 && lead.country == \"DE\"' --lead lead.json",
                [this] { return eval(eval_); });
        command.add_option("EXPR", eval_.expression,
                           "The expression; without it JSON lines are read");
        command.add_option("--lead", eval_.lead, "A JSON file with the lead's fields");
    }

    void add_publish() {
        CLI::App& command =
            add("publish", "Put a workspace into a running server, after checking it",
                "baton publish workspace.yaml --note 'new territory: dach'",
                [this] { return publish(publish_); });
        command.add_option("FILE", publish_.file, "Workspace file")->required();
        command.add_option("--note", publish_.note, "What changed, for the history");
        command.add_flag("--confirm", publish_.confirm,
                         "Also when it drops people who hold open leads");
        command.add_option("--workspace", publish_.workspace,
                           "Which workspace, made where there is none of that name; default: the "
                           "server's");
        add_remote(command, publish_.remote);

        CLI::App& fetch = add("pull", "Fetch the live workspace of a running server",
                              "baton pull --out workspace.yaml", [this] { return pull(pull_); });
        fetch.add_option("--out", pull_.out, "Where it goes; default: standard output");
        fetch.add_option("--workspace", pull_.workspace, "Which workspace; default: the server's");
        add_remote(fetch, pull_.remote);
    }

    void add_token() {
        CLI::App& command = *app_.add_subcommand("token", "Make, list and revoke API tokens");
        command.require_subcommand(1);
        command.footer("Example:\n  baton token create website --scope leads:write --expires 365d");
        const auto action = [&](const char* name, const char* what) -> CLI::App& {
            CLI::App& sub = *command.add_subcommand(name, what);
            sub.callback([this, name] {
                token_.action = name;
                run_ = [this] { return token(token_); };
            });
            sub.add_option("--workspace", token_.workspace,
                           "Which workspace; default: the server's");
            sub.add_option("--store", token_.store,
                           "Where no server runs: its store, as `baton serve` takes it")
                ->envname("BATON_STORE");
            add_remote(sub, token_.remote);
            return sub;
        };
        CLI::App& create = action("create", "Make a token and show it, once");
        create.footer("Example:\n  baton token create website --scope leads:write");
        create.add_option("NAME", token_.name, "What it is for")->required();
        create.add_option(
            "--scope", token_.scopes,
            "leads:write leads:read desk workspace metrics admin; default: everything");
        create.add_option("--expires", token_.expires, "After so long, as 90d; default: never");
        CLI::App& list = action("list", "Show all tokens, without their secrets");
        list.footer("Example:\n  baton token list");
        CLI::App& revoke = action("revoke", "End a token");
        revoke.footer("Example:\n  baton token revoke website");
        revoke.add_option("NAME", token_.name, "Which")->required();
    }

    void add_user() {
        CLI::App& command = *app_.add_subcommand("user", "Say who may sign in, and as what");
        command.require_subcommand(1);
        command.footer("Example:\n  baton user add ann@acme.example --role admin");
        const auto action = [&](const char* name, const char* what) -> CLI::App& {
            CLI::App& sub = *command.add_subcommand(name, what);
            sub.callback([this, name] {
                user_.action = name;
                run_ = [this] { return user(user_); };
            });
            sub.add_option("--workspace", user_.workspace,
                           "Which workspace; default: the server's");
            sub.add_option("--store", user_.store,
                           "Where no server runs: its store, as `baton serve` takes it")
                ->envname("BATON_STORE");
            add_remote(sub, user_.remote);
            return sub;
        };
        CLI::App& create = action("add", "Add somebody, and show the link to choose a password");
        create.footer("Example:\n  baton user add ann@acme.example --role rep --person ann");
        create.add_option("EMAIL", user_.email, "Whom they sign in as")->required();
        create.add_option("--role", user_.role, "admin, operations, manager or rep")->required();
        create.add_option("--name", user_.name, "How people write it");
        create.add_option("--person", user_.person, "Whom of the workspace's people it is");
        CLI::App& list = action("list", "Show everybody");
        list.footer("Example:\n  baton user list");
        CLI::App& reset = action("reset", "Show a link to choose a new password");
        reset.footer("Example:\n  baton user reset ann@acme.example");
        reset.add_option("EMAIL", user_.email, "Whose")->required();
        CLI::App& remove = action("remove", "Take away somebody's role and end their sessions");
        remove.footer("Example:\n  baton user remove ann@acme.example");
        remove.add_option("EMAIL", user_.email, "Whose")->required();
    }

    void add_replay() {
        CLI::App& command =
            add("replay", "Send a webhook again what it was sent, or a CRM its leads",
                "baton replay audit --from 2026-03-02T09:00:00Z --to 2026-03-02T12:00:00Z",
                [this] { return replay(replay_); });
        command
            .add_option("CHANNEL", replay_.channel,
                        "The webhook's name in the document, or crm:NAME")
            ->required();
        command.add_option("--lead", replay_.lead, "Of this lead alone: its id");
        command.add_option("--from", replay_.from, "Of events from this time on");
        command.add_option("--to", replay_.to, "Of events before this time");
        command.add_option("--workspace", replay_.workspace,
                           "Which workspace; default: the server's");
        add_remote(command, replay_.remote);
    }

    void add_demo() {
        CLI::App& command = add("demo", "Send a believable day of leads to a running server",
                                "baton demo --leads 50 --rate 10", [this] { return demo(demo_); });
        command.add_option("--leads", demo_.leads, "How many")
            ->capture_default_str()
            ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
        command.add_option("--rate", demo_.rate, "Leads a second; 0: as fast as it goes")
            ->capture_default_str()
            ->check(CLI::NonNegativeNumber);
        command.add_option("--seed", demo_.seed, "Another seed sends other leads")
            ->capture_default_str();
        command.add_flag("--quiet,-q", demo_.quiet, "The summary only");
        add_remote(command, demo_.remote);
    }

    static void add_store(CLI::App& command, StoreOptions& of) {
        command
            .add_option("--store", of.store,
                        "sqlite:PATH or postgresql://USER:PASSWORD@HOST/DATABASE (or BATON_STORE "
                        "in the environment); default: baton.db in the data folder")
            ->envname("BATON_STORE");
        command.add_option("--data", of.data, "Data folder")->capture_default_str();
    }

    void add_verify() {
        CLI::App& command = add(
            "verify", "Hold a log to its hashes, and every decision in it to the desk",
            "baton verify --data data\n  baton verify backup.db --json\n"
            "Exit codes: 0 all of it follows, 1 something does not (or cannot be read), 2 wrong "
            "usage.",
            [this] { return verify(verify_); });
        command.add_option("FILE", verify_.file, "A backup; default: the store");
        add_store(command, verify_.of);
        command.add_option("--workspace", verify_.workspace, "Which workspace; default: all");
        command.add_option("--head", verify_.head,
                           "SEQ:HASH as noted down earlier: the log must still hold that event");
        command.add_flag("--json", verify_.json, "As one JSON object, for programs");
    }

    void add_backup() {
        CLI::App& command = add("backup", "Copy a store into a file, beside a server that runs",
                                "baton backup --data data --to /backups/monday.db",
                                [this] { return backup(backup_); });
        add_store(command, backup_.of);
        command.add_option("--to", backup_.to, "The file; it must not be there yet")->required();
        command
            .add_option("--rate", backup_.megabytes_per_second,
                        "Megabytes a second at most, of an SQLite file; 0: as fast as it goes")
            ->capture_default_str()
            ->check(CLI::NonNegativeNumber);

        CLI::App& back = add("restore", "Bring a backup back, where no store is",
                             "baton restore /backups/monday.db --data data",
                             [this] { return restore(restore_); });
        back.add_option("FILE", restore_.file, "The backup")->required();
        add_store(back, restore_.to);
    }

    void add_forget() {
        CLI::App& command =
            add("forget", "Erase a person's data; the log says who asked",
                "baton forget --email ann@oak.example", [this] { return forget(forget_); });
        command.add_option("LEAD", forget_.lead, "The id of one lead");
        command.add_option("--email", forget_.email, "Instead: everybody's leads of this address");
        command.add_option("--workspace", forget_.workspace,
                           "Which workspace; default: the server's");
        command
            .add_option("--store", forget_.store,
                        "Where no server runs: its store, as `baton serve` takes it")
            ->envname("BATON_STORE");
        add_remote(command, forget_.remote);
    }

    void add_migrate() {
        CLI::App& command =
            add("migrate", "Move a company to another store, and prove that all of it came across",
                "baton migrate --from sqlite:data/baton.db --to postgresql://baton@db/baton\n"
                "Stop the server first. Cut off, it is begun again from the start.",
                [this] { return migrate(migrate_); });
        command.add_option("--from", migrate_.from, "sqlite:PATH or postgresql://…")->required();
        command
            .add_option("--to", migrate_.to, "sqlite:PATH or postgresql://…; nothing may be there")
            ->required();
    }

    void add_completion() {
        CLI::App& command = add("completion", "Print a completion script for bash, zsh or fish",
                                "source <(baton completion bash)", [this] {
                                    fmt::print("{}", completion_script(shell_, names_of(app_)));
                                    return kDone;
                                });
        command.add_option("SHELL", shell_, "bash, zsh or fish")
            ->required()
            ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    }

    static std::vector<CommandNames> names_of(const CLI::App& app) {
        std::vector<CommandNames> commands;
        for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
            CommandNames names{sub->get_name(), sub->get_description(), {}};
            for (const CLI::Option* option : sub->get_options()) {
                for (const std::string& name : option->get_lnames()) {
                    names.options.push_back("--" + name);
                }
            }
            for (const CLI::App* inner :
                 sub->get_subcommands([](const CLI::App*) { return true; })) {
                names.options.push_back(inner->get_name());
            }
            commands.push_back(std::move(names));
        }
        return commands;
    }

    CLI::App app_;
    std::function<int()> run_;
    ServeOptions serve_;
    CheckOptions check_;
    TestOptions test_;
    RouteOptions route_;
    PoolOptions pool_;
    CompareOptions compare_;
    EvalOptions eval_;
    PublishOptions publish_;
    PullOptions pull_;
    TokenOptions token_;
    VerifyOptions verify_;
    BackupOptions backup_;
    ForgetOptions forget_;
    RestoreOptions restore_;
    MigrateOptions migrate_;
    UserOptions user_;
    ReplayOptions replay_;
    DemoOptions demo_;
    std::string shell_;
};

}  // namespace

int run_command_line(int argc, char** argv) { return CommandLine().run(argc, argv); }

}  // namespace baton::app
