// Editors: who has a workspace's document open to change it, and since when. A page says so anew
// every few seconds and takes its leave; one that falls silent is taken for gone. Kept in memory,
// so it is of this node alone and begins anew with it: a courtesy upon which nothing rests. Any
// thread.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/uuid.hpp"

namespace baton::api {

// One stay of a page of somebody's.
struct Editor {
    Uuid page{};             // told to nobody: who knows it may speak for the page; new each stay
    Uuid browser{};          // pages of one browser share their draft
    std::string actor = {};  // as events record it
    std::string name = {};   // of the account; empty: it is none
    bool changes = false;    // there is something that is not published
    Instant since = {};      // … or, without, that the page is open
};

class Editors {
  public:
    static constexpr Duration kLasts = Duration::seconds(90);  // after the last word
    static constexpr std::size_t kMost = 200;                  // pages of one workspace

    // Takes note of the page and gives whoever else is there, in another browser: the longest
    // first. Nothing when there are kMost others. O(pages of the workspace).
    [[nodiscard]] std::optional<std::vector<Editor>> note(const std::string& workspace, Editor page,
                                                          Instant now);
    // The page is gone, and is not noted again: what it said before may come in behind this.
    void leave(const std::string& workspace, const Uuid& page, Instant now);

  private:
    struct Seat {
        Editor editor;
        Instant heard = {};
    };
    struct Gone {
        Uuid page{};
        Instant at = {};
    };
    struct Room {
        std::vector<Seat> seats;
        std::deque<Gone> gone;  // kMost at most, the oldest first
    };
    std::mutex mutex_;  // guards all below
    std::map<std::string, Room, std::less<>> rooms_;
};

}  // namespace baton::api
