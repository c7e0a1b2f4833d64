using System.Diagnostics;

namespace Oracle.Testing.Faults;

/// <summary>The faults to come, in order, and a count of those that came. Can be changed while the proxy works.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];
    private readonly Dictionary<(Endpoint, FaultKind), int> _injected = [];

    /// <summary>What has not come yet, the rest of a half spent one included.</summary>
    public IReadOnlyList<Fault> Pending
    {
        get
        {
            lock (_lock)
            {
                _planned.RemoveAll(static planned => planned.IsOver);
                return [.. _planned.Select(static planned => planned.Fault)];
            }
        }
    }

    /// <summary>How often each fault was really injected, by endpoint and kind.</summary>
    public IReadOnlyDictionary<(Endpoint Endpoint, FaultKind Kind), int> Injected
    {
        get
        {
            lock (_lock)
                return new Dictionary<(Endpoint, FaultKind), int>(_injected);
        }
    }

    /// <summary>How often a kind was injected, at whatever endpoint.</summary>
    public int InjectedOf(FaultKind kind) => Injected.Where(entry => entry.Key.Kind == kind).Sum(static entry => entry.Value);

    /// <summary>Plans more.</summary>
    public void Add(params IEnumerable<Fault> faults)
    {
        lock (_lock)
            _planned.AddRange(faults.Select(static fault => new Planned(fault)));
    }

    /// <summary>Forgets what has not come yet. Counts stay.</summary>
    public void Clear()
    {
        lock (_lock)
            _planned.Clear();
    }

    /// <summary>The fault that this request meets, if any: the first planned one that fits.</summary>
    internal Fault? Take(ProxiedRequest request)
    {
        lock (_lock)
        {
            _planned.RemoveAll(static planned => planned.IsOver);
            var next = _planned.Find(planned => planned.Meets(request));
            next?.Take();
            return next?.Fault;
        }
    }

    internal void Count(Endpoint endpoint, FaultKind kind)
    {
        lock (_lock)
            _injected[(endpoint, kind)] = _injected.GetValueOrDefault((endpoint, kind)) + 1;
    }

    private sealed class Planned(Fault fault)
    {
        private Stopwatch? _since;
        private int _left = fault.Times;

        // A time-out of the socket, not of the plan: see Fault.For.
        private bool IsTimed => fault is { For: not null, Kind: not FaultKind.Refuse };

        public Fault Fault => fault;

        public bool IsOver => IsTimed ? _since?.Elapsed >= fault.For : _left <= 0;

        public bool Meets(ProxiedRequest request) =>
            (fault.Endpoint is null || fault.Endpoint == request.Endpoint) && fault.If?.Invoke(request) != false;

        public void Take()
        {
            _since ??= Stopwatch.StartNew();
            _left--;
        }
    }
}
