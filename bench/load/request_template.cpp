#include "load/request_template.hpp"

namespace baton::bench {
namespace {

constexpr std::string_view kMark = "{{n}}";
constexpr std::size_t kDigits = 16;

}  // namespace

RequestTemplate::RequestTemplate(const LoadOptions& options) {
    std::string body;
    std::vector<std::size_t> in_body;
    for (std::size_t at = 0; at < options.body.size();) {
        const std::size_t mark = options.body.find(kMark, at);
        body.append(options.body, at, mark == std::string::npos ? mark : mark - at);
        if (mark == std::string::npos) break;
        in_body.push_back(body.size());
        body.append(kDigits, '0');
        at = mark + kMark.size();
    }
    bytes_ = "POST " + options.path + " HTTP/1.1\r\nHost: " +
             (options.server.is_unix() ? "localhost" : options.server.to_string()) +
             "\r\nContent-Type: application/json\r\n";
    if (options.with_key) {
        bytes_ += "Idempotency-Key: load-";
        places_.push_back(bytes_.size());
        bytes_.append(kDigits, '0');
        bytes_ += "\r\n";
    }
    for (const std::string& header : options.headers) bytes_ += header + "\r\n";
    bytes_ += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    for (const std::size_t place : in_body) places_.push_back(bytes_.size() + place);
    bytes_ += body;
}

std::string_view RequestTemplate::with(std::uint64_t number) {
    for (const std::size_t place : places_) {
        std::uint64_t left = number;
        for (std::size_t i = kDigits; i-- > 0; left /= 10) {
            bytes_[place + i] = static_cast<char>('0' + left % 10);
        }
    }
    return bytes_;
}

}  // namespace baton::bench
