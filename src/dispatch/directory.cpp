#include "dispatch/directory.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/check.hpp"
#include "store/error.hpp"

namespace baton::dispatch {
namespace {

// So many are opened in one step, so that those that are open are not kept waiting.
constexpr std::size_t kOpenAtOnce = 16;
constexpr std::size_t kCloseAtOnce = 64;
constexpr std::size_t kCloseThreads = 16;
constexpr Duration kSweepEvery = Duration::seconds(5);
// A workspace that cannot be opened is left alone for so long.
constexpr Duration kCannotOpen = Duration::seconds(30);

// Each waits for its snapshot to be written: several at once share a commit.
void close_all(const std::vector<Held>& all) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < all.size(); i = next++) all[i]->writer->close();
    };
    std::vector<std::thread> helpers;
    for (std::size_t i = 1; i < std::min(all.size(), kCloseThreads); ++i)
        helpers.emplace_back(work);
    work();
    for (std::thread& helper : helpers) helper.join();
}

}  // namespace

Directory::Directory(Options options)
    : options_(std::move(options)), offsets_(options_.tables.zones) {}

Result<std::unique_ptr<Directory>> Directory::open(Options options) {
    std::unique_ptr<Directory> directory(new Directory(std::move(options)));
    Directory& self = *directory;
    self.start_alarm();
    auto opened = self.make_workspace(self.options_.default_workspace);
    if (!opened) return std::unexpected(opened.error());
    self.default_room_ = std::move(*opened);
    self.options_.store.follow([&self](std::string_view workspace) { self.hear(workspace); });
    return directory;
}

Directory::~Directory() { close(); }

// ---- who is open
// ---------------------------------------------------------------------------------

Held Directory::find(std::string_view workspace) {
    const std::lock_guard lock(rooms_mutex_);
    const auto it = rooms_.find(workspace);
    if (it == rooms_.end()) return nullptr;
    it->second->used_at = options_.clock.now().micros;
    return it->second;
}

std::vector<Held> Directory::rooms() const {
    std::vector<Held> all;
    const std::lock_guard lock(rooms_mutex_);
    all.reserve(rooms_.size());
    for (const auto& [name, room] : rooms_) all.push_back(room);
    return all;
}

Result<Held> Directory::open_workspace(std::string_view workspace) {
    return open_or_make(workspace, false);
}

Result<Held> Directory::make_workspace(std::string_view workspace) {
    return open_or_make(workspace, true);
}

Result<Held> Directory::open_or_make(std::string_view workspace, bool makes) {
    if (Held room = find(workspace)) return room;
    if (!makes) {
        const auto head = options_.store.head(workspace);
        if (!head) return std::unexpected(head.error());
        if (head->seq == 0) return Held();
    }
    const std::string name(workspace);
    {
        // One opens it; who comes meanwhile waits for that.
        std::unique_lock lock(rooms_mutex_);
        opened_.wait(lock, [&] { return !opening_.contains(name); });
        if (const auto it = rooms_.find(name); it != rooms_.end()) return it->second;
        if (is_closed_) return fail(store::StoreError::Closed, "the server is stopping");
        opening_.insert(name);
    }
    auto opened = make_place();
    Result<Held> room = opened ? warm_room(name) : std::unexpected(opened.error());
    {
        const std::lock_guard lock(rooms_mutex_);
        opening_.erase(name);
        if (room) rooms_.emplace(name, *room);
    }
    opened_.notify_all();
    if (room) alarm_->set(name, (*room)->writer->next_deadline());
    return room;
}

// Others open theirs meanwhile and may take the place that was made; and most of those who have a
// workspace in use have it for a moment.
Result<void> Directory::make_place() {
    constexpr int kTries = 50;
    constexpr std::chrono::milliseconds kMoment{2};
    for (int tries = 0; tries < kTries; ++tries) {
        {
            const std::lock_guard lock(rooms_mutex_);
            if (rooms_.size() < options_.most_open) return {};
        }
        if (close_idle(Instant::never(), 1) > 0) continue;
        std::unique_lock lock(rooms_mutex_);
        opened_.wait_for(lock, kMoment);
    }
    return fail(store::StoreError::Busy,
                "more workspaces are in use than this server holds open; try again shortly");
}

Result<Held> Directory::warm_room(const std::string& workspace) {
    auto room = std::make_shared<Room>();
    room->name = workspace;
    room->used_at = options_.clock.now().micros;
    room->policies = std::make_shared<PolicyShelf>(workspace, options_.store, options_.tables);
    auto warmed = warm(workspace, options_.store, setting(*room));
    if (!warmed) return std::unexpected(warmed.error());
    room->writer = std::make_unique<Writer>(
        Writer::Options{
            .workspace = workspace,
            .store = options_.store,
            .clock = options_.clock,
            .policies = *room->policies,
            .limits = options_.limits,
            .on_commit = [this](const Committed& done) { follow(done); },
            .while_answering = options_.while_answering,
            .on_deadline = [this, workspace](Instant at) { alarm_->set(workspace, at); }},
        std::move(*warmed));
    return room;
}

