// baton_told: how long it is from a lead's submission to its notification's first bytes on the
// wire. Posts leads at a steady rate, is itself the receiver of the webhook, and prints one line of
// JSON. Each is measured from when it was due to be sent, whether the server was ready for it or
// not.
//
//   baton_told RATE SECONDS ADDRESS_FILE   writes the receiver's address to stdout, then waits for
//   the
//                                            server's in the file
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/text.hpp"
#include "http/client.hpp"
#include "http/server.hpp"

namespace {

namespace http = baton::http;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kMark = "lead-";
constexpr unsigned kClients = 32;

class Receiver final : public http::Handler {
  public:
    explicit Receiver(std::size_t leads) : due_(leads), heard_(leads) {}

    http::BodyPlan plan(http::RequestHead& head) override {
        head.arguments = {std::to_string(Clock::now().time_since_epoch().count())};
        return {};
    }
    void handle(http::Request&& request, http::Reply reply) override {
        const std::size_t mark = request.body.find(kMark);
        if (mark != std::string::npos) {
            const std::size_t from = mark + kMark.size();
            const std::size_t end = request.body.find('@', from);
            const auto number =
                baton::parse_integer(std::string_view(request.body).substr(from, end - from));
            if (number && static_cast<std::size_t>(*number) < heard_.size()) {
                heard_[static_cast<std::size_t>(*number)] =
                    std::atoll(request.arguments[0].c_str());
            }
        }
        reply(http::Response::json(200, "{}"));
    }
    void handle_stream(http::Request&&, http::BodyReader, http::Reply) override {}

    void set_due(std::size_t lead, Clock::time_point at) {
        due_[lead] = at.time_since_epoch().count();
    }
    // Milliseconds, sorted; those that were not heard of are left out.
    [[nodiscard]] std::vector<double> delays(std::size_t from) const {
        std::vector<double> all;
        for (std::size_t i = from; i < due_.size(); ++i) {
            if (heard_[i] != 0) all.push_back(static_cast<double>(heard_[i] - due_[i]) / 1e6);
        }
        std::ranges::sort(all);
        return all;
    }

  private:
    std::vector<std::atomic<std::int64_t>> due_;
    std::vector<std::atomic<std::int64_t>> heard_;
};

baton::Instant now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "baton_told RATE SECONDS ADDRESS_FILE\n");
        return 2;
    }
    const double rate = std::atof(argv[1]);
    const auto leads = static_cast<std::size_t>(rate * std::atof(argv[2]));
    if (rate <= 0 || leads == 0) return 2;
    Receiver receiver(leads);
    const auto server = http::Server::start(
        {.listen = {*http::parse_address("127.0.0.1:0")}, .threads = 1, .limits = {}, .clock = now},
        receiver);
    if (!server) {
        fmt::print(stderr, "baton_told: {}\n", server.error().message);
        return 1;
    }
    fmt::print("{}\n", (*server)->addresses().front().to_string());
    std::fflush(stdout);
    std::string address;
    while (address.empty()) {
        std::ifstream(argv[3]) >> address;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    const auto baton = http::parse_address(address);
    if (!baton) return 2;

    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> refused = 0;
    const auto begun = Clock::now();
    std::vector<std::thread> clients;
    for (unsigned c = 0; c < kClients; ++c) {
        clients.emplace_back([&] {
            http::Client client(*baton);
            for (std::size_t lead; (lead = next++) < leads;) {
                const auto due =
                    begun + std::chrono::duration_cast<Clock::duration>(
                                std::chrono::duration<double>(static_cast<double>(lead) / rate));
                receiver.set_due(lead, due);
                std::this_thread::sleep_until(due);
                http::ClientRequest request;
                request.method = http::Method::Post;
                request.target = "/v1/leads";
                request.headers = {{"Content-Type", "application/json"}};
                request.body = fmt::format(
                    R"({{"email":"{}{}@example-{}.com","first_name":"Dana","company":"Optics {}",)"
                    R"("country":"US","state":"CA","employees":420,"source":"website"}})",
                    kMark, lead, lead, lead);
                const auto answer = client.send(request);
                if (!answer || answer->status != 201) ++refused;
            }
        });
    }
    for (std::thread& client : clients) client.join();
    const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    // The first tenth warms up. What is under way is waited for, ten seconds at most.
    const std::size_t from = leads / 10;
    const auto end = Clock::now() + std::chrono::seconds(10);
    while (receiver.delays(from).size() < leads - from && Clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    const std::vector<double> delays = receiver.delays(from);
    (*server)->stop(baton::Duration::seconds(1));
    if (delays.empty()) {
        fmt::print(stderr, "baton_told: no notification came\n");
        return 1;
    }
    const auto at = [&](double part) {
        return delays[std::min(delays.size() - 1, static_cast<std::size_t>(
                                                      part * static_cast<double>(delays.size())))];
    };
    fmt::print(
        "{{\"leads\":{},\"rate\":{:.1f},\"refused\":{},\"missing\":{},\"p50_ms\":{:.3f},"
        "\"p99_ms\":{:.3f},\"max_ms\":{:.3f}}}\n",
        leads, static_cast<double>(leads) / seconds, refused.load(), leads - from - delays.size(),
        at(0.5), at(0.99), delays.back());
    return refused == 0 && delays.size() == leads - from ? 0 : 1;
}
