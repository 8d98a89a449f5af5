#include "http/client.hpp"

#include <curl/curl.h>

#include <algorithm>

#include "base/text.hpp"
#include "http/error.hpp"

namespace baton::http {
namespace {

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void start_curl_once() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(started);
}

void append(HeaderList& list, const std::string& line) {
    if (curl_slist* longer = curl_slist_append(list.get(), line.c_str())) {
        static_cast<void>(list.release());
        list.reset(longer);
    }
}

// Where curl puts what it receives.
struct Receiving {
    ClientResponse response;
    std::size_t limit = 0;
    bool over_limit = false;
    const std::function<bool(std::string_view)>* on_piece = nullptr;
    bool has_enough = false;
};

std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& receiving = *static_cast<Receiving*>(user);
    const std::string_view line(bytes, size * count);
    if (line.starts_with("HTTP/")) {
        receiving.response.headers.clear();  // those before belong to a 100 Continue
        return line.size();
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
        receiving.response.headers.emplace_back(ascii_lower(line.substr(0, colon)),
                                                std::string(trim(line.substr(colon + 1))));
    }
    return line.size();
}

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& receiving = *static_cast<Receiving*>(user);
    const std::size_t more = size * count;
    if (receiving.on_piece != nullptr) {
        receiving.has_enough = !(*receiving.on_piece)({bytes, more});
        return receiving.has_enough ? 0 : more;
    }
    if (receiving.response.body.size() + more > receiving.limit) {
        receiving.over_limit = true;
        return 0;
    }
    receiving.response.body.append(bytes, more);
    return more;
}

std::string url_of(const Address& address, std::string_view target) {
    const std::string authority = address.is_unix() ? "localhost" : address.to_string();
    return "http://" + authority + std::string(target);
}

std::unexpected<Error> failed(const Address& address, CURLcode code, const Receiving& receiving) {
    const std::string place = address.to_string() + ": ";
    if (receiving.over_limit) {
        return fail(HttpError::BodyTooLarge, place + "the answer is larger than " +
                                                 std::to_string(receiving.limit) + " bytes");
    }
    switch (code) {
        case CURLE_COULDNT_CONNECT:
        case CURLE_COULDNT_RESOLVE_HOST:
            return fail(HttpError::CannotConnect,
                        place + "nobody answers there; is Baton running?");
        case CURLE_OPERATION_TIMEDOUT:
            return fail(HttpError::TimedOut, place + "no answer in time");
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
            return fail(HttpError::ConnectionLost, place + "the connection was lost");
        default:
            return fail(HttpError::BadMessage, place + curl_easy_strerror(code));
    }
}

}  // namespace

std::optional<std::string_view> ClientResponse::header(std::string_view lower_name) const {
    for (const auto& [name, value] : headers) {
        if (name == lower_name) return value;
    }
    return std::nullopt;
}

class Client::Impl {
  public:
    explicit Impl(Address address) : address_(std::move(address)) {
        start_curl_once();
        curl_ = curl_easy_init();
    }
    ~Impl() { curl_easy_cleanup(curl_); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<ClientResponse> send(const ClientRequest& request) {
        if (curl_ == nullptr) return fail(HttpError::CannotConnect, "no memory for a connection");
        curl_easy_reset(curl_);  // the connection stays
        Receiving receiving;
        receiving.limit = request.response_limit;
        if (request.on_piece) receiving.on_piece = &request.on_piece;
        HeaderList headers;
        for (const auto& [name, value] : request.headers) {
            // To curl "Name:" would mean to leave the field out.
            append(headers, value.empty() ? name + ";" : name + ": " + value);
        }
        // Fields that curl would add by itself are left out.
        append(headers, "Expect:");
        const bool typed =
            std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
                return equals_ignoring_ascii_case(header.first, "content-type");
            });
        if (!typed) append(headers, "Content-Type:");
        set_up(request, headers.get(), receiving);
        const CURLcode code = curl_easy_perform(curl_);
        if (code != CURLE_OK && !receiving.has_enough) return failed(address_, code, receiving);
        long status = 0;
        curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
        receiving.response.status = static_cast<int>(status);
        return std::move(receiving.response);
    }

  private:
    void set_up(const ClientRequest& request, curl_slist* headers, Receiving& receiving) {
        const std::string url = url_of(address_, request.target);
        curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
        if (address_.is_unix()) {
            curl_easy_setopt(curl_, CURLOPT_UNIX_SOCKET_PATH, address_.unix_path.c_str());
        }
        curl_easy_setopt(curl_, CURLOPT_PROXY, "");
        curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl_, CURLOPT_PATH_AS_IS, 1L);
        curl_easy_setopt(curl_, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
        const std::int64_t milliseconds =
            std::max<std::int64_t>(request.time_limit.micros / 1000, 1);
        curl_easy_setopt(curl_, CURLOPT_TIMEOUT_MS, static_cast<long>(milliseconds));
        curl_easy_setopt(curl_, CURLOPT_HEADERFUNCTION, &on_header);
        curl_easy_setopt(curl_, CURLOPT_HEADERDATA, &receiving);
        curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &on_body);
        curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &receiving);
        curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers);
        const bool has_body = request.method == Method::Post || request.method == Method::Put ||
                              request.method == Method::Patch || !request.body.empty();
        if (has_body) {
            curl_easy_setopt(curl_, CURLOPT_POST, 1L);
            curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE,
                             static_cast<curl_off_t>(request.body.size()));
            curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, request.body.data());
        }
        if (request.method == Method::Head) {
            curl_easy_setopt(curl_, CURLOPT_NOBODY, 1L);
        } else {
            const std::string method(method_name(request.method));
            curl_easy_setopt(curl_, CURLOPT_CUSTOMREQUEST, method.c_str());
        }
    }

    Address address_;
    CURL* curl_ = nullptr;
};

Client::Client(Address address) : impl_(std::make_unique<Impl>(std::move(address))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Result<ClientResponse> Client::send(const ClientRequest& request) { return impl_->send(request); }

}  // namespace baton::http
