using Oracle.Actors.Inspecting;

namespace Oracle.Application.Following;

/// <summary>What VaultFollower does.</summary>
/// <param name="Roots">How many roots it follows.</param>
/// <param name="Scanning">How many of these are scanned at the moment.</param>
internal sealed record FollowerState(int Roots, int Scanning) : IActorState
{
    /// <inheritdoc />
    public string InWords(Glance glance) =>
        $"following {Roots:N0} root{(Roots == 1 ? "" : "s")}{(Scanning > 0 ? $", scanning {Scanning:N0} of them" : "")}";
}
