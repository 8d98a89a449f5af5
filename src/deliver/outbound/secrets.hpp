// Secrets: `${NAME}` in a connection's text, read from the environment at the moment of a call, and
// kept out of everything that people see afterwards. Values; no thread of their own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver {

// Looks up one variable. Has to be safe to call from the thread that sends.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// What must not be shown, and how it is taken out of a text.
class Secrets {
  public:
    // Values under 4 bytes are left alone: taking out "a" would leave nothing to read.
    void add(std::string value);
    // `text` with every secret replaced by "***", the longest first.
    [[nodiscard]] std::string scrub(std::string_view text) const;

  private:
    std::vector<std::string> values_;  // longest first
};

// Puts in the values of all `${NAME}` (NAME: letters, digits, `_`), and remembers them in
// `secrets`. SecretMissing names the variable, BadSecretName the text's fault; neither shows a
// value. An empty variable counts as missing. `where` says whose text it is: "channel sales-slack:
// webhook".
[[nodiscard]] Result<std::string> expand(std::string_view text, std::string_view where,
                                         const Environment& environment, Secrets& secrets);

}  // namespace baton::deliver
