#include "scenario/past_story.hpp"

#include <algorithm>

namespace baton::scenario {

std::optional<Duration> PastStory::Story::after(Instant at) const {
    if (!since) return std::nullopt;
    return at - *since;
}

void PastStory::assigned(const Uuid& lead, Instant at) { stories_[lead].since = at; }

void PastStory::acknowledged(const Uuid& lead, Instant at) {
    Story& story = stories_[lead];
    story.course.acknowledged = story.after(at);
}

void PastStory::contacted(const Uuid& lead, Instant at) {
    Story& story = stories_[lead];
    story.course.contacted = story.after(at);
}

void PastStory::closed(const Uuid& lead, Instant at, Closed how) {
    Story& story = stories_[lead];
    story.course.closed = story.after(at);
    story.course.as = how.as;
    story.course.amount = how.amount;
    story.course.reason = std::move(how.reason);
}

// An absence lasts till its end, till `back`, or till another takes its place; a pause is one
// without an end.
void PastStory::changed(Change change, Instant at) {
    using enum event::AvailabilityChange;
    const bool pauses = change.kind == Paused || change.kind == Resumed;
    const auto key = std::pair(pauses, change.person);
    if (const auto open = open_.find(key); open != open_.end()) {
        open->second.until = std::min(open->second.until, std::max(at, open->second.from));
        absences_.push_back(open->second);
        open_.erase(open);
    }
    if (change.kind != Out && change.kind != Paused) return;
    const bool is_out = change.kind == Out;
    open_[key] = {std::move(change.person), is_out ? change.from : at,
                  is_out ? change.until : Instant::never()};
}

Course PastStory::course_of(const Uuid& lead) const {
    const auto it = stories_.find(lead);
    return it == stories_.end() ? Course{} : it->second.course;
}

std::vector<PastAbsence> PastStory::absences() {
    for (auto& [key, open] : open_) absences_.push_back(std::move(open));
    open_.clear();
    return std::move(absences_);
}

}  // namespace baton::scenario
