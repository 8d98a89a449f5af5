#include "http/outgoing_stream.hpp"

#include <utility>

namespace baton::http {

OutgoingStream::OutgoingStream(std::size_t limit, std::string first_bytes,
                               std::function<void()> wake)
    : limit_(limit), wake_(std::move(wake)), pending_(std::move(first_bytes)) {}

bool OutgoingStream::write(std::string bytes) {
    bool keeps_up = true;
    {
        const std::scoped_lock lock(mutex_);
        if (is_over()) return false;
        keeps_up = pending_.size() + in_flight_ < limit_;
        if (!keeps_up) {
            // The connection will end, and tell the holder so.
            cut_off_ = true;
            closed_ = true;
        } else if (pending_.empty()) {
            pending_ = std::move(bytes);
        } else {
            pending_ += bytes;
        }
    }
    wake_();
    return keeps_up;
}

void OutgoingStream::close() {
    {
        const std::scoped_lock lock(mutex_);
        closed_callback_ = nullptr;  // the holder knows
        if (is_over()) return;
        closed_ = true;
    }
    wake_();
}

void OutgoingStream::abort() {
    {
        const std::scoped_lock lock(mutex_);
        closed_callback_ = nullptr;
        if (is_over()) return;
        closed_ = true;
        cut_off_ = true;
    }
    wake_();
}

bool OutgoingStream::is_open() const {
    const std::scoped_lock lock(mutex_);
    return !is_over();
}

std::size_t OutgoingStream::buffered() const {
    const std::scoped_lock lock(mutex_);
    return pending_.size() + in_flight_;
}

void OutgoingStream::on_closed(std::move_only_function<void()> callback) {
    {
        const std::scoped_lock lock(mutex_);
        if (!ended_) {
            closed_callback_ = std::move(callback);
            return;
        }
    }
    callback();
}

void OutgoingStream::when_drained(std::move_only_function<void(bool open)> callback) {
    bool open = false;
    {
        const std::scoped_lock lock(mutex_);
        open = !is_over();
        if (open && pending_.size() + in_flight_ > limit_ / 2) {
            drained_callback_ = std::move(callback);
            return;
        }
    }
    callback(open);
}

OutgoingStream::Taken OutgoingStream::take() {
    const std::scoped_lock lock(mutex_);
    Taken taken;
    taken.cut_off = cut_off_;
    taken.bytes = std::exchange(pending_, {});
    taken.is_last = closed_ && !cut_off_;
    in_flight_ += taken.bytes.size();
    return taken;
}

bool OutgoingStream::is_cut_off() const {
    const std::scoped_lock lock(mutex_);
    return cut_off_;
}

void OutgoingStream::sent() {
    std::move_only_function<void(bool)> drained;
    bool open = false;
    {
        const std::scoped_lock lock(mutex_);
        in_flight_ = 0;
        if (pending_.size() <= limit_ / 2) drained = std::exchange(drained_callback_, nullptr);
        open = !is_over();
    }
    if (drained) drained(open);
}

void OutgoingStream::end() { end_and_tell(false); }

void OutgoingStream::end_after_sending() { end_and_tell(true); }

void OutgoingStream::end_and_tell(bool keep_pending) {
    std::move_only_function<void()> closed;
    std::move_only_function<void(bool)> drained;
    {
        const std::scoped_lock lock(mutex_);
        ended_ = true;
        closed_ = true;
        if (!keep_pending) {
            pending_.clear();
            in_flight_ = 0;
        }
        closed = std::exchange(closed_callback_, nullptr);
        drained = std::exchange(drained_callback_, nullptr);
    }
    if (drained) drained(false);
    if (closed) closed();
}

}  // namespace baton::http
