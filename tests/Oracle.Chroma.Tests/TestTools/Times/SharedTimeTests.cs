using Oracle.Testing.Times;

namespace Oracle.Chroma.Tests.TestTools.Times;

public sealed class SharedTimeTests
{
    private readonly SharedTime _time = new();

    [Fact]
    public void A_class_alone_has_all_that_was_taken_meanwhile_and_nothing_from_before_or_after()
    {
        _time.Begin("one", 10);
        Assert.Equal(5, _time.End("one", 15));

        _time.Begin("two", 20);
        Assert.Equal(1, _time.End("two", 21));
    }

    [Fact]
    public void Classes_that_overlap_share_evenly_what_was_taken_while_they_overlapped()
    {
        _time.Begin("long", 0);
        _time.Begin("short", 4);

        Assert.Equal(3, _time.End("short", 10));
        Assert.Equal(4 + 3 + 2, _time.End("long", 12));
    }
}
