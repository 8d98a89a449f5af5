#include "insight/fact.hpp"

#include <algorithm>

#include "base/byte_codec.hpp"

namespace baton::insight {
namespace {

// Moments of one lead lie close together, so each is told from the one before.
class Moments {
  public:
    explicit Moments(Instant from) : last_(from.micros) {}
    void write(ByteWriter& out, Instant at) {
        out.integer(at.micros - last_);
        last_ = at.micros;
    }
    Instant read(ByteReader& in) {
        last_ += in.integer();
        return {last_};
    }

  private:
    std::int64_t last_;
};

// Which of the optional parts are there.
enum Bit : unsigned {
    kPool = 1,
    kLadder = 2,
    kStepped = 4,
    kRespondBy = 8,
    kAcknowledged = 16,
    kContacted = 32,
    kEnded = 64,
    kGaveBack = 128,
    kDraw = 256,
};

void write(ByteWriter& out, Moments& moments, const Holding& holding) {
    unsigned bits = 0;
    const auto has = [&](Bit bit, bool is_there) { bits |= is_there ? bit : 0U; };
    has(kPool, holding.pool.has_value());
    has(kLadder, holding.has_ladder);
    has(kStepped, holding.stepped);
    has(kRespondBy, holding.respond_by.has_value());
    has(kAcknowledged, holding.acknowledged.has_value());
    has(kContacted, holding.contacted.has_value());
    has(kEnded, holding.ended.has_value());
    has(kGaveBack, holding.gave_back);
    has(kDraw, holding.draw != kNoDraw);
    out.natural(bits);
    moments.write(out, holding.at);
    out.natural(holding.person.value);
    out.natural(static_cast<std::uint64_t>(holding.method));
    out.natural(static_cast<std::uint64_t>(holding.end));
    if (holding.pool) out.natural(holding.pool->value);
    if (holding.respond_by) out.integer(holding.respond_by->micros);
    if (holding.acknowledged) moments.write(out, *holding.acknowledged);
    if (holding.contacted) moments.write(out, *holding.contacted);
    if (holding.ended) moments.write(out, *holding.ended);
    if (bits & kDraw) {
        out.fixed({reinterpret_cast<const char*>(holding.draw.data()), holding.draw.size()});
    }
}

void read(ByteReader& in, Moments& moments, Holding& holding) {
    const std::uint64_t bits = in.natural();
    holding.at = moments.read(in);
    holding.person.value = static_cast<std::uint32_t>(in.natural());
    holding.method = static_cast<Method>(in.natural());
    holding.end = static_cast<End>(in.natural());
    holding.has_ladder = (bits & kLadder) != 0;
    holding.stepped = (bits & kStepped) != 0;
    holding.gave_back = (bits & kGaveBack) != 0;
    if (bits & kPool) holding.pool = PoolId{static_cast<std::uint32_t>(in.natural())};
    if (bits & kRespondBy) holding.respond_by = Instant{in.integer()};
    if (bits & kAcknowledged) holding.acknowledged = moments.read(in);
    if (bits & kContacted) holding.contacted = moments.read(in);
    if (bits & kEnded) holding.ended = moments.read(in);
    if (bits & kDraw) {
        const std::string_view key = in.fixed(holding.draw.size());
        std::ranges::copy(key, holding.draw.begin());
    }
}

}  // namespace

std::string_view to_word(Method method) {
    switch (method) {
        case Method::RoundRobin:
            return "round_robin";
        case Method::Highest:
            return "highest";
        case Method::Lowest:
            return "lowest";
        case Method::Person:
            return "person";
        case Method::Owner:
            return "owner";
        case Method::Hand:
            return "hand";
        case Method::Claim:
            return "claim";
        case Method::Silence:
            return "silence";
    }
    return "";
}

std::optional<Instant> LeadFact::first_contact() const {
    for (const Holding& holding : holdings) {
        if (holding.contacted) return holding.contacted;
    }
    return std::nullopt;
}

std::string encode(const LeadFact& fact) {
    ByteWriter out;
    Moments moments(fact.at);
    out.text(fact.source);
    out.text(fact.rule);
    out.text(fact.tier);
    out.text(fact.territory);
    out.natural(static_cast<std::uint64_t>(fact.state));
    moments.write(out, fact.since);
    out.natural(fact.queue ? std::uint64_t{fact.queue->value} + 1 : 0);
    out.natural(fact.held_by ? std::uint64_t{fact.held_by->value} + 1 : 0);
    const bool has_amount = fact.amount != 0;
    out.flag(has_amount);
    if (has_amount) {
        out.fixed({reinterpret_cast<const char*>(&fact.amount), sizeof fact.amount});
    }
    out.natural(fact.holdings.size());
    for (const Holding& holding : fact.holdings) write(out, moments, holding);
    return out.take();
}

bool decode(std::string_view bytes, LeadFact& fact) {
    ByteReader in(bytes);
    Moments moments(fact.at);
    fact.source = in.text();
    fact.rule = in.text();
    fact.tier = in.text();
    fact.territory = in.text();
    fact.state = static_cast<desk::LeadState>(in.natural());
    fact.since = moments.read(in);
    const auto numbered = [&]<class Id>(std::optional<Id>& id) {
        const std::uint64_t number = in.natural();
        id.reset();
        if (number != 0) id = Id{static_cast<std::uint32_t>(number - 1)};
    };
    numbered(fact.queue);
    numbered(fact.held_by);
    fact.amount = 0;
    if (in.flag()) {
        const std::string_view amount = in.fixed(sizeof fact.amount);
        std::ranges::copy(amount, reinterpret_cast<char*>(&fact.amount));
    }
    fact.holdings.assign(in.count(), {});
    for (Holding& holding : fact.holdings) read(in, moments, holding);
    return !in.is_broken() && in.at_end();
}

}  // namespace baton::insight
