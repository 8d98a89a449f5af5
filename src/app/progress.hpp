// A progress line on a terminal; nothing where standard error is none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::app {

class Progress {
  public:
    // `total`: how much there is; 0 when it is not known, then no bar is drawn.
    Progress(std::string what, std::size_t total);
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(std::string_view words, std::size_t done = 0);
    void clear();

  private:
    std::string what_;
    std::size_t total_;
    bool on_terminal_;
    bool shown_ = false;
};

}  // namespace baton::app
