#include "store/sqlite/testing/fault_disk.hpp"

#include <algorithm>
#include <cstring>

namespace baton::store::sqlite::testing {
namespace {

constexpr std::size_t kSector = 512;

// A well-mixed function of its argument (the finaliser of splitmix64).
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

// What a power cut leaves of a file: the synced bytes, and of the others the sectors that `seed`
// chooses.
std::string survivors(const DiskFile& file, std::uint64_t seed) {
    std::string left = file.durable;
    if (seed == 0) return left;
    std::uint64_t draw = seed;
    for (const DiskFile::Write& write : file.unsynced) {
        const std::size_t end = std::min(write.offset + write.size, file.live.size());
        for (std::size_t at = write.offset; at < end;) {
            const std::size_t next = std::min(end, (at / kSector + 1) * kSector);
            draw = mixed(draw);
            if ((draw & 1) != 0) {
                if (left.size() < next) left.resize(next);
                std::copy(file.live.begin() + static_cast<std::ptrdiff_t>(at),
                          file.live.begin() + static_cast<std::ptrdiff_t>(next),
                          left.begin() + static_cast<std::ptrdiff_t>(at));
            }
            at = next;
        }
    }
    return left;
}

}  // namespace

void FaultDisk::set_capacity(std::optional<std::size_t> bytes) {
    const std::lock_guard lock(mutex_);
    capacity_ = bytes;
}

void FaultDisk::fail_syncs(bool fails) {
    const std::lock_guard lock(mutex_);
    fails_syncs_ = fails;
}

void FaultDisk::fail_writes(bool fails) {
    const std::lock_guard lock(mutex_);
    fails_writes_ = fails;
}

void FaultDisk::fail_reads(bool fails) {
    const std::lock_guard lock(mutex_);
    fails_reads_ = fails;
}

void FaultDisk::cut_power_at(std::uint64_t nth, Cut cut) {
    const std::lock_guard lock(mutex_);
    cut_at_sync_ = syncs_ + nth;
    cut_ = cut;
}

void FaultDisk::cut_power() {
    const std::lock_guard lock(mutex_);
    has_power_ = false;
}

void FaultDisk::restore_power(std::uint64_t seed) {
    const std::lock_guard lock(mutex_);
    for (auto& [name, file] : files_) {
        file->durable = survivors(*file, seed);
        file->live = file->durable;
        file->unsynced.clear();
    }
    has_power_ = true;
    cut_at_sync_ = 0;
    ++cycle_;
}

bool FaultDisk::has_power() const {
    const std::lock_guard lock(mutex_);
    return has_power_;
}

std::uint64_t FaultDisk::syncs() const {
    const std::lock_guard lock(mutex_);
    return syncs_;
}

std::uint64_t FaultDisk::writes() const {
    const std::lock_guard lock(mutex_);
    return writes_;
}

std::size_t FaultDisk::used_bytes() const {
    const std::lock_guard lock(mutex_);
    return used();
}

void FaultDisk::damage(const std::string& name, std::size_t offset) {
    const std::lock_guard lock(mutex_);
    DiskFile& file = *files_.at(name);
    for (std::string* bytes : {&file.live, &file.durable}) {
        if (offset < bytes->size()) (*bytes)[offset] = static_cast<char>((*bytes)[offset] ^ 0x10);
    }
}

bool FaultDisk::contains(std::string_view bytes) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(files_, [&](const auto& entry) {
        return entry.second->live.find(bytes) != std::string::npos;
    });
}

bool FaultDisk::exists(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    return files_.contains(name);
}

std::shared_ptr<DiskFile> FaultDisk::open(const std::string& name) {
    const std::lock_guard lock(mutex_);
    auto& file = files_[name];
    if (!file) file = std::make_shared<DiskFile>();
    return file;
}

void FaultDisk::remove(const std::string& name) {
    const std::lock_guard lock(mutex_);
    if (has_power_) files_.erase(name);
}

std::uint64_t FaultDisk::power_cycle() const {
    const std::lock_guard lock(mutex_);
    return cycle_;
}

bool FaultDisk::is_dead(std::uint64_t cycle) const { return !has_power_ || cycle != cycle_; }

std::size_t FaultDisk::used() const {
    std::size_t bytes = 0;
    for (const auto& [name, file] : files_) bytes += file->live.size();
    return bytes;
}

DiskResult FaultDisk::read(const DiskFile& file, std::uint64_t cycle, std::size_t offset, char* to,
                           std::size_t size, bool& is_short) const {
    const std::lock_guard lock(mutex_);
    if (is_dead(cycle) || fails_reads_) return DiskResult::Failed;
    const std::size_t there =
        offset < file.live.size() ? std::min(size, file.live.size() - offset) : 0;
    std::memcpy(to, file.live.data() + std::min(offset, file.live.size()), there);
    std::memset(to + there, 0, size - there);
    is_short = there < size;
    return DiskResult::Ok;
}

DiskResult FaultDisk::write(DiskFile& file, std::uint64_t cycle, std::size_t offset,
                            std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (is_dead(cycle) || fails_writes_) return DiskResult::Failed;
    ++writes_;
    const std::size_t end = offset + bytes.size();
    if (end > file.live.size()) {
        if (capacity_ && used() + (end - file.live.size()) > *capacity_) return DiskResult::Full;
        file.live.resize(end);
    }
    std::copy(bytes.begin(), bytes.end(), file.live.begin() + static_cast<std::ptrdiff_t>(offset));
    file.unsynced.push_back({offset, bytes.size()});
    return DiskResult::Ok;
}

DiskResult FaultDisk::truncate(DiskFile& file, std::uint64_t cycle, std::size_t size) {
    const std::lock_guard lock(mutex_);
    if (is_dead(cycle) || fails_writes_) return DiskResult::Failed;
    file.live.resize(size);
    return DiskResult::Ok;
}

DiskResult FaultDisk::sync(DiskFile& file, std::uint64_t cycle) {
    const std::lock_guard lock(mutex_);
    if (is_dead(cycle) || fails_syncs_) return DiskResult::Failed;
    ++syncs_;
    const bool is_cut = syncs_ == cut_at_sync_;
    if (is_cut) has_power_ = false;
    if (is_cut && cut_ == Cut::BeforeSync) return DiskResult::Failed;
    file.durable = file.live;
    file.unsynced.clear();
    return is_cut ? DiskResult::Failed : DiskResult::Ok;
}

std::size_t FaultDisk::size(const DiskFile& file) const {
    const std::lock_guard lock(mutex_);
    return file.live.size();
}

}  // namespace baton::store::sqlite::testing
