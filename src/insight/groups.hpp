// Groups: the rows of a report while it is counted, found by what tells them apart.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "insight/limits.hpp"
#include "insight/period.hpp"
#include "insight/question.hpp"
#include "insight/table.hpp"

namespace baton::insight {

// The hours, days … of a period, in order. Errors: TooMany.
struct Bucket {
    Instant from;
    std::string name;
};
[[nodiscard]] Result<std::vector<Bucket>> buckets_of(const Question& question);
// How long it took until first contact, in classes: "1m", "5m" … "later", "never".
inline constexpr std::size_t kDelays = 10;
[[nodiscard]] std::string_view delay_word(std::size_t delay);
[[nodiscard]] std::size_t delay_of(const LeadFact& fact);
// The key of a lead, an assignment (null: none) under `by`; empty where there is none.
[[nodiscard]] std::string_view key_of(By by, const workspace::Policy& policy, const LeadFact& fact,
                                      const Holding* holding);

// `Row` counts one group: default-made, weight() says how large it is.
template <class Row>
class Groups {
  public:
    // Errors: TooMany. `question` is borrowed.
    [[nodiscard]] static Result<Groups> of(const Question& question) {
        Groups groups(question);
        if (question.by >= By::Hour && question.by <= By::Month) {
            auto buckets = buckets_of(question);
            if (!buckets) return std::unexpected(buckets.error());
            for (Bucket& bucket : *buckets) {
                groups.starts_.push_back(bucket.from);
                groups.find(bucket.name);
            }
        } else if (question.by == By::Delay) {
            for (std::size_t i = 0; i < kDelays; ++i) groups.find(delay_word(i));
        }
        groups.is_ordered_ = !groups.rows_.empty();
        return groups;
    }

    // The row of what happened at `at`, a moment of the period.
    Row& at(const LeadFact& fact, const Holding* holding, Instant at) {
        if (!starts_.empty()) {
            const auto after = std::ranges::upper_bound(starts_, at);
            const auto place = std::max<std::ptrdiff_t>(after - starts_.begin() - 1, 0);
            return rows_[static_cast<std::size_t>(place)]->row;
        }
        return find(key_of(question_->by, *question_->policy, fact, holding));
    }
    // The row of that name, a new one where there is none.
    Row& find(std::string_view key) {
        if (const auto known = by_key_.find(key); known != by_key_.end()) return *known->second;
        Named& named = *rows_.emplace_back(std::make_unique<Named>());
        named.key = key;
        by_key_.emplace(named.key, &named.row);
        return named.row;
    }

    // Fills the table: time in its order, all else the largest first, then by name.
    // `write(row)` gives the cells behind the key.
    template <class Write>
    void write(Table& table, Write&& write) {
        if (!is_ordered_) {
            std::ranges::sort(rows_, [](const auto& a, const auto& b) {
                const auto left = a->row.weight();
                const auto right = b->row.weight();
                return left != right ? left > right : a->key < b->key;
            });
        }
        for (const auto& named : rows_) {
            if (table.rows.size() == kMostRows) {
                ++table.more;
                continue;
            }
            std::vector<Cell> cells{cell(named->key)};
            for (Cell& value : write(named->row)) cells.push_back(std::move(value));
            table.rows.push_back(std::move(cells));
        }
    }

  private:
    struct Named {
        std::string key;
        Row row;
    };
    explicit Groups(const Question& question) : question_(&question) {}

    const Question* question_;
    std::vector<Instant> starts_;  // of the first rows, where they are times
    std::vector<std::unique_ptr<Named>> rows_;
    std::unordered_map<std::string_view, Row*> by_key_;
    bool is_ordered_ = false;
};

}  // namespace baton::insight
