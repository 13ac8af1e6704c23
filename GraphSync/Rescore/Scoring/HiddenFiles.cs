namespace GraphSync.Rescore.Scoring;

/// <summary>The files that hold the bridge's passwords and keys, which no scorer may read.</summary>
internal static class HiddenFiles
{
    /// <param name="named">Files that the settings name, PostgreSQL's password file among them.</param>
    /// <returns>Those that exist, and the password file that PostgreSQL's clients read by default; links resolved.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<string?> named)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return [.. named.Append(Environment.GetEnvironmentVariable("PGPASSFILE")).Append(Path.Combine(home, ".pgpass"))
            .Where(path => !string.IsNullOrWhiteSpace(path) && File.Exists(path))
            .Select(path => ScorerPath.RealPath(Path.GetFullPath(path!))).Distinct(StringComparer.Ordinal)];
    }
}
