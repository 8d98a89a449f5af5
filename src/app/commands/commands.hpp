// The commands, each a function of its options: what it prints goes to standard output, what is
// wrong to standard error. They return the exit code: 0 done, 1 it found something wrong, 2 wrong
// usage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::app {

inline constexpr int kDone = 0;
inline constexpr int kFound = 1;
inline constexpr int kUsage = 2;

struct CheckOptions {
    std::string file;
    bool quiet = false;  // errors only
};
int check(const CheckOptions& options);

struct TestOptions {
    std::vector<std::string> files;
    bool quiet = false;  // failures and the closing line only
};
int test(const TestOptions& options);

struct RouteOptions {
    std::string workspace;
    std::string leads;
    std::string out;     // empty: standard output
    std::string format;  // csv or jsonl; empty: as the file of leads
    std::string at;      // empty: now
    bool explain = false;
    bool timing = false;  // what each part cost, as JSON on standard error
};
int route(const RouteOptions& options);

// How a command reaches a running server: over its Unix socket in the data folder, or by address.
struct RemoteOptions {
    std::string data = "data";
    std::string server;  // http://ADDRESS:PORT; empty: the socket
    std::string token;   // empty: BATON_TOKEN of the environment
};

struct PoolOptions {
    std::string workspace;
    std::string pool;        // empty: every pool
    std::string leads;       // routed first; empty: none
    std::string at;          // the moment at which it begins; empty: now
    std::string format;      // table or json; empty: a table
    std::size_t lines = 20;  // of the ledger that a table shows: the last ones
};
int pool(const PoolOptions& options);

struct CompareOptions {
    RemoteOptions remote;  // whose history it is where no file of leads is given
    std::string from;      // empty: the server's live document
    std::string to;
    std::string leads;       // empty: the server's history
    std::string absences;    // empty: none
    std::string out;         // empty: standard output
    std::string format;      // table, json or csv; empty: by the ending of `out`, else a table
    std::string at;          // when leads without received_at came; empty: now
    std::size_t moves = 20;  // that a table shows
};
int compare(const CompareOptions& options);

struct EvalOptions {
    std::optional<std::string> expression;  // nothing: JSON lines on standard input
    std::string lead;                       // a JSON file; empty: none
};
int eval(const EvalOptions& options);

struct ServeOptions {
    std::string workspace;  // a file to publish when it is new
    std::string store;      // sqlite:PATH or postgresql://…; empty: in the data folder
    std::string data = "data";
    std::string listen = "127.0.0.1:8080";
    bool allow_private = false;  // deliveries may go to private and loopback addresses
    std::string ca_file;         // authorities that deliveries trust beside the system's
    std::string public_url;      // where people reach the server, for links in messages
    std::string sso_issuer;      // of single sign-on; empty: none
    std::string sso_client;
    std::string sso_name = "single sign-on";
    unsigned threads = 0;  // 0: one a core
};
int serve(const ServeOptions& options);

struct PublishOptions {
    RemoteOptions remote;
    std::string file;
    std::string workspace;  // made where there is none of that name; empty: the server's
    std::string note;
    bool confirm = false;
};
int publish(const PublishOptions& options);

struct PullOptions {
    RemoteOptions remote;
    std::string workspace;  // empty: the server's
    std::string out;        // empty: standard output
};
int pull(const PullOptions& options);

struct TokenOptions {
    RemoteOptions remote;
    std::string store;   // where no server runs: as `serve` takes it
    std::string action;  // create, list, revoke
    std::string name;
    std::string workspace;
    std::vector<std::string> scopes;
    std::string expires;  // a duration; empty: never
};
int token(const TokenOptions& options);

struct UserOptions {
    RemoteOptions remote;
    std::string store;   // where no server runs: as `serve` takes it
    std::string action;  // add, list, reset, remove
    std::string email;
    std::string name;
    std::string role;
    std::string person;
    std::string workspace;
};
int user(const UserOptions& options);

struct ReplayOptions {
    RemoteOptions remote;
    std::string channel;
    std::string lead;  // an id; empty: every lead's
    std::string from;  // RFC 3339; empty: from the start
    std::string to;    // empty: up to now
    std::string workspace;
};
int replay(const ReplayOptions& options);

struct DemoOptions {
    RemoteOptions remote;
    std::int64_t leads = 200;
    std::uint64_t seed = 1;
    double rate = 5;  // leads a second
    bool quiet = false;
};
int demo(const DemoOptions& options);

}  // namespace baton::app
