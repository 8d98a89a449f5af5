#include "tables/public_suffixes.hpp"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/text.hpp"
#include "tables/error.hpp"

namespace baton::tables {
namespace {

constexpr std::size_t kMaxHost = 253;

struct Free {
    void operator()(psl_ctx_t* list) const { psl_free(list); }
};
// The built-in list is libpsl's own; psl_free leaves it alone.
using List = std::unique_ptr<psl_ctx_t, Free>;

bool ends_in_digits(std::string_view host) {
    const std::string_view last = host.substr(host.rfind('.') + 1);
    return std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
}

class PublicSuffixes final : public lead::Suffixes {
  public:
    PublicSuffixes(const psl_ctx_t* borrowed, std::string version)
        : list_(borrowed), version_(std::move(version)) {}
    PublicSuffixes(List owned, std::string version)
        : owned_(std::move(owned)), list_(owned_.get()), version_(std::move(version)) {}

    [[nodiscard]] std::optional<std::string_view> registrable(
        std::string_view host) const override {
        if (host.empty() || host.size() > kMaxHost || ends_in_digits(host)) return std::nullopt;
        if (host.find('\0') != std::string_view::npos) return std::nullopt;
        Known& known = remembered(host);
        if (known.list != list_ || known.host != host)
            known = {list_, std::string(host), ask(host)};
        if (!known.from) return std::nullopt;
        return host.substr(*known.from);
    }

    [[nodiscard]] std::string_view version() const override { return version_; }

  private:
    // The few hosts that most leads come from are asked about again and again, and an answer costs
    // libpsl some microseconds: each thread remembers some.
    struct Known {
        const psl_ctx_t* list = nullptr;
        std::string host;
        std::optional<std::size_t> from;  // where what is registrable begins
    };
    static Known& remembered(std::string_view host) {
        constexpr std::size_t kMost = 4096;
        thread_local std::vector<Known> known(kMost);
        return known[std::hash<std::string_view>{}(host) % kMost];
    }

    [[nodiscard]] std::optional<std::size_t> ask(std::string_view host) const {
        // libpsl wants a terminated string and answers with a place inside it.
        std::array<char, kMaxHost + 1> room{};
        std::ranges::copy(host, room.begin());
        const char* const found = psl_registrable_domain(list_, room.data());
        if (found == nullptr) return std::nullopt;
        return static_cast<std::size_t>(found - room.data());
    }

    List owned_;  // empty for the built-in list
    const psl_ctx_t* list_;
    std::string version_;
};

std::string built_in_version() {
    const std::int64_t seconds = psl_builtin_file_time();
    if (seconds > 0) {
        return "psl-" + format_time(Instant::from_seconds(seconds)).substr(0, 10);
    }
    return "psl-" + std::string(psl_builtin_sha1sum()).substr(0, 12);
}

}  // namespace

Result<std::unique_ptr<const lead::Suffixes>> built_in_suffixes() {
    const psl_ctx_t* list = psl_builtin();
    if (list == nullptr) {
        return fail(TableError::NoSuffixes,
                    "libpsl was built without a public suffix list: install the package "
                    "publicsuffix and name its file");
    }
    return std::make_unique<const PublicSuffixes>(list, built_in_version());
}

Result<std::unique_ptr<const lead::Suffixes>> load_suffixes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(TableError::NoSuffixes, path + ": cannot be read");
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    List list(psl_load_file(path.c_str()));
    // libpsl takes any file for a list, if an empty one.
    const bool plausible =
        list != nullptr && (bytes.starts_with(".DAFSA@PSL") || psl_suffix_count(list.get()) > 0);
    if (!plausible) {
        return fail(TableError::NoSuffixes, path + ": is not a public suffix list");
    }
    const Digest digest = sha256(bytes);
    std::string version = "psl-" + to_hex(bytes_of(digest).substr(0, 6));
    return std::make_unique<const PublicSuffixes>(std::move(list), std::move(version));
}

}  // namespace baton::tables
