#include "world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "audit.hpp"
#include "callers.hpp"
#include "core/desk/snapshot.hpp"
#include "core/team/zones_for_tests.hpp"
#include "node.hpp"

namespace baton::sim {
namespace {

constexpr int kRounds = 3;
constexpr int kAsksARound = 25;
constexpr int kMostNodes = 3;
// Longer than a delivery that failed waits, and than any clock is ahead.
constexpr Duration kRest = Duration::minutes(150);
constexpr std::uint64_t kMostTasks = 5'000'000;  // a world that does not come to rest

Instant start_of(std::uint64_t seed) {
    // Ordinary days, both changes of the clocks, the end of a year and of a short month.
    static const std::vector<const char*> kStarts{"2026-06-01T13:00:00Z", "2026-03-08T05:30:00Z",
                                                  "2026-11-01T03:30:00Z", "2026-10-24T22:00:00Z",
                                                  "2026-12-31T20:00:00Z", "2027-02-28T20:00:00Z"};
    return team::testing::at(kStarts[seed % kStarts.size()]);
}

class World {
  public:
    World(std::uint64_t seed, Bug bug, std::size_t lines)
        : schedule_(start_of(seed)),
          chaos_(seed),
          trace_(lines),
          shared_{.schedule = schedule_, .chaos = chaos_, .trace = trace_, .bug = bug},
          receivers_(schedule_, chaos_, trace_, bug),
          dice_(seed * 2 + 1),
          company_(desk::testing::random_company(dice_)),
          callers_(shared_, nodes_, tables_, company_),
          audit_(shared_, callers_, receivers_, tables_, company_.zone) {
        const int nodes = dice_.between(1, kMostNodes);
        for (int i = 1; i <= nodes; ++i) {
            nodes_.push_back(std::make_unique<Node>(shared_, receivers_, tables_, i));
        }
    }

    [[nodiscard]] std::string steps() const { return trace_.text(); }

    void live() {
        chaos_.be_calm(true);
        for (const auto& node : nodes_) node->start();
        callers_.publish_first();
        run(Duration::seconds(2));
        for (int round = 0; round < kRounds; ++round) {
            chaos_.be_calm(false);
            for (int i = 0; i < kAsksARound; ++i) {
                trouble();
                // Now and then many come at once.
                for (int n = dice_.one_in(12) ? dice_.between(2, 20) : 1; n > 0; --n) {
                    callers_.ask();
                }
                run(gap());
            }
            mend();
            run(kRest);
            look();
        }
        run(kRest);  // whatever failed last is sent by now
        audit_.read_log();
        audit_.check_deliveries();
        audit_.check_replays();
    }

    Verdict verdict(std::optional<std::string> found) {
        return {.found = std::move(found),
                .trace = trace_.text(),
                .lived = lived_,
                .events = audit_.seq(),
                .decisions = audit_.decisions(),
                .wishes = callers_.wishes().size(),
                .repeats = receivers_.repeats(),
                .faults = chaos_.counts()};
    }

