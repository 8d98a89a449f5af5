#include "api/batch.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "api/answers.hpp"
#include "api/intake.hpp"
#include "api/lead_answer.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "core/lead/raw_json.hpp"
#include "http/content_type.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

constexpr std::size_t kWrittenAtOnce = 64;  // results

}  // namespace

Batch::Batch(Call call, http::BodyReader body, Format format, std::string key)
    : call_(std::move(call)),
      body_(std::move(body)),
      format_(format),
      key_(std::move(key)),
      json_lines_([this](std::size_t line, Result<lead::RawLead> raw) {
          lines_.push_back({line, std::move(raw)});
      }),
      csv_([this](std::size_t line, Result<lead::RawLead> raw) {
          lines_.push_back({line, std::move(raw)});
      }) {}

void Batch::drive() {
    std::unique_lock lock(mutex_);
    if (is_driving_) {
        again_ = true;
        return;
    }
    is_driving_ = true;
    do {
        again_ = false;
        lock.unlock();
        step();
        lock.lock();
    } while (again_);
    is_driving_ = false;
}

// All that can be done now. What cannot will be when somebody brings something.
void Batch::step() {
    std::optional<http::BodyPiece> piece;
    {
        const std::lock_guard lock(mutex_);
        if (is_over_) return;
        piece = std::exchange(arrived_, std::nullopt);
    }
    if (piece) {
        is_reading_ = false;
        if (parse(std::move(*piece))) return;
    }
    write_results();
    submit_lines();
    if (lines_.empty() && !is_reading_) read_on();
}

bool Batch::parse(http::BodyPiece piece) {
    if (!piece) return fail_body(http::problem_from_error(piece.error()));
    Result<void> read;
    if (*piece) {
        if (format_ == Format::Csv) {
            read = csv_.feed(**piece);
        } else {
            json_lines_.feed(**piece);
        }
    } else {
        is_body_over_ = true;
        if (format_ == Format::Csv) {
            read = csv_.finish();
        } else {
            json_lines_.finish();
        }
    }
    if (!read) return fail_body(capture_refusal(read.error()));
    if (!lines_.empty() || is_body_over_) open_stream();
    return false;
}

// Nothing more can be read: the whole answer when nothing was, else a last line.
bool Batch::fail_body(const http::Response& problem) {
    is_body_over_ = true;
    if (is_open_ || !lines_.empty()) {
        open_stream();
        lines_.push_back({0, fail(ApiError::BodyBroken, problem.body)});
        return false;
    }
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    call_.answer(problem);
    return true;
}

void Batch::open_stream() {
    if (std::exchange(is_open_, true)) return;
    http::Response head;
    head.content_type = "application/x-ndjson";
    head.headers.emplace_back("X-Accel-Buffering", "no");  // nginx holds nothing back
    stream_ = call_.stream(std::move(head), http::StreamKind::Finite);
    stream_.on_closed([weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        const std::lock_guard lock(self->mutex_);
        self->is_over_ = true;
    });
}

void Batch::write_results() {
    std::string ready;
    {
        const std::lock_guard lock(mutex_);
        while (!slots_.empty() && !slots_.front().empty()) {
            ready += slots_.front();
            slots_.pop_front();
            ++first_slot_;
        }
        ready_ = 0;
    }
    if (!ready.empty()) stream_.write(std::move(ready));
}

void Batch::submit_lines() {
    const std::size_t most = call_.service().options.limits.batch_in_flight;
    while (!lines_.empty()) {
        {
            const std::lock_guard lock(mutex_);
            if (is_over_ || slots_.size() >= most) return;
            slots_.emplace_back();
            ++missing_;
        }
        Line line = std::move(lines_.front());
        lines_.pop_front();
        submit_line(std::move(line));
    }
}

