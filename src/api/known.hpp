// Known: what was read of the store a moment ago, by the hash of a secret, so that not every call
// asks it. Bounded, and forgotten as a whole when something was changed. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "api/limits.hpp"
#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

namespace baton::api {

template <class T>
class Known {
  public:
    // What is known of it, else what `read()` gives; that is kept for a moment.
    template <class Read>
    [[nodiscard]] Result<std::optional<T>> find(const Digest& hash, Instant now, Read read) {
        std::uint64_t forgotten = 0;
        {
            const std::lock_guard lock(mutex_);
            const auto known = entries_.find(hash);
            if (known != entries_.end() && now < known->second.until &&
                now + kTokenCached >= known->second.until) {
                return known->second.value;
            }
            forgotten = forgotten_;
        }
        Result<std::optional<T>> found = read();
        if (!found) return found;
        const std::lock_guard lock(mutex_);
        if (entries_.size() >= kCachedTokens) entries_.clear();
        if (forgotten == forgotten_) entries_[hash] = {*found, now + kTokenCached};
        return found;
    }

    // What was known up to `grace` ago, for when the store cannot be asked.
    [[nodiscard]] std::optional<std::optional<T>> remembered(const Digest& hash, Instant now,
                                                             Duration grace) {
        const std::lock_guard lock(mutex_);
        const auto known = entries_.find(hash);
        if (known == entries_.end() || now >= known->second.until + grace) return std::nullopt;
        return known->second.value;
    }

    // Changes what is known, until it is read anew.
    template <class Change>
    void adjust(const Digest& hash, Change change) {
        const std::lock_guard lock(mutex_);
        const auto known = entries_.find(hash);
        if (known != entries_.end() && known->second.value) change(*known->second.value);
    }

    // What is being read meanwhile is not kept either.
    void forget() {
        const std::lock_guard lock(mutex_);
        ++forgotten_;
        entries_.clear();
    }

  private:
    struct Entry {
        std::optional<T> value;
        Instant until;
    };

    std::mutex mutex_;  // guards the rest
    std::map<Digest, Entry> entries_;
    std::uint64_t forgotten_ = 0;
};

}  // namespace baton::api
