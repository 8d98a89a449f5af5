#include "http/request_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

#include "base/text.hpp"
#include "http/uri.hpp"

namespace baton::http {
namespace {

namespace beast = boost::beast::http;
using Code = boost::beast::error_code;
using BeastText = boost::beast::string_view;

std::string_view view(BeastText text) { return {text.data(), text.size()}; }

// What stops Beast's parser when this side has refused the request already.
Code stop() { return beast::make_error_code(beast::error::end_of_stream); }

Method method_of(beast::verb verb) {
    if (verb == beast::verb::get) return Method::Get;
    if (verb == beast::verb::post) return Method::Post;
    if (verb == beast::verb::put) return Method::Put;
    if (verb == beast::verb::head) return Method::Head;
    if (verb == beast::verb::delete_) return Method::Delete;
    if (verb == beast::verb::options) return Method::Options;
    if (verb == beast::verb::patch) return Method::Patch;
    return Method::Other;
}

void clear(Request& request) {
    request.method = Method::Other;
    request.target.clear();
    request.path.clear();
    request.query.clear();
    request.headers.clear();
    request.keep_alive = true;
    request.id = 0;
    request.route = kNoRoute;
    request.arguments.clear();
    request.body.clear();
}

}  // namespace

// Holds Beast's parser, which cannot be begun again and so is rebuilt where it lies.
class RequestParser::Machine {
  public:
    explicit Machine(RequestParser& owner) : owner_(owner) {}

    class Core final : public beast::basic_parser<true> {
      public:
        explicit Core(RequestParser& owner) : owner_(owner) {}

      private:
        void on_request_impl(beast::verb verb, BeastText, BeastText target, int version,
                             Code& code) override {
            owner_.request_->method = method_of(verb);
            owner_.http_1_0_ = version == 10;
            owner_.read_target(view(target));
            if (!owner_.failure_.detail.empty()) code = stop();
        }

        void on_field_impl(beast::field field, BeastText name, BeastText value,
                           Code& code) override {
            if (!owner_.in_head_) return;  // trailers say nothing that is needed
            owner_.request_->headers.add(view(name), view(value));
            if (field == beast::field::host) {
                ++owner_.hosts_;
            } else if (field == beast::field::expect) {
                owner_.expects_continue_ = equals_ignoring_ascii_case(view(value), "100-continue");
                if (!owner_.expects_continue_)
                    owner_.fail(417, "only Expect: 100-continue is known");
            } else if (field == beast::field::transfer_encoding) {
                // Anything else would leave the length of the body to guesses.
                if (owner_.http_1_0_) {
                    owner_.fail(400, "HTTP/1.0 has no Transfer-Encoding");
                } else if (!equals_ignoring_ascii_case(view(value), "chunked")) {
                    owner_.fail(501, "the only Transfer-Encoding is chunked");
                }
            }
            if (!owner_.failure_.detail.empty()) code = stop();
        }

        void on_header_impl(Code& code) override {
            owner_.in_head_ = false;
            owner_.request_->keep_alive = keep_alive();
            if (!owner_.check_head()) code = stop();
        }

        void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& code) override {
            if (length && *length > owner_.body_limit_) {
                owner_.fail(413, too_large(owner_.body_limit_));
                code = stop();
            }
        }

        std::size_t on_body_impl(BeastText bytes, Code&) override {
            owner_.body_->append(bytes.data(), bytes.size());
            return bytes.size();
        }

        void on_chunk_header_impl(std::uint64_t size, BeastText, Code& code) override {
            if (size > owner_.body_limit_ - owner_.body_seen_) {
                owner_.fail(413, too_large(owner_.body_limit_));
                code = stop();
            } else {
                owner_.body_seen_ += size;
                owner_.chunk_left_ = size;
            }
        }

        std::size_t on_chunk_body_impl(std::uint64_t, BeastText bytes, Code&) override {
            owner_.body_->append(bytes.data(), bytes.size());
            owner_.chunk_left_ -= bytes.size();
            return bytes.size();
        }

        void on_response_impl(int, BeastText, int, Code&) override {}
        void on_finish_impl(Code&) override {}

        RequestParser& owner_;
    };

    void begin(std::size_t header_limit) {
        core_.emplace(owner_);
        core_->header_limit(static_cast<std::uint32_t>(header_limit));
        core_->body_limit(boost::none);
        core_->eager(false);
    }

    Core& core() { return *core_; }

  private:
    RequestParser& owner_;
    std::optional<Core> core_;
};

