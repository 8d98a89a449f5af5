#include "tables/zones.hpp"

#include <date/tz.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "tables/posix_rule.hpp"

namespace baton::tables {
namespace {

constexpr std::int32_t kFirstYear = 1970;
constexpr std::int32_t kLastYear = 2100;
constexpr const char* kDirectory = "/usr/share/zoneinfo/";

bool is_a_place(std::string_view name) {
    return name != "localtime" && name != "posixrules" && name != "Factory" &&
           !name.starts_with("posix/") && !name.starts_with("right/");
}

// "2026f", from the head line of the compact source that the tables are made of.
std::string read_version() {
    std::ifstream file(std::string(kDirectory) + "tzdata.zi");
    std::string line;
    constexpr std::string_view kHead = "# version ";
    if (std::getline(file, line) && line.starts_with(kHead)) {
        return "tz-" + std::string(trim(std::string_view(line).substr(kHead.size())));
    }
    return "tz-unknown";
}

// The last line of a zone's file is the rule for the years that the file does not spell out.
std::optional<PosixRule> read_rule(const std::string& name) {
    std::ifstream file(kDirectory + name, std::ios::binary | std::ios::ate);
    constexpr std::streamoff kTail = 256;
    const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : 0;
    file.seekg(std::max<std::streamoff>(0, size - kTail));
    std::string tail(static_cast<std::size_t>(kTail), '\0');
    file.read(tail.data(), kTail);
    tail.resize(static_cast<std::size_t>(file.gcount()));
    if (!tail.ends_with('\n')) return std::nullopt;
    tail.pop_back();
    const std::size_t begin = tail.rfind('\n');
    if (begin == std::string::npos) return std::nullopt;
    return parse_posix_rule(std::string_view(tail).substr(begin + 1));
}

Instant instant_from(date::sys_seconds at) {
    return Instant::from_seconds(at.time_since_epoch().count());
}

team::Zone extract(const date::time_zone& source) {
    const auto begin = date::sys_days{date::year{kFirstYear} / 1 / 1};
    const auto end = date::sys_days{date::year{kLastYear + 1} / 1 / 1};
    team::Zone zone;
    zone.name = source.name();
    date::sys_info info = source.get_info(begin);
    zone.first_offset_seconds = static_cast<std::int32_t>(info.offset.count());
    std::int32_t offset = zone.first_offset_seconds;
    const auto change = [&](Instant at, std::int32_t to) {
        if (to != offset) zone.transitions.push_back({at, to});
        offset = to;
    };
    while (info.end < end) {
        info = source.get_info(info.end);
        change(instant_from(info.begin), static_cast<std::int32_t>(info.offset.count()));
    }
    const auto rule = read_rule(zone.name);
    if (!rule) return zone;
    const Instant spelt_out = instant_from(std::max<date::sys_seconds>(info.begin, begin));
    const std::int32_t year = date_from_days(spelt_out.to_seconds() / 86400).year;
    for (const team::ZoneTransition& next : changes_between(*rule, year, kLastYear)) {
        if (next.at > spelt_out) change(next.at, next.offset_seconds);
    }
    return zone;
}

class SystemZones final : public team::Zones {
  public:
    explicit SystemZones(const date::tzdb& tables) : version_(read_version()) {
        for (const date::time_zone& zone : tables.zones) {
            if (!is_a_place(zone.name())) continue;
            names_.push_back(zone.name());
            entries_.try_emplace(zone.name(), &zone);
        }
        std::ranges::sort(names_);
    }

    const team::Zone* find(std::string_view name) const override {
        const auto it = entries_.find(name);
        if (it == entries_.end()) return nullptr;
        const std::lock_guard lock(reading_);
        Entry& entry = it->second;
        if (entry.zone == nullptr && !entry.is_unreadable) read(entry);
        return entry.zone.get();
    }
    const std::vector<std::string>& names() const override { return names_; }
    std::string_view version() const override { return version_; }

  private:
    struct Entry {
        explicit Entry(const date::time_zone* from) : source(from) {}
        const date::time_zone* source;
        std::unique_ptr<const team::Zone> zone;
        bool is_unreadable = false;
    };

    // A zone whose file is damaged is as one that does not exist.
    static void read(Entry& entry) {
        try {
            entry.zone = std::make_unique<const team::Zone>(extract(*entry.source));
        } catch (const std::exception&) {
            entry.is_unreadable = true;
        }
    }

    std::vector<std::string> names_;
    std::string version_;
    mutable std::mutex reading_;  // guards what entries_ hold; its keys never change
    mutable std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace

Result<std::unique_ptr<team::Zones>> load_zones() {
    try {
        auto zones = std::make_unique<SystemZones>(date::get_tzdb());
        if (zones->find("UTC") != nullptr) return zones;
    } catch (const std::exception&) {
    }
    return fail(ZonesError::Unreadable,
                "the system's time zones cannot be read; install the package tzdata");
}

}  // namespace baton::tables
