namespace Oracle.Testing.Faults;

/// <summary>One request and what becomes of it.</summary>
internal sealed class Exchange(FaultProxy proxy, Upstream upstream, ClientConnection client, ProxiedRequest request)
{
    /// <summary>Passes the request on, or lets it meet its fault. Says whether the connection can carry another.</summary>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        if (proxy.Plan.Take(request) is { } fault)
        {
            await MeetAsync(fault, cancel);
            return !Ends(fault.Kind);
        }

        if (await PassAsync(cancel) is not { } answer)
        {
            client.Reset();
            return false;
        }
        await client.SendAsync(answer.Raw, cancel);
        return !answer.IsLast;
    }

    private static bool Ends(FaultKind kind) => kind is not (FaultKind.TooManyRequests or FaultKind.InternalError or FaultKind.ApplyThenInternalError
        or FaultKind.Unavailable503 or FaultKind.HtmlOk or FaultKind.DuplicateDelivery or FaultKind.GatewayTimeout504MaybeApplied
        or FaultKind.CompactionError);

    private static bool IsForwarded(FaultKind kind) => kind is FaultKind.ApplyThenReset or FaultKind.ApplyThenDelay or FaultKind.ApplyThenInternalError
        or FaultKind.SlowLoris or FaultKind.TruncatedJson or FaultKind.WrongContentLength or FaultKind.HalfClose or FaultKind.DuplicateDelivery
        or FaultKind.GatewayTimeout504MaybeApplied;

    // As if there were no proxy: a client that goes takes its connection to the server with it.
    private async Task<ProxiedResponse?> PassAsync(CancellationToken cancel)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var gone = client.Reader.GoneAsync(abandoned.Token);
        try
        {
            await proxy.Hooks.BeforeForwardAsync(request);
            if (client.IsGone)
                return Recorded(null);
            var answering = upstream.DeliverAsync(request, abandoned.Token);
            if (await Task.WhenAny(answering, gone) == gone && client.IsGone)
                return Recorded(null);
            return await AnsweredAsync(Recorded(await answering)!);
        }
        catch (IOException)
        {
            // The server is down, or died over it.
            return Recorded(null);
        }
        finally
        {
            await abandoned.CancelAsync();
            await gone.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task MeetAsync(Fault fault, CancellationToken cancel)
    {
        var answer = IsForwarded(fault.Kind) ? await ApplyAsync(fault.Kind, cancel) : null;
        if (fault.Kind == FaultKind.HeldBack)
            proxy.Hold(request, fault.ReleaseAfter);
        proxy.Plan.Count(request.Endpoint, fault.Kind);
        Recorded(answer, fault.Kind);
        switch (fault.Kind)
        {
            case FaultKind.DropBeforeApply or FaultKind.HeldBack:
                client.Dispose();
                break;
            case FaultKind.ApplyThenReset:
                client.Reset();
                break;
            case FaultKind.Refuse:
                proxy.Refuse(fault.For ?? FaultProxy.RefuseFor);
                break;
            case FaultKind.BlackHole:
                await client.GoneAsync(proxy.Patience, cancel);
                break;
            case FaultKind.ApplyThenDelay:
                await client.GoneAsync(proxy.Patience, cancel);
                await client.SendAsync(answer!.Raw, cancel);
                break;
            case FaultKind.SlowLoris:
                await TrickleAsync(answer!.Raw, cancel);
                break;
            case FaultKind.HalfClose:
                await client.SendAsync(answer!.Raw.AsMemory(0, answer.Raw.Length - Math.Max(1, answer.Body.Length / 2)), cancel);
                client.ShutDownSending();
                await client.GoneAsync(proxy.Patience, cancel);
                break;
            default:
                await client.SendAsync(Answer(fault.Kind, answer), cancel);
                break;
        }
    }

    private static byte[] Answer(FaultKind kind, ProxiedResponse? answer) => kind switch
    {
        FaultKind.TooManyRequests => Answers.TooManyRequests,
        FaultKind.InternalError or FaultKind.ApplyThenInternalError => Answers.InternalError,
        FaultKind.Unavailable503 => Answers.Unavailable,
        FaultKind.CompactionError => Answers.CompactionError,
        FaultKind.HtmlOk => Answers.Html,
        FaultKind.GatewayTimeout504MaybeApplied => Answers.GatewayTimeout,
        FaultKind.TruncatedJson => Answers.Truncated(answer!),
        FaultKind.WrongContentLength => Answers.TooLong(answer!),
        FaultKind.DuplicateDelivery => answer!.Raw,
        _ => throw new InvalidOperationException($"{kind} is no answer."),
    };

    // Whatever the client does meanwhile, the server gets it whole.
    private async Task<ProxiedResponse> ApplyAsync(FaultKind kind, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(proxy.Patience);
        await proxy.Hooks.BeforeForwardAsync(request);
        var answer = await upstream.DeliverAsync(request, patience.Token);
        if (kind == FaultKind.DuplicateDelivery)
            await upstream.DeliverAsync(request, patience.Token);
        return await AnsweredAsync(answer);
    }

    private async Task<ProxiedResponse> AnsweredAsync(ProxiedResponse answer)
    {
        await proxy.Hooks.BeforeAnswerAsync(request, answer);
        return answer;
    }

    private async Task TrickleAsync(byte[] bytes, CancellationToken cancel)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            await client.SendAsync(bytes.AsMemory(i, 1), cancel);
            await client.GoneAsync(proxy.TrickleEvery, cancel);
        }
    }

    private ProxiedResponse? Recorded(ProxiedResponse? answer, FaultKind? fault = null)
    {
        proxy.Record(new ProxyRecord(request.Number, request.Endpoint, request.Method, request.Path, fault, answer?.Status, DateTimeOffset.UtcNow));
        return answer;
    }
}
