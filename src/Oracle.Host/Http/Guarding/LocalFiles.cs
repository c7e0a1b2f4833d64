using System.Net;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Host.Http.Guarding;

/// <summary>
/// Requests that name paths of this machine. Nobody on another one has a say in what is read here, and on this one only the user
/// whose host it is; other users reach nothing but what was indexed already.
/// </summary>
internal sealed class LocalFiles(OwnersSecretFile owner, IRoots roots)
{
    /// <summary>Whether the user whose host this is asks, on this machine.</summary>
    public bool IsOwner(HttpContext context) => IsHere(context.Connection) && owner.IsCarriedBy(context.Request);

    /// <summary>For requests that may name any path.</summary>
    /// <exception cref="BadHttpRequestException">Somebody else asks (403).</exception>
    public void RequireOwner(HttpContext context)
    {
        RequireHere(context);
        if (!owner.IsCarriedBy(context.Request))
            throw Refused("This names a path of the machine, so only its user may ask: use the command line (./oracle) on this machine, as the same user as the host.");
    }

    /// <summary>For requests that read these paths: what is read of folders that are known anyway needs no proof.</summary>
    /// <exception cref="BadHttpRequestException">Somebody else asks for more than that (403).</exception>
    public async Task RequireOwnerUnlessKnownAsync(HttpContext context, IReadOnlyList<string> paths, bool followsLinks)
    {
        RequireHere(context);
        if (owner.IsCarriedBy(context.Request))
            return;
        if (followsLinks)
            throw Refused("followLinks: may lead out of the folder, so only its user may ask: use ./oracle index on this machine, as the same user as the host.");
        var known = await roots.AllAsync();
        // Not named: whether anything is there is nobody else's matter.
        if (!paths.All(path => known.Any(root => !root.IsOfGivenFiles && IsWithin(path, root) && IsReadAnyway(path, root))))
            throw Refused("paths: one is in no folder that was indexed before, or is left out of it. Use ./oracle index on this machine, as the same user as the host.");
    }

    // By where it really lies: a link within a root may lead anywhere.
    private static bool IsWithin(string path, Root root) =>
        Vault.IsWithin(Vault.RealPathOf(path) ?? path, root.RealPath ?? Vault.RealPathOf(root.Path) ?? root.Path);

    // Hidden files, files that are no notes and what the user left out are read only where the user gives them by name.
    private static bool IsReadAnyway(string path, Root root)
    {
        try
        {
            return !Vault.IsPassedOver(new VaultRoot(root.Path, root.Prefix) { Excluded = root.Excluded, FollowsLinks = root.FollowsLinks }, path);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            return false;
        }
    }

    private static void RequireHere(HttpContext context)
    {
        if (!IsHere(context.Connection))
            throw Refused("Folders are read only at the wish of a program on this machine.");
    }

    // Bound to one address of a network, the machine itself comes from that one.
    private static bool IsHere(ConnectionInfo connection) =>
        connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote) || remote.Equals(connection.LocalIpAddress);

    private static BadHttpRequestException Refused(string why) => new(why, StatusCodes.Status403Forbidden);
}
