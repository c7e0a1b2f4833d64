namespace Oracle.Simulation.Tests;

/// <summary>What carries documents to Chroma. When it is let go, all it knows is forgotten, as in a crash.</summary>
internal interface IEngine
{
    /// <summary>Something became due, or time has gone by.</summary>
    void Wake();

    /// <summary>Goes on a little; false: there is nothing to do.</summary>
    Task<bool> StepAsync();

    /// <summary>The sweeper hands these over.</summary>
    void Try(IReadOnlyList<long> keys);

    /// <summary>Asks whether Chroma is still there.</summary>
    Task ProbeSilenceAsync();

    /// <summary>Finishes what is on its way and ends in order, if that can be.</summary>
    Task StopAsync();

    /// <summary>It is gone.</summary>
    void Crash();
}
