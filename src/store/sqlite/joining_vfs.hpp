// JoiningVfs: stands between SQLite and the disk for the connection that writes, and joins what is
// written into the log side by side into one write. SQLite writes a commit page by page, and each
// page's head by itself: two calls of the system a page.
//
// What waits here is written, in its order, before anything that could tell the difference: a sync,
// a read of that place, the log's size, its truncation, its end, and before the wal-index says that
// there is more in the log. So what a sync promised stands, and a crash finds what it might have
// found before. An error of the disk is told by the call that had the write made.
#pragma once

#include <memory>
#include <string>

namespace baton::store::sqlite {

class JoiningVfs {
  public:
    // In front of the VFS of that name; empty: SQLite's own. Registered under a name of its own.
    explicit JoiningVfs(const std::string& before);
    // No file may be open any more.
    ~JoiningVfs();
    JoiningVfs(const JoiningVfs&) = delete;
    JoiningVfs& operator=(const JoiningVfs&) = delete;

    // For opening a connection. Where there is none to stand in front of, that one's name.
    [[nodiscard]] const char* name() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace baton::store::sqlite
