// How the generated tables of names are laid out and looked into: sorted by key, found by halving.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace baton::lead {

struct NamedCode {
    std::string_view name;  // folded
    std::string_view code;
};

// The code of a folded name, or empty.
[[nodiscard]] inline std::string_view find_code(std::span<const NamedCode> sorted,
                                                std::string_view name) {
    const auto at = std::ranges::lower_bound(sorted, name, {}, &NamedCode::name);
    return at != sorted.end() && at->name == name ? at->code : std::string_view{};
}

// True when one edit (a letter more, less, other, or two neighbours swapped) makes `a` into `b`.
[[nodiscard]] constexpr bool is_one_edit(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    std::size_t same = 0;
    while (same < a.size() && a[same] == b[same]) ++same;
    if (a.size() == b.size()) {
        if (same == a.size()) return false;
        if (a.substr(same + 1) == b.substr(same + 1)) return true;
        return same + 1 < a.size() && a[same] == b[same + 1] && a[same + 1] == b[same] &&
               a.substr(same + 2) == b.substr(same + 2);
    }
    return a.substr(same) == b.substr(same + 1);
}

// The code of the names one slip away from a folded name of at least `least` letters; empty when
// there is none or they mean different things. Linear in the table.
[[nodiscard]] inline std::string_view find_near_code(std::span<const NamedCode> names,
                                                     std::string_view name, std::size_t least) {
    std::string_view found;
    if (name.size() < least) return found;
    for (const NamedCode& known : names) {
        if (!is_one_edit(name, known.name)) continue;
        if (!found.empty() && found != known.code) return {};
        found = known.code;
    }
    return found;
}

}  // namespace baton::lead
