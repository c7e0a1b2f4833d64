namespace Oracle.Testing.Faults;

/// <summary>What may go wrong between a client and its server. "Forwarded" kinds reach the server, the others do not.</summary>
public enum FaultKind
{
    /// <summary>The client's connection is closed; nothing is forwarded.</summary>
    DropBeforeApply,

    /// <summary>Forwarded; once the server has answered, the client's connection is reset.</summary>
    ApplyThenReset,

    /// <summary>Forwarded; the answer is held until the client has given up.</summary>
    ApplyThenDelay,

    /// <summary>The connection is reset, and for a while nobody listens: every connection is refused.</summary>
    Refuse,

    /// <summary>Read, never forwarded, never answered.</summary>
    BlackHole,

    /// <summary>429 with Retry-After; not forwarded.</summary>
    TooManyRequests,

    /// <summary>500 in Chroma's shape; not forwarded.</summary>
    InternalError,

    /// <summary>Forwarded, and answered with 500 all the same, as Chroma does when its log took the write and its index did not.</summary>
    ApplyThenInternalError,

    /// <summary>503; not forwarded.</summary>
    Unavailable503,

    /// <summary>Forwarded; the answer trickles byte by byte until the client has given up.</summary>
    SlowLoris,

    /// <summary>Forwarded; the answer's JSON is cut, its Content-Length fits what is left of it.</summary>
    TruncatedJson,

    /// <summary>Forwarded; the answer announces more bytes than come before the connection is closed.</summary>
    WrongContentLength,

    /// <summary>Forwarded; the sending side is shut down half way through the answer.</summary>
    HalfClose,

    /// <summary>200 with a page of HTML, as a captive portal or a proxy's login gives; not forwarded.</summary>
    HtmlOk,

    /// <summary>Forwarded twice, one after the other; answered with the first answer.</summary>
    DuplicateDelivery,

    /// <summary>
    /// The client's connection is closed and the request kept. It reaches the server later, after newer ones, with
    /// <see cref="FaultProxy.ReleaseAsync"/> or after <see cref="Fault.ReleaseAfter"/>.
    /// </summary>
    HeldBack,

    /// <summary>Forwarded, and answered with a gateway's 504.</summary>
    GatewayTimeout504MaybeApplied,

    /// <summary>500 "Error in compaction", which says that the collection is broken; not forwarded.</summary>
    CompactionError,
}
