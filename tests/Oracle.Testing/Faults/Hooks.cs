using System.Collections.Immutable;

namespace Oracle.Testing.Faults;

/// <summary>Lets a test act at an exact moment of an exchange, say kill the host when a write was applied and not yet answered.</summary>
public sealed class Hooks
{
    private ImmutableList<(Endpoint Endpoint, Func<ProxiedRequest, Task> Act)> _beforeForward = [];
    private ImmutableList<(Endpoint Endpoint, Func<ProxiedRequest, ProxiedResponse, Task> Act)> _beforeAnswer = [];

    /// <summary>
    /// Runs when a request was read whole and nothing of it was sent to the server. If the client is gone when it ends, nothing is.
    /// </summary>
    /// <returns>Takes the hook off.</returns>
    public IDisposable BeforeForward(Endpoint endpoint, Func<ProxiedRequest, Task> act)
    {
        ImmutableInterlocked.Update(ref _beforeForward, list => list.Add((endpoint, act)));
        return new TakenOff(() => ImmutableInterlocked.Update(ref _beforeForward, list => list.Remove((endpoint, act))));
    }

    /// <summary>Runs when the server has answered and the client has not seen anything of it.</summary>
    /// <returns>Takes the hook off.</returns>
    public IDisposable BeforeAnswer(Endpoint endpoint, Func<ProxiedRequest, ProxiedResponse, Task> act)
    {
        ImmutableInterlocked.Update(ref _beforeAnswer, list => list.Add((endpoint, act)));
        return new TakenOff(() => ImmutableInterlocked.Update(ref _beforeAnswer, list => list.Remove((endpoint, act))));
    }

    internal async Task BeforeForwardAsync(ProxiedRequest request)
    {
        foreach (var (_, act) in _beforeForward.Where(hook => hook.Endpoint == request.Endpoint))
            await act(request);
    }

    internal async Task BeforeAnswerAsync(ProxiedRequest request, ProxiedResponse response)
    {
        foreach (var (_, act) in _beforeAnswer.Where(hook => hook.Endpoint == request.Endpoint))
            await act(request, response);
    }

    private sealed class TakenOff(Action off) : IDisposable
    {
        public void Dispose() => off();
    }
}
