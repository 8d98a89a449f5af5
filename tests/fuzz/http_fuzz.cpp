// Any bytes as requests on a connection, in one piece and in pieces of any size: the same requests
// and the same refusal at the end, each head within what message.hpp promises. A head that does not
// end may be refused or waited for; of one that is both too long and broken either may be told.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "http/request_parser.hpp"
#include "require.hpp"

namespace {

using namespace baton;
using fuzz::require;

constexpr std::size_t kHeadBytes = 4096;
constexpr std::size_t kBodyBytes = 8192;
constexpr int kTooLong = 431;

void check_head(const http::RequestHead& head) {
    require(head.path.starts_with('/') || head.path == "*");
    require(is_utf8(head.path));
    require(std::ranges::none_of(head.path,
                                 [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
    for (std::size_t i = 0; i < head.headers.size(); ++i) require(!head.headers.name(i).empty());
    require(head.headers.count("Host") <= 1);
}

struct Outcome {
    std::string seen;         // the requests
    bool is_waiting = false;  // for the rest of a request
    int refusal = 0;          // its status
};

// `step` bytes at a time.
Outcome read(std::string_view text, std::size_t step) {
    std::string seen;
    http::RequestParser parser;
    http::Request request;
    parser.begin(request, kHeadBytes);
    std::string waiting;
    for (std::size_t at = 0; at < text.size() || !waiting.empty();) {
        const std::string_view more = text.substr(at, step);
        at += more.size();
        waiting += more;
        const auto progress = parser.put(waiting);
        require(progress.consumed <= waiting.size());
        waiting.erase(0, progress.consumed);
        switch (progress.step) {
            case http::ParseStep::NeedMore:
                if (at >= text.size()) return {seen, true};
                break;
            case http::ParseStep::HeadDone:
                check_head(request);
                parser.limit_body(kBodyBytes);
                break;
            case http::ParseStep::Complete:
                check_head(request);
                require(request.body.size() <= kBodyBytes);
                seen += request.target + ' ' + request.path + '\n' + request.body + '\n';
                parser.begin(request, kHeadBytes);
                break;
            case http::ParseStep::Failed:
                require(parser.failure().status >= 400 && !parser.failure().detail.empty());
                return {seen, false, parser.failure().status};
        }
    }
    return {seen, true};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t step = std::size_t{data[0]} % 41 + 1;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    const Outcome whole = read(text, std::max<std::size_t>(text.size(), 1));
    const Outcome pieces = read(text, step);
    if (whole.is_waiting || pieces.is_waiting) {
        require(whole.seen.starts_with(pieces.seen) || pieces.seen.starts_with(whole.seen));
    } else {
        require(whole.seen == pieces.seen);
        require(whole.refusal == pieces.refusal || whole.refusal == kTooLong ||
                pieces.refusal == kTooLong);
    }
    return 0;
}
