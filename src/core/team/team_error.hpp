// What can go wrong when the words of a team's description are read.
#pragma once

namespace baton::team {

enum class TeamError : int {
    BadHours = 1,  // the text of a schedule's hours cannot be read
};

}  // namespace baton::team
