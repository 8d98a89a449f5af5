// FactFile: where this node keeps the facts of all workspaces, an SQLite file of its own beside the
// store. Everything in it follows from the store, so it is in no backup, and one that cannot be
// read, is of another store or of another form is begun anew. Memory: some caches of pages,
// whatever the number of leads. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/uuid.hpp"
#include "insight/facts.hpp"
#include "insight/fold.hpp"
#include "insight/limits.hpp"
#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/reader_pool.hpp"

namespace baton::insight {

// What a slice of the log changes.
struct Changes {
    store::Head from;  // the facts stood here, …
    store::Head to;    // … and now here
    std::vector<LeadFact> facts;
    std::vector<DrawRow> draws;
};

class FactFile {
  public:
    // `store`: whose facts they are.
    [[nodiscard]] static Result<std::unique_ptr<FactFile>> open(const std::string& path,
                                                                const Uuid& store);

    // Up to which event the facts of a workspace go; {0, zeros}: there are none.
    [[nodiscard]] Result<store::Head> head(const std::string& workspace);
    // Of those leads that are not over; one of another workspace or over is left out.
    [[nodiscard]] Result<std::vector<LeadFact>> open_leads(const std::string& workspace,
                                                           std::span<const Uuid> leads);
    // All of it or nothing; false when the facts stand elsewhere than at `from`.
    [[nodiscard]] Result<bool> put(const std::string& workspace, const Changes& changes);
    // Forgets the facts of a workspace.
    [[nodiscard]] Result<void> clear(const std::string& workspace);

    // Gives `ask` all facts of the workspace as of one moment.
    template <class Ask>
    auto read(const std::string& workspace, Ask&& ask) -> decltype(ask(std::declval<Facts&>())) {
        auto answer = readers_->read([&](store::sqlite::Connection& db) {
            Facts facts(db, workspace);
            return ask(facts);
        });
        if (!answer) return std::unexpected(std::move(answer).error());
        return *std::move(answer);
    }

  private:
    explicit FactFile(std::unique_ptr<store::sqlite::Connection> writer)
        : writer_(std::move(writer)) {}
    [[nodiscard]] Result<bool> write(const std::string& workspace, const Changes& changes);

    std::mutex mutex_;  // guards writer_
    std::unique_ptr<store::sqlite::Connection> writer_;
    std::unique_ptr<store::sqlite::ReaderPool> readers_;
};

}  // namespace baton::insight
