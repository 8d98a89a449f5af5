// Looking up what embed.cmake put into the binary.
#include "web/assets.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace baton::web {
namespace {

constexpr std::string_view kAnything = "{path*}";  // as a route writes: whatever follows
constexpr std::string_view kKeyField = R"(name="_key" value=")";

}  // namespace

const Asset* find_asset(std::string_view path) {
    const std::span<const Asset> all = assets();
    auto it = std::ranges::find(all, path, &Asset::path);
    if (it == all.end()) {
        it = std::ranges::find_if(all, [path](const Asset& asset) {
            return asset.path.ends_with(kAnything) &&
                   path.starts_with(asset.path.substr(0, asset.path.size() - kAnything.size()));
        });
    }
    return it == all.end() ? nullptr : &*it;
}

bool is_immutable(std::string_view path) { return path.starts_with("/assets/app/"); }

const Asset::Packed* packing_for(const Asset& asset, std::string_view accepted) {
    const auto takes = [accepted](std::string_view encoding) {
        for (const std::string_view one : split(accepted, ',')) {
            const std::size_t weight = one.find(';');
            if (trim(one.substr(0, weight)) != encoding) continue;
            if (weight == std::string_view::npos) return true;
            const std::string_view q = trim(one.substr(weight + 1));
            return q.find_first_of("123456789") != std::string_view::npos;
        }
        return false;
    };
    const auto it =
        std::ranges::find_if(asset.packed, [&](const auto& one) { return takes(one.encoding); });
    return it == asset.packed.end() ? nullptr : &*it;
}

std::string with_form_key(std::string_view page, std::string_view key) {
    std::string filled(page);
    if (const std::size_t at = filled.find(kKeyField); at != std::string::npos) {
        filled.insert(at + kKeyField.size(), key);
    }
    return filled;
}

}  // namespace baton::web
