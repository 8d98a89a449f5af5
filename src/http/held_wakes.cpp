#include "http/held_wakes.hpp"

#include <utility>

#include "http/loop.hpp"

namespace baton::http {
namespace {

thread_local HeldWakes* standing = nullptr;

}  // namespace

HeldWakes::HeldWakes() : outer_(std::exchange(standing, this)) {}

HeldWakes::~HeldWakes() {
    standing = outer_;
    for (const std::shared_ptr<Loop>& loop : loops_) loop->wake();
}

HeldWakes* HeldWakes::current() { return standing; }

}  // namespace baton::http
