#include "node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace baton::sim {
namespace {

constexpr Duration kStepTakes{20};  // microseconds: time goes on
// So often the courier looks after the store by itself. While it finds nothing, the simulation lets
// it look less and less often: years of idle nights need not be simulated in seconds' steps.
constexpr Duration kPollEvery = Duration::seconds(5);
constexpr Duration kMostIdle = Duration::minutes(20);

}  // namespace

Node::Node(Shared& shared, Receivers& receivers, dispatch::Tables tables, int number)
    : shared_(shared),
      receivers_(receivers),
      tables_(tables),
      name_(fmt::format("node-{}", number)),
      clock_(shared.schedule),
      dice_(shared.chaos.dice().below(1U << 30U)) {}

Node::~Node() { crash(); }

void Node::later(Duration delay, Task task) {
    shared_.schedule.after(delay, [this, life = life_, task = std::move(task)]() mutable {
        run_when_awake(life, std::move(task));
    });
}

void Node::run_when_awake(std::uint64_t life, Task task) {
    if (life != life_) return;
    if (shared_.schedule.now() < sleeps_until_) {
        shared_.schedule.at(sleeps_until_, [this, life, task = std::move(task)]() mutable {
            run_when_awake(life, std::move(task));
        });
        return;
    }
    task();
}

// ---- its life
// ------------------------------------------------------------------------------------

void Node::start() {
    if (is_up()) return;
    ++life_;
    sleeps_until_ = {};
    const auto to_node = [this](Duration delay, Task task) { later(delay, std::move(task)); };
    door_ = std::make_shared<Door>(shared_, name_, to_node, shared_.bug);
    door_->set_prompt(true);
    auto opened = dispatch::Directory::open({.store = *door_,
                                             .clock = clock_,
                                             .tables = tables_,
                                             .default_workspace = kWorkspace,
                                             .limits = {.snapshot_every = 20 + dice_.below(60)},
                                             .wake = [this] { wake_alarm(); },
                                             .looks_every = {}});
    if (!opened) {
        shared_.trace.add(shared_.schedule.now(), "{} cannot start: {}", name_,
                          opened.error().message);
        door_->shut();
        later(Duration::seconds(2), [this] { start(); });
        return;
    }
    directory_ = std::move(*opened);
    door_->set_prompt(false);
    shared_.trace.add(shared_.schedule.now(), "{} starts at event {}", name_,
                      directory_->default_workspace().stats().seq);
    is_restarted_ = life_ > 1;
    polls_at_ = {};
    start_courier();
    wake_alarm();
}

void Node::start_courier() {
    policies_ = std::make_unique<deliver::DirectoryPolicies>(*directory_);
    interpreter_ = std::make_unique<deliver::LogInterpreter>(*policies_, *door_, "");
    const auto to_node = [this](Duration delay, Task task) { later(delay, std::move(task)); };
    wire_ = std::make_unique<Wire>(receivers_, to_node);
    deliver::CourierConfig config;
    config.owner = fmt::format("{}.{}", name_, life_);
    config.clock = [this] { return clock_.now(); };
    config.dice = [this] { return static_cast<std::uint64_t>(dice_.below(1ULL << 62U)); };
    config.environment = [](std::string_view) { return std::nullopt; };
    config.on_problem = [this](const deliver::Problem& problem) {
        shared_.trace.add(shared_.schedule.now(), "{}: {}", name_, problem.message);
    };
    courier_ = std::make_unique<deliver::Courier>(std::move(config), *door_, *wire_, *interpreter_,
                                                  [this] { wake_courier(); });
    heard_ = directory_->default_workspace().stats().seq;
    (void)directory_->subscribe(
        [this](const dispatch::Committed& committed) { follow(committed); });
    courier_->notify(kWorkspace);
}

