// FaultDisk: a disk in memory that forgets, when its power is cut, what was not synced — and that
// fills up, fails and lies dead on demand. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store::sqlite::testing {

enum class DiskResult : std::uint8_t { Ok, Full, Failed };

// One file: what programs see, and what would be left after a power cut.
struct DiskFile {
    struct Write {
        std::size_t offset;
        std::size_t size;
    };

    std::string live;
    std::string durable;
    std::vector<Write> unsynced;  // since the last sync, in order
};

class FaultDisk {
  public:
    enum class Cut : std::uint8_t { BeforeSync, AfterSync };

    // --- faults ---
    // Writes that would make all files together larger fail as Full. Nothing: no bound.
    void set_capacity(std::optional<std::size_t> bytes);
    void fail_syncs(bool fails);
    void fail_writes(bool fails);
    void fail_reads(bool fails);
    // The power goes at the `nth` sync from now on (1: the next), before or after it took effect.
    void cut_power_at(std::uint64_t nth, Cut cut);
    void cut_power();
    // The power comes back. Each sector that was written and not synced is there or not, as `seed`
    // decides; with 0 none is. Files opened before stay dead.
    void restore_power(std::uint64_t seed);

    [[nodiscard]] bool has_power() const;
    [[nodiscard]] std::uint64_t syncs() const;  // that took effect, or were cut
    [[nodiscard]] std::uint64_t writes() const;
    [[nodiscard]] std::size_t used_bytes() const;
    // Flips a bit of what is stored.
    void damage(const std::string& name, std::size_t offset);
    // True when the bytes stand anywhere in any file, as programs see it.
    [[nodiscard]] bool contains(std::string_view bytes) const;

    // --- what a file system does ---
    [[nodiscard]] bool exists(const std::string& name) const;
    [[nodiscard]] std::shared_ptr<DiskFile> open(const std::string& name);  // makes it, too
    void remove(const std::string& name);
    // Every opening belongs to a time of power; one from before a cut is dead.
    [[nodiscard]] std::uint64_t power_cycle() const;

    // Bytes beyond the end read as zero and `is_short` is set.
    DiskResult read(const DiskFile& file, std::uint64_t cycle, std::size_t offset, char* to,
                    std::size_t size, bool& is_short) const;
    DiskResult write(DiskFile& file, std::uint64_t cycle, std::size_t offset,
                     std::string_view bytes);
    DiskResult truncate(DiskFile& file, std::uint64_t cycle, std::size_t size);
    DiskResult sync(DiskFile& file, std::uint64_t cycle);
    [[nodiscard]] std::size_t size(const DiskFile& file) const;

  private:
    [[nodiscard]] bool is_dead(std::uint64_t cycle) const;
    [[nodiscard]] std::size_t used() const;

    mutable std::mutex mutex_;  // guards everything below, and all files
    std::map<std::string, std::shared_ptr<DiskFile>> files_;
    std::optional<std::size_t> capacity_;
    bool fails_syncs_ = false;
    bool fails_writes_ = false;
    bool fails_reads_ = false;
    bool has_power_ = true;
    std::uint64_t cycle_ = 0;
    std::uint64_t syncs_ = 0;
    std::uint64_t writes_ = 0;
    std::uint64_t cut_at_sync_ = 0;  // 0: never
    Cut cut_ = Cut::BeforeSync;
};

}  // namespace baton::store::sqlite::testing
