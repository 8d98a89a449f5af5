#include "insight/reports.hpp"

#include <array>

namespace baton::insight {
namespace {

constexpr std::array kVolumeBy{By::Day,    By::Hour, By::Week, By::Month,
                               By::Source, By::Rule, By::Pool, By::Person};
constexpr std::array kResponseBy{By::Person, By::Pool, By::Rule,  By::Source, By::Method,
                                 By::Day,    By::Week, By::Month, By::Hour};
constexpr std::array kConversionBy{By::Rule, By::Method,    By::Person, By::Source, By::Pool,
                                   By::Tier, By::Territory, By::Delay,  By::Week,   By::Month};
constexpr std::array kQueuesBy{By::State, By::Queue, By::Pool, By::Person};

constexpr std::array kReports{
    Report{"volume", volume, kVolumeBy},           Report{"hours", hours, {}},
    Report{"response", response, kResponseBy},     Report{"conversion", conversion, kConversionBy},
    Report{"fairness", fairness, {}, true, false}, Report{"capacity", capacity, {}},
    Report{"queues", queues, kQueuesBy, false},
};

}  // namespace

std::span<const Report> reports() { return kReports; }

}  // namespace baton::insight
