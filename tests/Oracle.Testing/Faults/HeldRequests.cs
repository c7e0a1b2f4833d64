namespace Oracle.Testing.Faults;

/// <summary>Requests that were kept on their way, and reach the server late.</summary>
internal sealed class HeldRequests(Upstream upstream)
{
    private readonly Lock _lock = new();
    private readonly List<ProxiedRequest> _held = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    public void Add(ProxiedRequest request)
    {
        lock (_lock)
            _held.Add(request);
    }

    /// <summary>Delivers one of them, or all in the order they came; each once, whoever asks.</summary>
    /// <returns>How many the server answered.</returns>
    public async Task<int> ReleaseAsync(ProxiedRequest? one, CancellationToken cancel)
    {
        List<ProxiedRequest> due;
        lock (_lock)
        {
            due = _held.FindAll(request => one is null || request == one);
            _held.RemoveAll(due.Contains);
        }

        var answered = 0;
        foreach (var request in due)
        {
            try
            {
                await upstream.DeliverAsync(request, cancel);
                answered++;
            }
            catch (IOException)
            {
                // The server is down: late, and now never.
            }
        }
        return answered;
    }
}
