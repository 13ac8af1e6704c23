namespace GraphSync.Rescore.Scoring;

/// <summary>What scorers may be run or called, and for how long.</summary>
public sealed record ScorerOptions
{
    /// <summary>Directories that hold every program and model file that may be run; links are resolved first. Relative scorer paths start at the first.</summary>
    /// <value>Default: empty, which allows any file; relative paths then start at the current directory.</value>
    public IReadOnlyList<string> ScorerRoots { get; init; } = [];

    /// <summary>Hosts that may be called, each as <c>host</c> (any port) or <c>host:port</c>, compared without regard to case.</summary>
    /// <value>Default: empty, which allows any host.</value>
    public IReadOnlyList<string> ScorerHosts { get; init; } = [];

    /// <summary>Seconds that one whole run may take, from its start to its last answer; more than 0.</summary>
    /// <value>Default: 600.</value>
    public int ScorerTimeoutSeconds { get; init; } = 600;
}
