#include "api/editors.hpp"

#include <algorithm>
#include <utility>

namespace baton::api {

std::optional<std::vector<Editor>> Editors::note(const std::string& workspace, Editor page,
                                                 Instant now) {
    const std::lock_guard lock(mutex_);
    Room& room = rooms_[workspace];
    std::vector<Seat>& seats = room.seats;
    std::erase_if(seats, [&](const Seat& one) { return one.heard + kLasts <= now; });
    while (!room.gone.empty() && room.gone.front().at + kLasts <= now) room.gone.pop_front();
    if (std::ranges::find(room.gone, page.page, &Gone::page) != room.gone.end())
        return std::vector<Editor>();
    const auto own =
        std::ranges::find(seats, page.page, [](const Seat& one) { return one.editor.page; });
    if (own == seats.end() && seats.size() >= kMost) return std::nullopt;
    // Somebody else behind the same page, or a first change, begins anew.
    const bool goes_on = own != seats.end() && own->editor.actor == page.actor &&
                         own->editor.changes == page.changes;
    page.since = goes_on ? own->editor.since : now;
    std::vector<Editor> others;
    for (const Seat& one : seats) {
        if (one.editor.browser != page.browser) others.push_back(one.editor);
    }
    std::ranges::stable_sort(others, {}, &Editor::since);
    if (own == seats.end()) {
        seats.push_back({std::move(page), now});
    } else {
        *own = {std::move(page), now};
    }
    return others;
}

void Editors::leave(const std::string& workspace, const Uuid& page, Instant now) {
    const std::lock_guard lock(mutex_);
    Room& room = rooms_[workspace];
    std::erase_if(room.seats, [&](const Seat& one) { return one.editor.page == page; });
    if (room.gone.size() >= kMost) room.gone.pop_front();
    room.gone.push_back({page, now});
}

}  // namespace baton::api
