#include "deliver/outbound/curl_transfer.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "deliver/outbound/address.hpp"
#include "deliver/outbound/classify.hpp"

namespace baton::deliver {
namespace {

constexpr std::size_t kBodyKept = 512;
constexpr std::size_t kLineKept = 512;
constexpr std::size_t kWordsShown = 160;

struct UrlCloser {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// One part of a parsed URL; empty where there is none.
std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    std::string out(text);
    curl_free(text);
    return out;
}

// What could end a line or a field where it is written into a protocol.
bool breaks_line(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

bool is_bare_address(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == 0 || at == std::string_view::npos || at + 1 == text.size()) return false;
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7F || c == '<' || c == '>';
    });
}

bool is_loopback_name(std::string_view host) {
    return host == "localhost" || host.starts_with("127.") || host == "[::1]" || host == "::1";
}

// An answer's body is shown when it is one word of a protocol ("invalid_payload"), and never when
// it could repeat what a lead said.
bool is_error_word(std::string_view text) {
    const auto part = [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), part);
}

// As the request says it; null: curl's own, which is GET.
const char* verb_of(HttpMethod method) {
    switch (method) {
        case HttpMethod::Post:
            return "POST";
        case HttpMethod::Get:
            return nullptr;
        case HttpMethod::Put:
            return "PUT";
        case HttpMethod::Patch:
            return "PATCH";
        case HttpMethod::Delete:
            return "DELETE";
    }
    return nullptr;
}

std::string in_seconds(Duration limit) {
    return format_number(static_cast<double>(limit.micros) / 1e6) + " s";
}

Result<void> check_content(const HttpCall& call) {
    const auto bad = [](const auto& header) {
        return breaks_line(header.first) || breaks_line(header.second);
    };
    if (breaks_line(call.content_type) || std::ranges::any_of(call.headers, bad)) {
        return fail(DeliverError::BadAddress, "a header of the request holds a line break");
    }
    return {};
}

Result<void> check_content(const MailCall& call) {
    if (!is_bare_address(call.from)) {
        return fail(DeliverError::BadAddress, "the sender is not a mail address");
    }
    if (call.to.empty() || !std::ranges::all_of(call.to, is_bare_address)) {
        return fail(DeliverError::BadAddress, "the recipient is not a mail address");
    }
    return {};
}

}  // namespace

const Secrets& Transfer::secrets() const {
    return std::visit([](const auto& call) -> const Secrets& { return call.secrets; }, call_);
}

Result<std::string> Transfer::check() {
    const std::string& text =
        is_mail() ? std::get<MailCall>(call_).server : std::get<HttpCall>(call_).url;
    const std::string_view wanted = is_mail() ? "smtp:// or smtps://" : "https:// or http://";
    const std::unique_ptr<CURLU, UrlCloser> url(curl_url());
    if (!url || breaks_line(text) ||
        curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
            CURLUE_OK) {
        return fail(DeliverError::BadAddress,
                    fmt::format("the address is not one that can be called; it has to begin with "
                                "{} and name a host",
                                wanted));
    }
    const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
    const bool fits =
        is_mail() ? scheme == "smtp" || scheme == "smtps" : scheme == "http" || scheme == "https";
    host_ = ascii_lower(part_of(url.get(), CURLUPART_HOST));
    if (!fits || host_.empty()) {
        return fail(DeliverError::BadAddress,
                    fmt::format("the address has to begin with {} and name a host", wanted));
    }
    encrypted_ = scheme == "https" || scheme == "smtps";
    std::string port = part_of(url.get(), CURLUPART_PORT);
    if (port.empty()) {
        port = scheme == "http"    ? "80"
               : scheme == "https" ? "443"
               : scheme == "smtp"  ? "25"
                                   : "465";
    }
    lane_ = host_ + ":" + port;
    const auto content = std::visit([](const auto& call) { return check_content(call); }, call_);
    if (!content) return std::unexpected(content.error());
    return lane_;
}

CURL* Transfer::prepare(const OutboundConfig& config) {
    easy_.reset(curl_easy_init());
    if (!easy_) return nullptr;
    connect_limit_ = config.limits.connect;
    total_limit_ = config.limits.total;
    response_limit_ = config.limits.response_bytes;
    allow_private_ = config.allow_private;
    set_guards(config);
    if (is_mail()) {
        set_call(std::get<MailCall>(call_), config);
    } else {
        set_call(std::get<HttpCall>(call_));
    }
    return easy_.get();
}

void Transfer::set_guards(const OutboundConfig& config) {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_.data());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    // A name look-up that hangs past its time is let go, not waited for: this thread serves others.
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, is_mail() ? "smtp,smtps" : "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    // A proxy named in the environment would be asked for addresses that the guard never sees.
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(config.limits.connect.micros / 1000));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                     static_cast<long>(config.limits.total.micros / 1000));
    curl_easy_setopt(
        easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
        static_cast<long>(std::max<std::int64_t>(1, config.limits.total.micros / 1'000'000)));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!config.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, config.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, config.user_agent.c_str());
}

