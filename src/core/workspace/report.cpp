#include "core/workspace/report.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.hpp"

namespace baton::workspace {
namespace {

constexpr std::size_t kFewNames = 12;

}  // namespace

void Report::error(const Place& place, std::string message, std::string hint) {
    add({Severity::Error, place, std::move(message), std::move(hint)});
}

void Report::warn(const Place& place, std::string message, std::string hint) {
    add({Severity::Warning, place, std::move(message), std::move(hint)});
}

void Report::add(Finding finding) {
    has_errors_ = has_errors_ || finding.severity == Severity::Error;
    if (findings_.size() < kMaxFindings) findings_.push_back(std::move(finding));
}

std::vector<Finding> Report::take(std::string_view main_file) {
    std::ranges::stable_sort(findings_, {}, [main_file](const Finding& finding) {
        return std::tuple(finding.place.file != main_file, std::string_view(finding.place.file),
                          finding.place.line, finding.place.column);
    });
    return std::exchange(findings_, {});
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
    const auto nearest = nearest_name(name, known);
    return nearest ? "did you mean \"" + std::string(*nearest) + "\"?" : std::string();
}

std::string nearest_or_all(std::string_view name, std::span<const std::string_view> known) {
    std::string hint = did_you_mean(name, known);
    if (!hint.empty() || known.empty() || known.size() > kFewNames) return hint;
    return (known.size() == 1 ? "there is " : "there are ") + enumerate(known);
}

std::string enumerate(std::span<const std::string_view> names, std::string_view last_word) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0 && i + 1 == names.size()) {
            text.append(" ").append(last_word).append(" ");
        } else if (i > 0) {
            text += ", ";
        }
        text += names[i];
    }
    return text;
}

}  // namespace baton::workspace