  private:
    void run(Duration time) {
        schedule_.run_to(schedule_.now() + time);
        lived_ = lived_ + time;
        if (schedule_.ran() > kMostTasks) throw Disagreement("the world does not come to rest");
    }
    // Bursts, busy hours, nights and weekends.
    Duration gap() {
        switch (dice_.below(10)) {
            case 0:
            case 1:
            case 2:
                return Duration{dice_.between(0, 300'000)};
            case 3:
            case 4:
            case 5:
            case 6:
                return Duration::seconds(dice_.between(20, 1800));
            case 7:
            case 8:
                return Duration::minutes(dice_.between(30, 300));
            default:
                return Duration::minutes(dice_.between(300, 2400));
        }
    }

    // What befalls the nodes.
    void trouble() {
        for (const auto& each : nodes_) {
            Node& node = *each;
            // Mostly in the middle of what is asked next.
            const Duration soon = chaos_.between({}, Duration{30'000});
            const Duration down = dice_.one_in(3) ? Duration::minutes(dice_.between(1, 200))
                                                  : Duration::seconds(dice_.between(0, 60));
            if (chaos_.strikes(Fault::Crash)) {
                schedule_.after(soon, [&node] { node.crash(); });
                schedule_.after(soon + down, [&node] { node.start(); });
            } else if (chaos_.strikes(Fault::Restart)) {
                schedule_.after(soon, [&node] { node.stop(); });
                schedule_.after(soon + down, [&node] { node.start(); });
            }
            if (chaos_.strikes(Fault::Pause)) {
                const Instant until = schedule_.now() + Duration::seconds(dice_.between(1, 300));
                schedule_.after(soon, [&node, until] { node.pause(until); });
            }
            if (chaos_.strikes(Fault::ClockJump)) {
                const Duration ahead = Duration::seconds(dice_.between(-3600, 3600));
                schedule_.after(soon, [&node, ahead] { node.set_clock(ahead); });
            }
        }
    }

    void mend() {
        chaos_.be_calm(true);
        trace_.add(schedule_.now(), "everything is mended");
        // Before anything new reminds them, whoever is up has heard of what the others wrote.
        run(Duration::minutes(6));
        stand_as_one();
        // What was still to befall them does, and is mended, too.
        run(Duration::minutes(199));
        for (const auto& node : nodes_) {
            node->set_clock({});
            if (node->is_up()) node->pause(schedule_.now());
            node->start();
        }
        run(Duration::minutes(1));
    }

    void look() {
        stand_as_one();
        audit_.check_rest(schedule_.now());
        audit_.check_promises();
    }
    void stand_as_one() {
        std::vector<std::string> stands(nodes_.size());
        for (int tries = 0; tries < 5; ++tries) {
            ask_how_they_stand(stands);
            run(Duration::seconds(1));
            audit_.read_log();
            bool all_there = true;
            for (std::size_t i = 0; i < nodes_.size(); ++i) {
                all_there = all_there && (!nodes_[i]->is_up() || stands[i] == audit_.bytes());
            }
            if (all_there) return;
        }
        throw Disagreement("a node does not stand where the log stands");
    }
    void ask_how_they_stand(std::vector<std::string>& stands) {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            stands[i].clear();
            if (!nodes_[i]->is_up()) continue;
            dispatch::Request request;
            request.what = dispatch::Ask{[](desk::Desk& desk, const dispatch::Moment&) {
                return dispatch::Rendered{200, desk::encode_snapshot(desk.state())};
            }};
            request.reply = [&bytes = stands[i]](dispatch::Answer answer) {
                auto* accepted = std::get_if<dispatch::Accepted>(&answer);
                if (accepted != nullptr) bytes = std::move(accepted->rendered.body);
            };
            nodes_[i]->submit(std::move(request));
        }
    }

    team::testing::FewZones zones_;
    lead::FewSuffixes suffixes_;
    dispatch::Tables tables_{zones_, suffixes_};
    Schedule schedule_;
    Chaos chaos_;
    Trace trace_;
    Shared shared_;
    Receivers receivers_;
    Dice dice_;
    desk::testing::CompanySpec company_;
    std::vector<std::unique_ptr<Node>> nodes_;
    Callers callers_;
    Audit audit_;
    Duration lived_{};
};

const World* under_way = nullptr;

}  // namespace

std::string steps_under_way() { return under_way == nullptr ? "" : under_way->steps(); }

Verdict live(std::uint64_t seed, Bug bug, std::size_t lines) {
    World world(seed, bug, lines);
    under_way = &world;
    std::optional<std::string> found;
    try {
        world.live();
    } catch (const Disagreement& disagreement) {
        found = disagreement.what();
    }
    under_way = nullptr;
    return world.verdict(std::move(found));
}

}  // namespace baton::sim