void Transfer::set_call(const HttpCall& call) {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_URL, call.url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_slist* list = nullptr;
    const char* verb = verb_of(call.method);
    if (call.method == HttpMethod::Delete) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, verb);
    } else if (verb != nullptr) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, verb);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.data());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(call.body.size()));
        list = curl_slist_append(list, ("Content-Type: " + call.content_type).c_str());
    }
    if (call.never_twice) curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    list = curl_slist_append(list, "Expect:");  // or curl waits a second for "100 Continue"
    for (const auto& [name, value] : call.headers) {
        list = curl_slist_append(list, (name + ": " + value).c_str());
    }
    headers_.reset(list);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}

void Transfer::set_call(const MailCall& call, const OutboundConfig& config) {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_URL, call.server.c_str());
    const bool near = config.allow_private && is_loopback_name(host_);
    const bool must_encrypt = !call.user.empty() && !near;
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     static_cast<long>(must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!call.user.empty()) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, call.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, call.password.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ("<" + call.from + ">").c_str());
    curl_slist* list = nullptr;
    for (const std::string& to : call.to) list = curl_slist_append(list, ("<" + to + ">").c_str());
    recipients_.reset(list);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, list);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(call.message.size()));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Transfer::on_upload);
    curl_easy_setopt(easy, CURLOPT_READDATA, this);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &Transfer::on_seek);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
}

// ---- What curl calls back
// ------------------------------------------------------------------------

curl_socket_t Transfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.allow_private_) {
        std::span<const std::uint8_t> bytes;
        if (address->family == AF_INET) {
            const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address->addr);
            bytes = {reinterpret_cast<const std::uint8_t*>(&v4->sin_addr), 4};
        } else if (address->family == AF_INET6) {
            // curl gives room for any address behind `addr`.
            const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address->addr);
            bytes = {reinterpret_cast<const std::uint8_t*>(&v6->sin6_addr), 16};
        }
        if (const std::string_view why = why_not_public(bytes); !why.empty()) {
            transfer.refused_ =
                bytes.empty() ? std::string(why) : fmt::format("{}, {}", to_text(bytes), why);
            return CURL_SOCKET_BAD;
        }
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool Transfer::count(std::size_t bytes) {
    received_ += bytes;
    if (received_ > response_limit_) cut_off_ = true;
    return !cut_off_;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.count(size * count)) return 0;
    if (transfer.is_mail()) {
        transfer.note_reply({data, size * count});
    } else {
        transfer.note_header({data, size * count});
    }
    return size * count;
}

// Those that were asked for: of one that comes twice, the last.
void Transfer::note_header(std::string_view line) {
    const auto& wanted = std::get<HttpCall>(call_).wants_headers;
    const std::size_t colon = line.find(':');
    if (wanted.empty() || colon == std::string_view::npos) return;
    const std::string name = ascii_lower(line.substr(0, colon));
    if (std::ranges::find(wanted, name) == wanted.end()) return;
    std::erase_if(headers_read_, [&](const auto& header) { return header.first == name; });
    headers_read_.emplace_back(name, trim(line.substr(colon + 1)));
}

// The last refusal that nothing better followed. 221 only takes leave.
void Transfer::note_reply(std::string_view line) {
    const auto code = parse_integer(line.substr(0, 3));
    if (!code || *code == 221) return;
    refusal_ = *code >= 400 ? std::string(line.substr(0, kLineKept)) : std::string();
    refusal_code_ = *code >= 400 ? static_cast<std::int32_t>(*code) : 0;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.count(size * count)) return 0;
    const auto* http = std::get_if<HttpCall>(&transfer.call_);
    const bool is_wanted = http != nullptr && http->wants_answer;
    const std::size_t kept = is_wanted ? transfer.response_limit_ : kBodyKept;
    const std::size_t room = kept - std::min(kept, transfer.body_.size());
    transfer.body_.append(data, std::min(size * count, room));
    return size * count;
}

std::size_t Transfer::on_upload(char* room, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string& message = std::get<MailCall>(transfer.call_).message;
    const std::size_t part = std::min(size * count, message.size() - transfer.uploaded_);
    std::memcpy(room, message.data() + transfer.uploaded_, part);
    transfer.uploaded_ += part;
    return part;
}

int Transfer::on_seek(void* self, curl_off_t offset, int origin) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string& message = std::get<MailCall>(transfer.call_).message;
    if (origin != SEEK_SET || offset < 0 || static_cast<std::size_t>(offset) > message.size()) {
        return CURL_SEEKFUNC_CANTSEEK;
    }
    transfer.uploaded_ = static_cast<std::size_t>(offset);
    return CURL_SEEKFUNC_OK;
}

