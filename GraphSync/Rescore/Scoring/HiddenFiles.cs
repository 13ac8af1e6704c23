using Microsoft.Extensions.Configuration;

namespace GraphSync.Rescore.Scoring;

/// <summary>The files that hold the bridge's passwords and keys, which no scorer may read.</summary>
internal static class HiddenFiles
{
    private const string Suffix = "_FILE";
    private const string PasswordFile = "PGPASSFILE";

    /// <summary>What the settings whose names end in <c>_FILE</c> name, and PostgreSQL's password file, links resolved.</summary>
    public static IReadOnlyList<string> Of(IConfiguration configuration)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return [.. configuration.AsEnumerable()
            .Where(setting => setting.Key.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
                || setting.Key.Equals(PasswordFile, StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Value)
            .Append(Environment.GetEnvironmentVariable(PasswordFile)).Append(Path.Combine(home, ".pgpass"))
            .Where(path => !string.IsNullOrWhiteSpace(path) && File.Exists(path))
            .Select(path => ScorerPath.RealPath(Path.GetFullPath(path!))).Distinct(StringComparer.Ordinal)];
    }
}