std::size_t Directory::close_idle(Instant before, std::size_t most) {
    std::vector<Held> closing;
    {
        const std::lock_guard lock(rooms_mutex_);
        for (const auto& [name, room] : rooms_) {
            // Nobody else holds it, and nobody can come to while the rooms are guarded.
            const bool is_idle = room.use_count() == 1 && Instant{room->used_at} < before;
            if (is_idle && room->writer->stats().queued == 0) closing.push_back(room);
        }
        std::ranges::sort(closing, {}, [](const Held& room) { return room->used_at.load(); });
        if (closing.size() > most) closing.resize(most);
        for (const Held& room : closing) rooms_.erase(room->name);
    }
    for (Held& room : closing) {
        const std::string name = room->name;
        room.reset();  // writes a snapshot
        // Its next deadline is the store's to know from now on.
        if (!find(name)) alarm_->set(name, Instant::never());
    }
    return closing.size();
}

desk::Setting Directory::setting(const Room& room) const {
    return {&offsets_, options_.tables.version(),
            [shelf = room.policies](std::uint64_t version, const team::Names& known) {
                return shelf->get(version, known);
            }};
}

// ---- what falls due
// ------------------------------------------------------------------------------

void Directory::start_alarm() {
    Alarm::Fire fires = [this](const std::string& workspace, std::function<void(bool)> done) {
        fire(workspace, std::move(done));
    };
    if (options_.wake) {
        alarm_ = std::make_unique<Alarm>(options_.clock, std::move(fires), options_.wake);
        return;
    }
    alarm_ = std::make_unique<Alarm>(options_.clock, std::move(fires), [this] { ticker_->wake(); });
    ticker_ = std::make_unique<Ticker>(options_.clock, [this] { return step(); });
    ticker_->start();
}

void Directory::fire(const std::string& workspace, std::function<void(bool)> done) {
    const Held room = find(workspace);
    if (!room) {  // closed meanwhile: what is due is found in the store
        alarm_->set(workspace, Instant::never());
        return done(true);
    }
    Request tick;
    tick.what = Tick{};
    tick.reply = [done = std::move(done)](const Answer& answer) {
        done(!std::holds_alternative<Unavailable>(answer));
    };
    room->writer->submit(std::move(tick));
}

Instant Directory::step() {
    Instant next = alarm_->step();
    const Instant now = options_.clock.now();
    if (options_.looks_every > Duration{}) {
        // A clock that was set back has nobody wait for what it said before.
        if (looks_at_ <= now || looks_at_ > now + options_.looks_every) {
            looks_at_ = look_at_store(now);
        }
        next = std::min(next, looks_at_);
        if (sweeps_at_ <= now || sweeps_at_ > now + kSweepEvery) {
            const std::size_t closed = close_idle(now - options_.idle_after, kCloseAtOnce);
            sweeps_at_ = closed == kCloseAtOnce ? now : now + kSweepEvery;
        }
        next = std::min(next, sweeps_at_);
    }
    return next;
}

Instant Directory::look_at_store(Instant now) {
    const Instant later = now + options_.looks_every;
    const auto next = options_.store.next_deadline();
    if (!next || !*next) return later;
    if (**next > now) return std::min(**next, later);
    // Those that are open are known to the alarm: behind them there is room for some that are not.
    const std::size_t open = rooms().size();
    const auto due = options_.store.due(now, open + cannot_open_.size() + kOpenAtOnce);
    if (!due) return later;
    return open_due(*due, now) ? now : later;
}

// True when there may be more.
bool Directory::open_due(const std::vector<store::DueWorkspace>& due, Instant now) {
    std::erase_if(cannot_open_, [&](const auto& each) { return each.second <= now; });
    std::size_t opened = 0;
    for (const store::DueWorkspace& each : due) {
        if (cannot_open_.contains(each.workspace)) continue;
        if (const Held room = find(each.workspace)) {
            alarm_->set(each.workspace, room->writer->next_deadline());
            continue;
        }
        if (opened == kOpenAtOnce) return true;
        const auto room = open_workspace(each.workspace);
        if (room) {
            ++opened;
            continue;
        }
        cannot_open_[each.workspace] = now + kCannotOpen;
        // It has been waited for a place: those that are open are not to wait for each of many.
        if (store::is(room.error(), store::StoreError::Busy)) return false;
    }
    return opened > 0;
}

// ---- who follows
// ---------------------------------------------------------------------------------

std::uint64_t Directory::subscribe(Follower follower) {
    const std::unique_lock lock(followers_mutex_);
    followers_.emplace(next_follower_, std::move(follower));
    return next_follower_++;
}

void Directory::unsubscribe(std::uint64_t id) {
    const std::unique_lock lock(followers_mutex_);
    followers_.erase(id);
}

void Directory::follow(const Committed& committed) {
    const std::shared_lock lock(followers_mutex_);
    for (const auto& [id, follower] : followers_) follower(committed);
}

// One that is not open here reads on when it is opened.
void Directory::hear(std::string_view workspace) {
    for (const Held& room : rooms()) {
        if (workspace.empty() || room->name == workspace) room->writer->hear();
    }
}

void Directory::close() {
    options_.store.follow({});
    {
        std::unique_lock lock(rooms_mutex_);
        is_closed_ = true;
        opened_.wait(lock, [&] { return opening_.empty(); });
    }
    close_all(rooms());
    ticker_.reset();  // the alarm wakes it until the last of them has written
}

}  // namespace baton::dispatch
