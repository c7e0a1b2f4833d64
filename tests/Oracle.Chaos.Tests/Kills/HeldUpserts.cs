using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>Until it is disposed nothing arrives at Chroma, so that the host has nothing of Chroma's to write down.</summary>
internal sealed class HeldUpserts : IDisposable
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable _hook;

    public HeldUpserts(FaultProxy proxy) => _hook = proxy.Hooks.BeforeForward(Endpoint.Upsert, _ => _over.Task);

    public void Dispose()
    {
        _hook.Dispose();
        _over.TrySetResult();
    }
}
