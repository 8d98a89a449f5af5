// The commands on whole stores, each a function of its options; they return the exit code.
#pragma once

#include <string>

#include "app/commands/commands.hpp"

namespace baton::app {

// A store as these commands name it: --store or --data, whichever is given first.
struct StoreOptions {
    std::string store;  // sqlite:PATH or postgresql://…; empty: in the data folder
    std::string data = "data";
};

struct VerifyOptions {
    std::string file;  // a backup; empty: the store
    StoreOptions of;
    std::string workspace;  // empty: every one
    std::string head;       // SEQ:HASH as an earlier run printed it; empty: none
    bool json = false;
};
int verify(const VerifyOptions& options);

struct ForgetOptions {
    RemoteOptions remote;
    std::string store;      // where no server runs: as `serve` takes it
    std::string lead;       // an id …
    std::string email;      // … or an address
    std::string workspace;  // empty: the server's
};
int forget(const ForgetOptions& options);

struct BackupOptions {
    StoreOptions of;
    std::string to;
    double megabytes_per_second = 100;  // at most; 0: as fast as it goes
};
int backup(const BackupOptions& options);

struct RestoreOptions {
    std::string file;
    StoreOptions to;
};
int restore(const RestoreOptions& options);

struct MigrateOptions {
    std::string from;  // sqlite:PATH or postgresql://…, as the next
    std::string to;
};
int migrate(const MigrateOptions& options);

}  // namespace baton::app
