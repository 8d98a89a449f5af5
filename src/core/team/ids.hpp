// The numbers by which a workspace's people, pools and queues are known inside. They are handed out
// in the order in which names first appear in the published documents and never change or are
// given again: a person dropped and taken back on is the same person.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace baton::team {

using PersonId = Id<struct PersonTag>;
using PoolId = Id<struct PoolTag>;
using QueueId = Id<struct QueueTag>;

// Names of one kind, numbered in order of arrival.
template <class IdType>
class NameList {
  public:
    IdType intern(std::string_view name) {
        if (const auto known = find(name)) return *known;
        const IdType id{static_cast<std::uint32_t>(names_.size())};
        names_.emplace_back(name);
        by_name_.emplace(names_.back(), id);
        return id;
    }
    [[nodiscard]] std::optional<IdType> find(std::string_view name) const {
        const auto it = by_name_.find(name);
        if (it == by_name_.end()) return std::nullopt;
        return it->second;
    }
    [[nodiscard]] const std::string& name(IdType id) const { return names_[id.index()]; }
    [[nodiscard]] std::size_t size() const { return names_.size(); }
    [[nodiscard]] const std::vector<std::string>& all() const { return names_; }

  private:
    std::vector<std::string> names_;
    std::map<std::string, IdType, std::less<>> by_name_;
};

struct Names {
    NameList<PersonId> people;
    NameList<PoolId> pools;
    NameList<QueueId> queues;
};

}  // namespace baton::team
