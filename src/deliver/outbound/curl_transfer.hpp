// One call as libcurl sees it: the easy handle with all its guards set, and what came back. Private
// to this folder; lives and dies on the outbound thread, save for its making.
#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "deliver/outbound/curl_outbound.hpp"

namespace baton::deliver {

struct EasyCloser {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListCloser {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

class Transfer {
  public:
    Transfer(Call call, OutcomeDone done) : call_(std::move(call)), done_(std::move(done)) {}
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Reads the address and refuses what cannot or must not be called (BadAddress). Gives the lane:
    // "host:port", in lower case. Any thread, once, before the rest.
    [[nodiscard]] Result<std::string> check();

    // Makes the easy handle. Null when there is no memory for it.
    [[nodiscard]] CURL* prepare(const OutboundConfig& config);
    [[nodiscard]] CURL* easy() const { return easy_.get(); }
    [[nodiscard]] const std::string& lane() const { return lane_; }

    // Calls `done` with what `code` and the answer mean.
    void finish(CURLcode code);
    void refuse(std::string_view message, OutcomeKind kind);
    void stop();

  private:
    [[nodiscard]] Outcome judge(CURLcode code) const;
    [[nodiscard]] Outcome judge_answer(std::int32_t status) const;
    [[nodiscard]] std::string explain(CURLcode code) const;
    [[nodiscard]] const Secrets& secrets() const;
    [[nodiscard]] bool is_mail() const { return std::holds_alternative<MailCall>(call_); }

    void set_guards(const OutboundConfig& config);
    void set_call(const HttpCall& call);
    void set_call(const MailCall& call, const OutboundConfig& config);

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_upload(char* room, std::size_t size, std::size_t count, void* self);
    static int on_seek(void* self, curl_off_t offset, int origin);
    static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
    [[nodiscard]] bool count(std::size_t bytes);
    void note_reply(std::string_view line);
    void note_header(std::string_view line);

    Call call_;
    OutcomeDone done_;
    std::string lane_;
    std::string host_;
    std::unique_ptr<CURL, EasyCloser> easy_;
    std::unique_ptr<curl_slist, ListCloser> headers_;
    std::unique_ptr<curl_slist, ListCloser> recipients_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    Duration connect_limit_;
    Duration total_limit_;
    std::size_t response_limit_ = 0;
    std::size_t received_ = 0;
    std::size_t uploaded_ = 0;
    std::string refusal_;  // a mail server's words
    std::int32_t refusal_code_ = 0;
    std::vector<std::pair<std::string, std::string>> headers_read_;
    std::string body_;        // the first bytes of an answer
    std::string refused_;     // the last address that the guard turned away
    bool encrypted_ = false;  // TLS from the first byte
    bool allow_private_ = false;
    bool cut_off_ = false;  // the answer was longer than allowed
};

}  // namespace baton::deliver
