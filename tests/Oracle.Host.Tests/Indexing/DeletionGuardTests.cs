using Oracle.Application.Indexing;

namespace Oracle.Host.Tests.Indexing;

public sealed class DeletionGuardTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100, 50, false)]
    [InlineData(100, 51, true)]
    [InlineData(30, 19, false)]
    [InlineData(30, 20, true)]
    [InlineData(1, 1, false)]
    public void More_than_half_and_at_least_twenty_are_held(int known, int missing, bool isHeld) =>
        Assert.Equal(isHeld, Decide(RootState.New, known, missing).State.Held is not null);

    [Fact]
    public void A_folder_that_lists_nothing_is_held_whatever_it_had() =>
        Assert.Equal("the folder lists no file at all", Decide(RootState.New, known: 1, missing: 1, listed: 0).State.Held!.Reason);

    [Fact]
    public void Files_of_another_device_are_held() =>
        Assert.Equal("the folder lies on another device than before", Decide(RootState.New, 100, 1, elsewhere: 1).State.Held!.Reason);

    [Fact]
    public void What_goes_bit_by_bit_is_counted_together_until_a_quiet_minute()
    {
        var (known, state, held) = (40, RootState.New, 0);
        for (var i = 0; i < 30; i++)
        {
            (state, var mayDelete) = Decide(state, known, 1, at: Now.AddSeconds(i * 50));
            known -= mayDelete ? 1 : 0;
            held += mayDelete ? 0 : 1;
        }

        Assert.Equal((20, 10), (known, held));
        var quiet = RootState.New;
        for (var i = 0; i < 30; i++)
            quiet = Decide(quiet, 40 - i, 1, at: Now.AddSeconds(i * 61)).State;
        Assert.Null(quiet.Held);
    }

    [Fact]
    public void It_is_counted_against_the_files_that_the_root_has_now_and_not_when_the_minute_began()
    {
        // One of four goes, and right after it forty come, of which some go again.
        var state = Decide(RootState.New, known: 4, missing: 1).State;
        Assert.Null(Decide(state, known: 43, missing: 20, at: Now.AddSeconds(30)).State.Held);
        Assert.Equal("25 of 44 files went within a minute of each other", Decide(state, known: 43, missing: 24, at: Now.AddSeconds(30)).State.Held!.Reason);
    }

    [Fact]
    public void It_ends_when_the_files_are_back_and_not_before()
    {
        var held = Decide(RootState.New, 100, 60).State;
        Assert.NotNull(Decide(held, 100, 60, at: Now.AddHours(1)).State.Held);
        Assert.Equal(Now, Decide(held, 100, 55, at: Now.AddHours(1)).State.Held!.Since);
        Assert.Null(Decide(held, 100, 0, at: Now.AddHours(1)).State.Held);
        // Most are back: the rest is no slip any more.
        Assert.Equal((null, true), (Decide(held, 100, 3, at: Now.AddHours(1)).State.Held, Decide(held, 100, 3, at: Now.AddHours(1)).MayDelete));
    }

    [Fact]
    public void What_is_confirmed_is_deleted_and_the_next_slip_is_held_again()
    {
        var held = Decide(RootState.New, 100, 60).State;
        var (confirmed, mayDelete) = DeletionGuard.Decide(held, new Missed(100, 60, 40, IsWhole: true, IsSettled: true, 0), isConfirmed: true, Now);

        Assert.True(mayDelete);
        Assert.Null(confirmed.Held);
        Assert.NotNull(Decide(confirmed, 40, 30, at: Now.AddSeconds(1)).State.Held);
    }

    [Fact]
    public void A_look_at_a_part_neither_ends_what_is_held_nor_deletes_any_of_it()
    {
        var held = Decide(RootState.New, 100, 60).State;

        Assert.Equal((held, false), Decide(held, 100, 6, listed: null, at: Now.AddHours(1)));
        Assert.Equal(held, Decide(held, 100, 0, listed: null, at: Now.AddHours(1)).State);
    }

    [Fact]
    public void A_listing_of_a_part_is_no_run_of_the_root()
    {
        Assert.Null(Decide(RootState.New, 100, 0, listed: null).State.LastRun);
        Assert.Equal(Now, Decide(RootState.New, 100, 0).State.LastRun);
    }

    private static (RootState State, bool MayDelete) Decide(RootState state, int known, int missing, int? listed = -1, int elsewhere = 0, DateTimeOffset? at = null) =>
        DeletionGuard.Decide(state, new Missed(known, missing, listed == -1 ? known - missing + 1 : listed ?? known - missing, IsWhole: listed is not null, IsSettled: true, elsewhere), isConfirmed: false, at ?? Now);
}