// Followers hear of every event, once and in order, whoever wrote it.
void Node::follow(const dispatch::Committed& committed) {
    for (const event::Event& event : committed.events) {
        if (event.seq != ++heard_ && !shared_.offence) {
            shared_.offence = fmt::format("{} told its followers of event {} where {} was next",
                                          name_, event.seq, heard_);
        }
    }
    idle_ = kPollEvery;
    courier_->notify(committed.workspace);
}

void Node::crash() {
    if (!is_up()) return;
    shared_.trace.add(shared_.schedule.now(), "{} crashes", name_);
    ++life_;  // whatever is on its way to it arrives nowhere
    door_->shut();
    end();
}

void Node::stop() {
    if (!is_up()) return;
    shared_.trace.add(shared_.schedule.now(), "{} is stopped", name_);
    courier_->stop_leasing();
    (void)courier_->step();
    door_->hurry();
    (void)courier_->step();
    end();
    door_->shut();
    ++life_;
}

void Node::end() {
    courier_.reset();
    directory_.reset();
    interpreter_.reset();
    policies_.reset();
    wire_.reset();
}

void Node::pause(Instant until) {
    if (!is_up()) return;
    shared_.trace.add(shared_.schedule.now(), "{} stands still until {}", name_,
                      format_time(until));
    sleeps_until_ = until;
}

void Node::set_clock(Duration ahead) {
    if (ahead == clock_.ahead) return;
    shared_.trace.add(shared_.schedule.now(), "the clock of {} is set {} s ahead", name_,
                      ahead.micros / 1'000'000);
    clock_.ahead = ahead;
    if (!is_up()) return;
    wake_alarm();
    wake_courier();
}

void Node::submit(dispatch::Request request) {
    request.reply = [this, life = life_,
                     reply = std::move(request.reply)](dispatch::Answer answer) mutable {
        if (life == life_) reply(std::move(answer));
    };
    auto held = std::make_shared<dispatch::Request>(std::move(request));
    later(kStepTakes, [this, held] {
        is_restarted_ = false;
        directory_->default_workspace().submit(std::move(*held));
    });
}

std::uint64_t Node::version() const {
    return is_up() ? directory_->default_workspace().live()->version : 0;
}

// ---- what its threads would do
// -------------------------------------------------------------------

void Node::wake_alarm() {
    later(kStepTakes, [this, turn = ++alarm_turn_] { step_alarm(turn); });
}

void Node::step_alarm(std::uint64_t turn) {
    if (turn != alarm_turn_ || !is_up()) return;
    if (is_restarted_ && shared_.bug == Bug::DroppedDeadline) return;
    const Instant next = directory_->step();
    if (turn != alarm_turn_ || next == Instant::never()) return;  // woken meanwhile, or nothing
    const Duration delay = std::max(kStepTakes, next - clock_.now());
    later(delay, [this, turn] { step_alarm(turn); });
}

void Node::wake_courier() {
    later(kStepTakes, [this, turn = ++courier_turn_] { step_courier(turn); });
}

void Node::step_courier(std::uint64_t turn) {
    if (turn != courier_turn_ || !is_up()) return;
    const Instant now = clock_.now();
    if (polls_at_ <= now) polls_at_ = now + kPollEvery;
    const deliver::Counters before = courier_->counters();
    const Instant next = courier_->step();
    const deliver::Counters after = courier_->counters();
    if (after.planned != before.planned || after.sent != before.sent ||
        after.failed != before.failed) {
        idle_ = kPollEvery;
    }
    if (turn != courier_turn_) return;
    Duration delay = std::max(kStepTakes, std::min(next, now + kMostIdle) - now);
    if (next == polls_at_) {  // nothing else is to be done
        const Instant due = shared_.disk.next_delivery().value_or(Instant::never());
        const Instant until = due > now ? std::min(now + idle_, due) : now + idle_;
        delay = std::max(delay, until - now);
        idle_ = std::min(idle_ + idle_, kMostIdle);
    }
    later(delay, [this, turn] { step_courier(turn); });
}

}  // namespace baton::sim
