#include "http/reply.hpp"

#include <gtest/gtest.h>

#include "http/outgoing_stream.hpp"

namespace baton::http {
namespace {

struct Recorder final : ReplyTarget {
    std::vector<int> answers;
    std::shared_ptr<OutgoingStream> stream;

    void answer(Response response) override { answers.push_back(response.status); }
    std::shared_ptr<StreamTarget> start_stream(Response head, StreamKind) override {
        stream = std::make_shared<OutgoingStream>(100, std::move(head.body), [] {});
        return stream;
    }
};

TEST(Reply, AnswersOnce) {
    const auto target = std::make_shared<Recorder>();
    {
        Reply reply(target);
        EXPECT_TRUE(reply.is_pending());
        reply(Response::empty(204));
        EXPECT_FALSE(reply.is_pending());
        EXPECT_DEATH(reply(Response::empty(204)), "broken invariant");
    }
    EXPECT_EQ(target->answers, std::vector{204});
}

TEST(Reply, ADroppedOneIs500AlsoWhereItIsAssignedOver) {
    const auto first = std::make_shared<Recorder>();
    const auto second = std::make_shared<Recorder>();
    {
        Reply reply(first);
        reply = Reply(second);
        EXPECT_EQ(first->answers, std::vector{500});
        const Reply moved = std::move(reply);
        EXPECT_TRUE(second->answers.empty());
    }
    EXPECT_EQ(second->answers, std::vector{500});
}

TEST(OutgoingStream, HoldsNoMoreThanItsLimit) {
    const auto target = std::make_shared<Recorder>();
    Stream stream = Reply(target).start_stream(Response::text(200, "head"), StreamKind::Finite);
    EXPECT_TRUE(stream.write(std::string(95, 'x')));
    EXPECT_TRUE(stream.write("y"));  // 99 waited, which is less than 100
    EXPECT_EQ(stream.buffered(), 100U);
    EXPECT_FALSE(stream.write("z"));
    EXPECT_TRUE(target->stream->take().cut_off);
    EXPECT_FALSE(stream.is_open());
}

TEST(OutgoingStream, CountsWhatIsBeingSent) {
    const auto target = std::make_shared<Recorder>();
    Stream stream = Reply(target).start_stream(Response::empty(200), StreamKind::Finite);
    stream.write(std::string(60, 'x'));
    EXPECT_EQ(target->stream->take().bytes.size(), 60U);
    EXPECT_EQ(stream.buffered(), 60U);
    int drained = 0;
    stream.when_drained([&](bool open) { drained += open ? 1 : 100; });
    EXPECT_EQ(drained, 0);
    target->stream->sent();
    EXPECT_EQ(drained, 1);
    EXPECT_EQ(stream.buffered(), 0U);
    stream.when_drained([&](bool open) { drained += open ? 1 : 100; });
    EXPECT_EQ(drained, 2);
    stream.close();
    const auto last = target->stream->take();
    EXPECT_TRUE(last.is_last);
    EXPECT_FALSE(last.cut_off);
}

TEST(OutgoingStream, TellsOfItsEndOnce) {
    const auto target = std::make_shared<Recorder>();
    Stream stream = Reply(target).start_stream(Response::empty(200), StreamKind::Endless);
    stream.write(std::string(60, 'x'));
    int closed = 0;
    int drained = 0;
    stream.on_closed([&] { ++closed; });
    stream.when_drained([&](bool open) { drained += open ? 1 : 100; });
    target->stream->end();
    target->stream->end();
    EXPECT_EQ(closed, 1);
    EXPECT_EQ(drained, 100);
    EXPECT_FALSE(stream.write("x"));
}

TEST(OutgoingStream, IsCutOffWhereItsHolderLetsGo) {
    const auto target = std::make_shared<Recorder>();
    int closed = 0;
    {
        Stream stream = Reply(target).start_stream(Response::empty(200), StreamKind::Endless);
        stream.on_closed([&] { ++closed; });
    }
    EXPECT_TRUE(target->stream->take().cut_off);
    target->stream->end();
    EXPECT_EQ(closed, 0);
    Stream none;
    EXPECT_FALSE(none.is_open());
    none.close();
    none.when_drained([&](bool open) { closed = open ? 1 : 2; });
    EXPECT_EQ(closed, 2);
}

}  // namespace
}  // namespace baton::http
