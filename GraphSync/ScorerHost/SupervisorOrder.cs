using System.Globalization;

namespace GraphSync.ScorerHost;

/// <summary>What a supervisor is to run, and within which bounds. It crosses as arguments.</summary>
internal sealed record SupervisorOrder
{
    /// <summary>The process whose end ends the scorer.</summary>
    public required int Parent { get; init; }

    /// <summary>The most bytes of memory that the scorer and all that it starts may hold at one time.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The user to run as; empty for the bridge's own.</summary>
    public required string User { get; init; }

    /// <summary>Whether that user, chosen by nobody, reaches whatever root reaches, but writes only to the scorer's directory and the
    /// temporary ones.</summary>
    public required bool ReachesAsRoot { get; init; }

    /// <summary>Whether the command builds a sandbox of its own, which a restriction of files would forbid it.</summary>
    public required bool IsWrapped { get; init; }

    /// <summary>Files that the scorer must not read.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>The directory to run in.</summary>
    public required string Directory { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public static SupervisorOrder Parse(string[] arguments)
    {
        var secrets = int.Parse(arguments[6], CultureInfo.InvariantCulture);
        return new SupervisorOrder
        {
            Parent = int.Parse(arguments[0], CultureInfo.InvariantCulture),
            MemoryBytes = long.Parse(arguments[1], CultureInfo.InvariantCulture),
            User = arguments[2],
            ReachesAsRoot = bool.Parse(arguments[3]),
            IsWrapped = bool.Parse(arguments[4]),
            Directory = arguments[5],
            Secrets = arguments[7..(7 + secrets)],
            Command = arguments[(7 + secrets)..],
        };
    }

    public IReadOnlyList<string> ToArguments() =>
    [
        Parent.ToString(CultureInfo.InvariantCulture), MemoryBytes.ToString(CultureInfo.InvariantCulture), User, ReachesAsRoot.ToString(),
        IsWrapped.ToString(), Directory, Secrets.Count.ToString(CultureInfo.InvariantCulture), .. Secrets, .. Command,
    ];
}
