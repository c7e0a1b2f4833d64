using Akka.Actor;
using Akka.TestKit;
using Oracle.Actors.Hosting;
using Oracle.Actors.Tests.Worlds;

namespace Oracle.Actors.Tests.Hosting;

/// <summary>An actor that is started at the first message to it, or after a while.</summary>
public sealed class LateStartTests : IDisposable
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(5);
    private readonly ActorWorld _world = new();
    private readonly TestProbe _log;

    public LateStartTests() => _log = _world.Kit.CreateTestProbe();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task It_is_not_there_before_its_time_and_starts_by_itself_then()
    {
        Start();
        await _world.AdvanceAsync(TimeSpan.FromSeconds(4));
        await _log.ExpectNoMsgAsync(TimeSpan.Zero);

        await _world.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _log.ExpectMsgAsync("started");
        await _world.AdvanceAsync(After);
        await _log.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task The_first_message_starts_it_and_is_answered_to_whoever_sent_it()
    {
        var actor = Start();
        Assert.Equal("first", await actor.Ask<string>("first", TimeSpan.FromSeconds(5)));
        Assert.Equal("second", await actor.Ask<string>("second", TimeSpan.FromSeconds(5)));
        await _log.ExpectMsgAsync("started");

        await _world.AdvanceAsync(After);
        await _log.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_it_hears_starts_it_and_reaches_it_before_and_after()
    {
        Start(typeof(Happening));
        _world.System.EventStream.Publish(new Happening(1));
        await _log.ExpectMsgAsync("started");
        await _log.ExpectMsgAsync(new Happening(1));

        _world.System.EventStream.Publish(new Happening(2));
        await _log.ExpectMsgAsync(new Happening(2));
        await _log.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    private IActorRef Start(params Type[] hears)
    {
        var log = _log.Ref;
        var props = Props.Create(() => new Sleeper(log));
        return _world.System.ActorOf(Props.Create(() => new LateStart(props, After, hears)));
    }

    private sealed record Happening(int Number);

    private sealed class Sleeper : ReceiveActor
    {
        public Sleeper(IActorRef log)
        {
            log.Tell("started");
            Receive<string>(text => Sender.Tell(text));
            Receive<Happening>(happening => log.Tell(happening));
        }
    }
}
