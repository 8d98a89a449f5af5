#include "dispatch/directory.hpp"

#include <utility>

#include "base/check.hpp"

namespace baton::dispatch {

Directory::Directory(Options options)
    : options_(std::move(options)), offsets_(options_.tables.zones) {}

Result<std::unique_ptr<Directory>> Directory::open(Options options) {
    constexpr std::size_t kAtOnce = 1000;
    std::unique_ptr<Directory> directory(new Directory(std::move(options)));
    std::string after;
    for (;;) {
        const auto names = directory->options_.store.workspaces(after, kAtOnce);
        if (!names) return std::unexpected(names.error());
        if (names->empty()) break;
        for (const std::string& name : *names) {
            if (auto opened = directory->open_workspace(name); !opened) {
                return std::unexpected(opened.error());
            }
        }
        after = names->back();
    }
    if (!directory->rooms_.contains(directory->options_.default_workspace)) {
        auto opened = directory->open_workspace(directory->options_.default_workspace);
        if (!opened) return std::unexpected(opened.error());
    }
    Directory& self = *directory;
    self.start_alarm();
    self.options_.store.follow([&self](std::string_view workspace) { self.hear(workspace); });
    return directory;
}

Directory::~Directory() { close(); }

Result<void> Directory::open_workspace(const std::string& workspace) {
    Room room;
    room.policies = std::make_unique<PolicyShelf>(workspace, options_.store, options_.tables);
    PolicyShelf& shelf = *room.policies;
    auto warmed = warm(workspace, options_.store, setting_of(shelf));
    if (!warmed) return std::unexpected(warmed.error());
    room.writer = std::make_unique<Writer>(
        Writer::Options{
            .workspace = workspace,
            .store = options_.store,
            .clock = options_.clock,
            .policies = shelf,
            .limits = options_.limits,
            .on_commit = [this](const Committed& done) { follow(done); },
            .while_answering = options_.while_answering,
            .on_deadline = [this,
                            workspace](Instant deadline) { set_deadline(workspace, deadline); }},
        std::move(*warmed));
    rooms_.emplace(workspace, std::move(room));
    return {};
}

void Directory::start_alarm() {
    Alarm::Fire fire = [this](const std::string& workspace, std::function<void(bool)> done) {
        Request tick;
        tick.what = Tick{};
        tick.reply = [done = std::move(done)](const Answer& answer) {
            done(!std::holds_alternative<Unavailable>(answer));
        };
        rooms_.find(workspace)->second.writer->submit(std::move(tick));
    };
    if (options_.wake) {
        alarm_ = std::make_unique<Alarm>(options_.clock, std::move(fire), options_.wake);
    } else {
        ticker_ = std::make_unique<Ticker>(options_.clock, std::move(fire));
    }
    for (const auto& [name, room] : rooms_) set_deadline(name, room.writer->next_deadline());
}

void Directory::set_deadline(const std::string& workspace, Instant deadline) {
    if (alarm_) alarm_->set(workspace, deadline);
    if (ticker_) ticker_->set(workspace, deadline);
}

Instant Directory::step() {
    BATON_CHECK(alarm_ != nullptr);
    return alarm_->step();
}

Writer* Directory::find(std::string_view workspace) {
    const auto it = rooms_.find(workspace);
    return it == rooms_.end() ? nullptr : it->second.writer.get();
}

Writer& Directory::default_workspace() { return *find(options_.default_workspace); }

PolicyShelf& Directory::policies(std::string_view workspace) {
    const auto it = rooms_.find(workspace);
    BATON_CHECK(it != rooms_.end());
    return *it->second.policies;
}

desk::Setting Directory::setting(std::string_view workspace) {
    return setting_of(policies(workspace));
}

desk::Setting Directory::setting_of(PolicyShelf& shelf) const {
    return {&offsets_, options_.tables.version(),
            [&shelf](std::uint64_t version, const team::Names& known) {
                return shelf.get(version, known);
            }};
}

std::vector<std::string> Directory::workspaces() const {
    std::vector<std::string> names;
    for (const auto& [name, room] : rooms_) names.push_back(name);
    return names;
}

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

void Directory::hear(std::string_view workspace) {
    for (auto& [name, room] : rooms_) {
        if (workspace.empty() || name == workspace) room.writer->hear();
    }
}

void Directory::close() {
    options_.store.follow({});
    for (auto& [name, room] : rooms_) room.writer->close();
    ticker_.reset();
    alarm_.reset();
}

}  // namespace baton::dispatch
