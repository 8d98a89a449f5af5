// Scribe: looks on while a desk decides and keeps the explanation of what it decided last.
#pragma once

#include <optional>
#include <utility>

#include "core/desk/desk.hpp"
#include "core/explain/explain.hpp"

namespace baton::explain {

class Scribe final : public desk::Witness {
  public:
    explicit Scribe(Wanted wanted = {}) : wanted_(wanted) {}

    void decided(const route::Question& question, const route::How& how,
                 const route::Decision& decision) override {
        last_ = explain(question, how, decision, wanted_);
    }

    // Nothing when nothing was decided since the last call.
    [[nodiscard]] std::optional<Explanation> take() { return std::exchange(last_, std::nullopt); }

  private:
    Wanted wanted_;
    std::optional<Explanation> last_;
};

}  // namespace baton::explain
