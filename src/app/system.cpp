#include "app/system.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

namespace baton::app {

Instant SystemClock::now() const {
    return {std::chrono::duration_cast<std::chrono::microseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

// A call of the system for each lead's 42 bytes would cost more than the bytes: they are fetched in
// blocks, a block a thread. What was handed out is wiped from the block at once.
void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    struct Block {
        std::array<std::uint8_t, 1024> bytes{};
        std::size_t used = sizeof(bytes);
    };
    thread_local Block block;
    if (bytes.size() > block.bytes.size() / 4) {
        randombytes_buf(bytes.data(), bytes.size());
        return;
    }
    if (block.bytes.size() - block.used < bytes.size()) {
        randombytes_buf(block.bytes.data(), block.bytes.size());
        block.used = 0;
    }
    std::uint8_t* const from = block.bytes.data() + block.used;
    std::copy_n(from, bytes.size(), bytes.begin());
    std::fill_n(from, bytes.size(), std::uint8_t{0});
    block.used += bytes.size();
}

std::optional<std::string> environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
}

}  // namespace baton::app
