// A post to a hook as a test writes it.
#pragma once

#include <map>
#include <string>

#include "capture/hooks/hook.hpp"

namespace baton::capture::testing {

struct Post {
    std::string body;
    std::map<std::string, std::string, std::less<>> headers = {};
    std::string content_type = "application/json";
    std::string url = "https://leads.acme.test/v1/hooks/web";
    Instant now = Instant{1'772'460'000'000'000};  // 2026-03-02T14:00:00Z

    [[nodiscard]] HookCall call() const {
        return {"POST",
                url,
                content_type,
                body,
                [this](std::string_view name) -> std::optional<std::string_view> {
                    const auto found = headers.find(name);
                    if (found == headers.end()) return std::nullopt;
                    return found->second;
                },
                now};
    }
};

}  // namespace baton::capture::testing
