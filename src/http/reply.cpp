#include "http/reply.hpp"

#include "base/check.hpp"
#include "http/problem.hpp"

namespace baton::http {

Stream& Stream::operator=(Stream&& other) noexcept {
    if (this != &other) {
        if (target_) target_->abort();
        target_ = std::move(other.target_);
    }
    return *this;
}

Stream::~Stream() {
    if (target_) target_->abort();
}

bool Stream::write(std::string bytes) { return target_ && target_->write(std::move(bytes)); }

void Stream::close() {
    if (target_) std::exchange(target_, nullptr)->close();
}

bool Stream::is_open() const { return target_ && target_->is_open(); }

std::size_t Stream::buffered() const { return target_ ? target_->buffered() : 0; }

void Stream::on_closed(std::move_only_function<void()> callback) {
    if (target_) target_->on_closed(std::move(callback));
}

void Stream::when_drained(std::move_only_function<void(bool open)> callback) {
    if (target_) {
        target_->when_drained(std::move(callback));
    } else {
        callback(false);
    }
}

Reply& Reply::operator=(Reply&& other) noexcept {
    if (this != &other) {
        const Reply unanswered(std::move(target_));
        target_ = std::move(other.target_);
    }
    return *this;
}

Reply::~Reply() {
    if (target_) target_->answer(problem_response(500, "the request was not answered"));
}

void Reply::operator()(Response response) {
    BATON_CHECK(target_ != nullptr);
    std::exchange(target_, nullptr)->answer(std::move(response));
}

Stream Reply::start_stream(Response head, StreamKind kind) {
    BATON_CHECK(target_ != nullptr);
    return Stream(std::exchange(target_, nullptr)->start_stream(std::move(head), kind));
}

}  // namespace baton::http
