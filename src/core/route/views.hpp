// What expressions see: the lead with what was derived of it, an account, a person as they stand.
// Each answers for one decision at one moment and borrows everything.
#pragma once

#include <optional>
#include <span>

#include "base/instant.hpp"
#include "core/expr/arena.hpp"
#include "core/expr/record.hpp"
#include "core/expr/value.hpp"
#include "core/lead/lead.hpp"
#include "core/route/standing.hpp"
#include "core/workspace/policy.hpp"

namespace baton::route {

class AccountView final : public expr::Record {
  public:
    AccountView() = default;
    AccountView(const workspace::Policy& policy, team::AccountId account)
        : policy_(&policy), account_(account) {}

    [[nodiscard]] expr::Value field(std::uint32_t slot, expr::Arena& arena) const override;

  private:
    const workspace::Policy* policy_ = nullptr;
    team::AccountId account_;
};

// The lead's fields by FieldId, then the derived ones, which are set as they become known. A field
// becomes a value when it is first asked for, since rules ask for few of many. One thread.
class LeadView final : public expr::Record {
  public:
    LeadView(const workspace::Policy& policy, const lead::Lead& lead, expr::Arena& arena);
    LeadView(const LeadView&) = delete;
    LeadView& operator=(const LeadView&) = delete;

    [[nodiscard]] expr::Value field(std::uint32_t slot, expr::Arena&) const override {
        if (slot >= values_.size()) return expr::Value::missing();
        expr::Value& value = values_[slot];
        if (value.is(kNotRead)) value = read(slot);
        return value;
    }
    void set(workspace::LeadSlot slot, expr::Value value) {
        values_[derived_ + static_cast<std::size_t>(slot)] = value;
    }
    void set_account(team::AccountId account);

  private:
    static constexpr expr::Kind kNotRead = expr::Kind::Null;  // no field of a lead is null

    [[nodiscard]] expr::Value read(std::uint32_t slot) const;

    const workspace::Policy& policy_;
    const lead::Lead& lead_;
    expr::Arena& arena_;
    std::size_t derived_;
    std::span<expr::Value> values_;  // in the arena
    AccountView account_;
};

class PersonView final : public expr::Record {
  public:
    // `pool` is the one that they are considered in; null outside a pool.
    PersonView(const workspace::Policy& policy, const Standing& standing, const Calendar& calendar,
               const workspace::Pool* pool, team::PersonId person)
        : policy_(policy), standing_(standing), calendar_(calendar), pool_(pool), person_(person) {}

    [[nodiscard]] expr::Value field(std::uint32_t slot, expr::Arena& arena) const override;

  private:
    [[nodiscard]] double win_rate() const;
    [[nodiscard]] expr::Value response() const;
    [[nodiscard]] expr::Value load(const workspace::Person& person) const;

    const workspace::Policy& policy_;
    const Standing& standing_;
    const Calendar& calendar_;
    const workspace::Pool* pool_;
    team::PersonId person_;
};

}  // namespace baton::route