// ---- What came of it
// -----------------------------------------------------------------------------

void Transfer::finish(CURLcode code) {
    Outcome outcome = judge(code);
    if (outcome.kind != OutcomeKind::Sent) outcome.message = secrets().scrub(outcome.message);
    done_(std::move(outcome));
}

void Transfer::refuse(std::string_view message, OutcomeKind kind) {
    Outcome outcome;
    outcome.kind = kind;
    outcome.message = secrets().scrub(message);
    done_(std::move(outcome));
}

void Transfer::stop() {
    Outcome outcome;
    outcome.message = "the server was stopped before an answer came";
    outcome.stopped = true;
    done_(std::move(outcome));
}

Outcome Transfer::judge(CURLcode code) const {
    long answered = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &answered);
    auto status = static_cast<std::int32_t>(answered);
    // A mail server's no ends the dialogue, which curl reports as a failure of its own.
    const bool refused = code != CURLE_OK && refusal_code_ != 0;
    if (refused) status = refusal_code_;
    const bool whole = code == CURLE_OK || (cut_off_ && !is_mail());
    if (refused || (whole && status != 0)) return judge_answer(status);
    Outcome outcome;
    outcome.status = status;
    if (code == CURLE_OK) {
        outcome.message = fmt::format("{} answered without a status", lane_);
        return outcome;
    }
    if (!refused_.empty() && code == CURLE_COULDNT_CONNECT) {
        outcome.kind = OutcomeKind::Permanent;
        outcome.message = fmt::format(
            "{} leads to {}, which is not called; start the server with private receivers allowed "
            "if this one is yours",
            host_, refused_);
        return outcome;
    }
    outcome.message = explain(code);
    return outcome;
}

Outcome Transfer::judge_answer(std::int32_t status) const {
    Outcome outcome;
    outcome.status = status;
    outcome.kind = is_mail() ? classify_smtp(status) : classify_http(status);
    const auto* http = std::get_if<HttpCall>(&call_);
    const bool is_wanted = http != nullptr && http->wants_answer;
    if (outcome.kind == OutcomeKind::Sent && is_wanted && cut_off_) {
        outcome.kind = OutcomeKind::Permanent;
        outcome.message =
            fmt::format("{} answered with more than {} bytes", lane_, response_limit_);
        return outcome;
    }
    outcome.headers = headers_read_;
    if (is_wanted && !cut_off_) outcome.answer = body_;
    if (outcome.kind == OutcomeKind::Sent) return outcome;
    curl_off_t seconds = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &seconds);
    if (seconds > 0) {
        // Bounded here already, so that no number from outside can overflow.
        outcome.retry_after = Duration::seconds(std::min<std::int64_t>(seconds, 30 * 86400));
    }
    if (is_mail()) {
        outcome.message = fmt::format("{} answered {}", lane_, printable(refusal_, kWordsShown));
    } else if (status >= 300 && status < 400) {
        outcome.message =
            fmt::format("{} answered {}, a redirect, which is not followed; give the final address",
                        lane_, status);
    } else {
        outcome.message = fmt::format("{} answered {}", lane_, status);
        if (is_error_word(trim(body_))) outcome.message += fmt::format(" ({})", trim(body_));
    }
    return outcome;
}

std::string Transfer::explain(CURLcode code) const {
    curl_off_t connected = 0;
    curl_easy_getinfo(
        easy_.get(), encrypted_ ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T, &connected);
    switch (static_cast<int>(code)) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return fmt::format("the name {} leads to no address", host_);
        case CURLE_COULDNT_CONNECT:
            return fmt::format("{} does not accept connections", lane_);
        case CURLE_OPERATION_TIMEDOUT:
            return connected == 0 ? fmt::format("no connection to {} within {}", lane_,
                                                in_seconds(connect_limit_))
                                  : fmt::format("{} did not answer within {}", lane_,
                                                in_seconds(total_limit_));
        case CURLE_GOT_NOTHING:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_PARTIAL_FILE:
        case CURLE_WEIRD_SERVER_REPLY:
            return fmt::format("{} ended the connection before its answer was whole", lane_);
        case CURLE_PEER_FAILED_VERIFICATION:
            return fmt::format("the certificate of {} is not trusted: {}", lane_,
                               printable(error_text_.data(), kWordsShown));
        case CURLE_SSL_CONNECT_ERROR:
            return fmt::format("no TLS with {}: {}", lane_,
                               printable(error_text_.data(), kWordsShown));
        case CURLE_USE_SSL_FAILED:
            return fmt::format("{} does not offer STARTTLS, and a password is not sent without it",
                               lane_);
        case CURLE_LOGIN_DENIED:
            return fmt::format("{} does not accept the user and password", lane_);
        default:
            return fmt::format("the call to {} failed: {}", lane_, curl_easy_strerror(code));
    }
}

}  // namespace baton::deliver