void Batch::submit_line(Line line) {
    std::uint64_t slot = 0;
    {
        const std::lock_guard lock(mutex_);
        slot = first_slot_ + slots_.size() - 1;
    }
    if (!line.raw) {
        if (line.raw.error().code == static_cast<int>(ApiError::BodyBroken)) {
            return settle(slot, "{\"error\":" + line.raw.error().message + "}\n");
        }
        return settle_error(slot, line.number, capture_refusal(line.raw.error()));
    }
    const auto live = call_.writer().live();
    if (!live->policy) return settle_error(slot, line.number, no_document());
    Prepared prepared = prepare(call_.service(), *line.raw, *live);
    dispatch::Request request;
    request.what = std::move(prepared.intake);
    request.actor = call_.actor();
    if (!key_.empty()) request.key = key_of(line.number, *line.raw);
    request.render = [warnings = std::move(prepared.warnings)](const dispatch::Done& done) {
        return render_intake(done, warnings);
    };
    request.reply = [self = shared_from_this(), slot,
                     number = line.number](dispatch::Answer answer) {
        self->settle_answer(slot, number, std::move(answer));
    };
    call_.writer().submit(std::move(request));
}

void Batch::read_on() {
    bool is_done = false;
    bool is_draining = false;
    {
        const std::lock_guard lock(mutex_);
        if (is_over_) return;
        is_done = is_body_over_ && slots_.empty();
        is_draining = is_draining_;
        if (is_done) is_over_ = true;
    }
    if (is_done) {
        stream_.close();
        return;
    }
    if (is_body_over_ || is_draining) return;
    if (is_open_ && stream_.buffered() > call_.service().options.limits.batch_buffer) {
        {
            const std::lock_guard lock(mutex_);
            is_draining_ = true;
        }
        stream_.when_drained([self = shared_from_this()](bool) {
            {
                const std::lock_guard lock(self->mutex_);
                self->is_draining_ = false;
            }
            self->drive();
        });
        return;
    }
    is_reading_ = true;
    body_.read([self = shared_from_this()](http::BodyPiece piece) {
        {
            const std::lock_guard lock(self->mutex_);
            self->arrived_ = std::move(piece);
        }
        self->drive();
    });
}

dispatch::Key Batch::key_of(std::size_t line, const lead::RawLead& raw) const {
    const std::string whole =
        lead::to_json(lead::RawValue{raw}, std::numeric_limits<std::size_t>::max() / 2);
    return {key_ + "#" + std::to_string(line), sha256(whole)};
}

void Batch::settle_answer(std::uint64_t slot, std::size_t line, dispatch::Answer answer) {
    const http::Response response = response_of(call_.service(), std::move(answer));
    if (response.status != 201) return settle_error(slot, line, response);
    ++call_.service().metrics.batch_rows;
    const bool is_replayed = response.header("Idempotency-Replayed").has_value();
    settle(slot, fmt::format("{{\"line\":{},{}{}\n", line, is_replayed ? "\"replayed\":true," : "",
                             std::string_view(response.body).substr(1)));
}

void Batch::settle_error(std::uint64_t slot, std::size_t line, const http::Response& problem) {
    ++call_.service().metrics.batch_errors;
    settle(slot, fmt::format("{{\"line\":{},\"error\":{}}}\n", line, problem.body));
}

void Batch::settle(std::uint64_t slot, std::string text) {
    {
        const std::lock_guard lock(mutex_);
        slots_[slot - first_slot_] = std::move(text);
        --missing_;
        // Many at once, unless nothing else is to come that could bring them along.
        if (++ready_ < kWrittenAtOnce && missing_ > 0) return;
    }
    drive();
}

void post_batch(Call call, http::Request& request, http::BodyReader body) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    if (auto refusal = refuse_type(
            request, {"application/x-ndjson", "application/jsonl", "text/csv", "application/ndjson",
                      "application/x-jsonlines", "application/jsonlines", "application/csv"})) {
        return call.answer(std::move(*refusal));
    }
    auto key = key_text(request, kMaxBatchKeyBytes);
    if (!key) return call.answer(std::move(key.error()));
    if (!call.writer().live()->policy) return call.answer(no_document());
    const auto type = http::parse_media_type(*request.header("Content-Type"));
    const auto format =
        type->name.ends_with("/csv") ? Batch::Format::Csv : Batch::Format::JsonLines;
    std::make_shared<Batch>(std::move(call), std::move(body), format, (*key).value_or(""))->start();
}

}  // namespace baton::api
