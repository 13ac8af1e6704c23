namespace GraphSync.Rescore.Scoring;

/// <summary>As whom a scorer runs.</summary>
/// <param name="User">The user; empty for the bridge's own.</param>
/// <param name="ReachesAsRoot">Whether nobody chose that user: it then reaches what root reaches, and writes only where scorers
/// need.</param>
internal readonly record struct ScorerAccount(string User, bool ReachesAsRoot)
{
    private static readonly ScorerAccount Own = new("", ReachesAsRoot: false);
    private const string Root = "root";
    private const string Unchosen = "nobody";

    /// <exception cref="ScoringException">The settings would run it as root, or cannot be followed.</exception>
    public static ScorerAccount Of(ScorerOptions options)
    {
        var user = options.ScorerUser?.Trim() ?? "";
        if (!OperatingSystem.IsLinux())
        {
            return user.Length == 0 ? Own
                : throw new ScoringException("Bridge__Rescore__ScorerUser works on Linux alone: unset it, and run the bridge as a user "
                    + "without rights.");
        }
        if (!Environment.IsPrivilegedProcess)
        {
            return user.Length == 0 || user == Environment.UserName ? Own
                : throw new ScoringException($"Only root can run scorers as another user, and the bridge is {Environment.UserName}: unset "
                    + "Bridge__Rescore__ScorerUser.");
        }
        if (user == Root || (user.Length == 0 && options.ScorerWrapper.Count > 0))
        {
            throw new ScoringException(
                "Scorers are not run as root: set Bridge__Rescore__ScorerUser to a user without rights, nobody say.");
        }
        return user.Length == 0 ? new ScorerAccount(Unchosen, ReachesAsRoot: true) : new ScorerAccount(user, ReachesAsRoot: false);
    }
}
