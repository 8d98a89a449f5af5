// HeldWakes: while one stands, the replies that its thread gives wake each loop once, when it goes,
// and not one by one: a loop that is awake sooner than the next reply comes goes back to sleep
// after each. For who answers many requests at once; not to be held for long, and nothing may wait
// for a reply's way out meanwhile.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace baton::http {

class Loop;

class HeldWakes {
  public:
    HeldWakes();
    ~HeldWakes();  // on the thread that made it
    HeldWakes(const HeldWakes&) = delete;
    HeldWakes& operator=(const HeldWakes&) = delete;

    // The innermost one of this thread; null where none stands.
    [[nodiscard]] static HeldWakes* current();
    void add(std::shared_ptr<Loop> loop) { loops_.push_back(std::move(loop)); }

  private:
    HeldWakes* outer_;
    std::vector<std::shared_ptr<Loop>> loops_;  // alive until they are woken
};

}  // namespace baton::http
