#include "planted.hpp"

#include <charconv>
#include <string_view>

namespace baton::sim::planted {

void mend_fence(store::Settle& settle, const Disk& disk) {
    const Disk::Workspace* room = disk.find(settle.workspace);
    if (room == nullptr) return;
    const auto row = room->deliveries.find(settle.id);
    if (row != room->deliveries.end()) settle.fence = row->second.fence;
}

std::string half_capacity(const std::string& document) {
    constexpr std::string_view kOpen = "{ open: ";
    std::string out;
    std::size_t from = 0;
    for (;;) {
        const std::size_t at = document.find(kOpen, from);
        if (at == std::string::npos) return out + document.substr(from);
        const std::size_t number = at + kOpen.size();
        int limit = 0;
        const char* end = document.data() + document.size();
        const auto read = std::from_chars(document.data() + number, end, limit);
        out += document.substr(from, number - from) + std::to_string((limit + 1) / 2);
        from = static_cast<std::size_t>(read.ptr - document.data());
    }
}

std::string no_turns(const std::string& document) {
    constexpr std::string_view kGiveBack = "give_back: [";
    std::string out;
    std::size_t from = 0;
    for (;;) {
        const std::size_t at = document.find(kGiveBack, from);
        if (at == std::string::npos) return out + document.substr(from);
        out += document.substr(from, at + kGiveBack.size() - from);
        from = document.find(']', at);
    }
}

}  // namespace baton::sim::planted