namespace {

// The last chunk's line and the empty line behind it: "0", CR, LF, CR, LF.
constexpr std::size_t kLeastLastChunk = 5;

// Beast's errors in words of ours.
ParseFailure translate(const Code& code, std::size_t header_limit) {
    if (code == beast::error::header_limit) {
        return {431,
                "the request's head is larger than " + std::to_string(header_limit) + " bytes"};
    }
    if (code == beast::error::bad_version)
        return {505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
    if (code == beast::error::bad_content_length || code == beast::error::multiple_content_length) {
        return {400, "Content-Length is not one number"};
    }
    if (code == beast::error::bad_transfer_encoding) {
        return {400, "Transfer-Encoding beside Content-Length, or twice"};
    }
    if (code == beast::error::bad_chunk || code == beast::error::bad_chunk_extension) {
        return {400, "the chunks of the body are broken"};
    }
    return {400, "this is not HTTP/1.1: " + code.message()};
}

}  // namespace

RequestParser::RequestParser() : machine_(std::make_unique<Machine>(*this)) {}
RequestParser::~RequestParser() = default;

void RequestParser::begin(Request& request, std::size_t header_limit) {
    request_ = &request;
    body_ = &request.body;
    clear(request);
    body_limit_ = 0;
    body_seen_ = 0;
    chunk_left_ = 0;
    failure_ = {};
    head_limit_ = header_limit;
    head_seen_ = 0;
    hosts_ = 0;
    started_ = false;
    in_head_ = true;
    expects_continue_ = false;
    http_1_0_ = false;
    machine_->begin(header_limit);
}

RequestParser::Progress RequestParser::put(std::string_view bytes) {
    std::size_t used = 0;
    if (!started_) {
        // An empty line before a request is passed over (RFC 9112, 2.2).
        while (used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n')) ++used;
        if (used == bytes.size()) return {used, ParseStep::NeedMore};
        started_ = true;
    }
    Machine::Core& core = machine_->core();
    const bool was_in_head = in_head_;
    core.eager(!was_in_head);
    while (used < bytes.size() && !core.is_done() && was_in_head == in_head_) {
        // Beast asserts that it is never given less of a last chunk (until boostorg/beast#2861).
        const std::string_view rest = bytes.substr(used);
        const bool at_chunk = !was_in_head && core.chunked() && chunk_left_ == 0;
        if (at_chunk && rest.starts_with('0') && rest.size() < kLeastLastChunk) break;
        Code code;
        std::size_t window = rest.size();
        // Beast counts from where it stands; the limit is of the head as a whole.
        if (was_in_head) window = std::min(window, head_limit_ - head_seen_);
        const std::size_t now = core.put(boost::asio::const_buffer(rest.data(), window), code);
        used += now;
        if (was_in_head) head_seen_ += now;
        if (code == beast::error::need_more) break;
        if (code) {
            if (failure_.detail.empty()) failure_ = translate(code, head_limit_);
            return {used, ParseStep::Failed};
        }
    }
    if (core.is_done()) return {used, ParseStep::Complete};
    if (was_in_head && !in_head_) return {used, ParseStep::HeadDone};
    if (in_head_ && head_seen_ + (bytes.size() - used) >= head_limit_) {
        failure_ = translate(beast::make_error_code(beast::error::header_limit), head_limit_);
        return {used, ParseStep::Failed};
    }
    return {used, ParseStep::NeedMore};
}

std::optional<std::uint64_t> RequestParser::content_length() const {
    const auto length = machine_->core().content_length();
    return length ? std::optional(*length) : std::nullopt;
}

void RequestParser::fail(int status, std::string_view detail) {
    if (!failure_.detail.empty()) return;
    failure_.status = status;
    failure_.detail = detail;
}

std::string RequestParser::too_large(std::size_t limit) {
    return "the body is larger than " + std::to_string(limit) +
           " bytes, the most that is taken here";
}

void RequestParser::read_target(std::string_view target) {
    request_->target = target;
    if (target == "*" && request_->method == Method::Options) {
        request_->path.assign(1, '*');
        return;
    }
    std::string_view rest = target;
    if (!rest.starts_with('/')) {
        // The absolute form, as proxies are sent it: the scheme and the host are passed over.
        const std::size_t host = rest.find("://");
        rest = host == std::string_view::npos ? std::string_view() : rest.substr(host + 3);
        rest.remove_prefix(std::min(rest.find_first_of("/?"), rest.size()));
    }
    const std::size_t mark = rest.find('?');
    auto path = normal_path(rest.substr(0, mark));
    if (!path) {
        fail(400,
             "the path of the request cannot be read: broken escapes, text that is not UTF-8, "
             "control characters and the segments \".\" and \"..\" are not accepted");
        return;
    }
    request_->path = *std::move(path);
    if (mark != std::string_view::npos) request_->query = rest.substr(mark + 1);
}

bool RequestParser::check_head() {
    if (hosts_ > 1) fail(400, "the request has more than one Host");
    if (hosts_ == 0 && !http_1_0_) fail(400, "the request has no Host");
    return failure_.detail.empty();
}

}  // namespace baton::http
