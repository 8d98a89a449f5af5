// Batch: one POST /v1/leads/batch from its first byte to its last result. However long it is,
// memory holds one piece of the body, the lines read from it, Limits::batch_in_flight leads at the
// writer, and the results that the client has not taken; when it takes none, no more is read.
//
// Pieces of the body come on the connection's thread, results on the store's. Each leaves what it
// brings and calls drive(); one of them at a time is at the wheel, and alone touches the parsers.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/call.hpp"
#include "capture/csv.hpp"
#include "capture/json.hpp"
#include "core/lead/raw.hpp"
#include "dispatch/request.hpp"
#include "http/body_reader.hpp"

namespace baton::api {

class Batch : public std::enable_shared_from_this<Batch> {  // its callbacks keep it
  public:
    enum class Format : std::uint8_t { JsonLines = 1, Csv = 2 };

    // `key`: the Idempotency-Key of the whole; empty: none.
    Batch(Call call, http::BodyReader body, Format format, std::string key);
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    void start() { drive(); }

  private:
    struct Line {
        std::size_t number = 0;
        Result<lead::RawLead> raw;
    };

    void drive();
    void step();
    // True when the call was answered with a refusal: there will be no results.
    bool parse(http::BodyPiece piece);
    bool fail_body(const http::Response& problem);
    void open_stream();
    void write_results();
    void submit_lines();
    void submit_line(Line line);
    void read_on();
    [[nodiscard]] dispatch::Key key_of(std::size_t line, const lead::RawLead& raw) const;

    // Results; any thread.
    void settle(std::uint64_t slot, std::string text);
    void settle_answer(std::uint64_t slot, std::size_t line, dispatch::Answer answer);
    void settle_error(std::uint64_t slot, std::size_t line, const http::Response& problem);

    Call call_;
    http::BodyReader body_;
    const Format format_;
    const std::string key_;

    // Of whoever is at the wheel.
    capture::JsonLines json_lines_;
    capture::CsvLeads csv_;
    std::deque<Line> lines_;  // read and not submitted
    http::Stream stream_;
    bool is_open_ = false;  // the answer has begun
    bool is_reading_ = false;
    bool is_body_over_ = false;

    std::mutex mutex_;  // guards all below
    bool is_driving_ = false;
    bool again_ = false;
    bool is_draining_ = false;
    bool is_over_ = false;
    std::optional<http::BodyPiece> arrived_;
    std::uint64_t first_slot_ = 0;   // the number of slots_.front()
    std::deque<std::string> slots_;  // results in order; empty: not there yet
    std::size_t missing_ = 0;        // slots that are empty
    std::size_t ready_ = 0;          // results that came since some were last written
};

}  // namespace baton::api
