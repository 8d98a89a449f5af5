// disk_sync: how long this folder's disk takes to make a small write last. Writes 4 KiB blocks
// behind one another into a file that has its length already, fdatasync after each, and prints the
// median and the 99th percentile as JSON, in milliseconds. Alone in its process, one thread.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kBlock = 4096;

int fail(const char* what) {
    std::perror(what);
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("Usage: disk_sync FOLDER TIMES\nExample: disk_sync data 200\n", stderr);
        return 2;
    }
    const std::size_t times = std::max(1UL, std::strtoul(argv[2], nullptr, 10));
    const std::string path = std::string(argv[1]) + "/disk_sync.tmp";
    const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) return fail("disk_sync: open");
    ::unlink(path.c_str());
    const std::vector<char> block(kBlock, 'x');
    std::vector<double> took;
    took.reserve(times);
    // A growing file, as a log is: each sync carries the new length too.
    for (std::size_t i = 0; i < times; ++i) {
        const auto began = std::chrono::steady_clock::now();
        if (::write(file, block.data(), kBlock) != static_cast<ssize_t>(kBlock)) {
            return fail("disk_sync: write");
        }
        if (::fdatasync(file) != 0) return fail("disk_sync: fdatasync");
        const std::chrono::duration<double, std::milli> one =
            std::chrono::steady_clock::now() - began;
        took.push_back(one.count());
    }
    ::close(file);
    std::sort(took.begin(), took.end());
    std::printf("{\"median_ms\":%.4f,\"p99_ms\":%.4f}\n", took[took.size() / 2],
                took[(took.size() - 1) * 99 / 100]);
    return 0;
}
