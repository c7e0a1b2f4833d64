using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Oracle.Actors.Hosting;
using Oracle.Actors.Ports;
using Oracle.Actors.Syncing;
using Oracle.Api;
using Oracle.Application.Reindexing;
using Oracle.Host.Http;
using Oracle.Host.Http.Guarding;
using Oracle.Host.Settings;
using Oracle.Testing;

namespace Oracle.Host.Tests.Http.Fakes;

/// <summary>The product's HTTP interface over actors that answer as a test tells them to; an unanswered question stays so.</summary>
internal sealed class StubActors : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<Type, Func<object, object?>> answers = [];

    private StubActors(WebApplication app) => this.app = app;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>What the actors were asked.</summary>
    public ConcurrentQueue<object> Asked { get; } = [];

    public ActorSystem System => app.Services.GetRequiredService<ActorSystem>();

    public ChromaSnapshot Chroma => app.Services.GetRequiredService<ChromaSnapshot>();

    public static async Task<StubActors> StartAsync(bool withAuditor = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddProblemDetails().ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        var http = HttpSettings.Read(new SettingReader(new ConfigurationBuilder().Build()));
        var folder = new TempFolder();
        builder.Services.AddSingleton(folder).AddGuard(http, OwnersSecretFile.Write(folder.Path));
        builder.Services.AddSingleton<EventFeeds>().AddSingleton(new ChromaSnapshot()).AddActorPorts().AddSingleton<ReindexService>();
        StubActors? stubs = null;
        builder.Services.AddAkka("stubs", akka => akka.WithActors((system, registry) =>
        {
            Register<ActorKeys.Reindexer>();
            Register<ActorKeys.ChromaSyncActor>();
            Register<ActorKeys.StatsActor>();
            if (withAuditor)
                Register<ActorKeys.Auditor>();

            void Register<TKey>() => registry.Register<TKey>(system.ActorOf(Props.Create(() => new Stub(question => stubs!.Answer(typeof(TKey), question)))));
        }));
        stubs = new StubActors(builder.Build());
        stubs.app.UseProblems();
        stubs.app.UseStopping();
        stubs.app.UseGuard(http);
        stubs.app.MapReindex();
        stubs.app.MapEvents();
        stubs.app.MapMetrics();
        await stubs.app.StartAsync();
        stubs.Http = new HttpClient
        {
            BaseAddress = new Uri(stubs.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
        };
        return stubs;
    }

    /// <summary>From now on the actor with this key answers so.</summary>
    public StubActors On<TKey>(Func<object, object?> answer)
    {
        answers[typeof(TKey)] = answer;
        return this;
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        var folder = app.Services.GetRequiredService<TempFolder>();
        await app.DisposeAsync();
        folder.Dispose();
    }

    private object? Answer(Type key, object question)
    {
        Asked.Enqueue(question);
        return answers.TryGetValue(key, out var answer) ? answer(question) : null;
    }

    private sealed class Stub(Func<object, object?> answer) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (answer(message) is { } reply)
                Sender.Tell(reply);
        }
    }
}
