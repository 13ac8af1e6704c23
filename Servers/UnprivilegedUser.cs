namespace Servers;

/// <summary>The user that PostgreSQL runs as when we are root, whom it refuses to serve.</summary>
internal sealed record UnprivilegedUser(string Name, string Uid, string Gid)
{
    /// <summary>postgres, else nobody; null when we are not root, so that PostgreSQL runs as ourselves.</summary>
    public static UnprivilegedUser? Find()
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        return (users.Find(fields => fields[0] == "postgres") ?? users.Find(fields => fields[0] == "nobody")) is { } found
            ? new UnprivilegedUser(found[0], found[2], found[3])
            : throw new ServerStartException("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
    }

    /// <summary>What to put before a command so that it runs as this user, without a process between where possible.</summary>
    public IReadOnlyList<string> Prefix(ServerOptions options) =>
        options.OnPath("setpriv") is { } setpriv ? [setpriv, $"--reuid={Uid}", $"--regid={Gid}", "--clear-groups", "--"]
        : options.OnPath("runuser") is { } runuser ? [runuser, "-u", Name, "--"]
        : throw new ServerStartException($"PostgreSQL does not run as root; setpriv (util-linux) is needed to run it as {Name}");

    public Task OwnAsync(string directory, CancellationToken cancellation) =>
        Tool.RunAsync(["chown", "-R", $"{Uid}:{Gid}", directory], new Dictionary<string, string>(), cancellation);
}
