using Microsoft.Extensions.Configuration;

namespace GraphSync.Rescore.Scoring;

/// <summary>Bearer tokens of HTTP scorers. Each goes to its own host and nowhere else: redirects are not followed.</summary>
internal static class ScorerTokens
{
    /// <summary>The settings of a section, each named by its host.</summary>
    public static IReadOnlyDictionary<string, string> Read(IConfigurationSection section)
    {
        // Not bound: of host:port the configuration makes a section of its own.
        var tokens = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (host, token) in section.AsEnumerable(makePathsRelative: true))
            if (token?.Trim() is { Length: > 0 } trimmed) tokens[host] = trimmed;
        return tokens;
    }

    /// <summary>The token for a URL: that of its host and port, else that of its host; null when there is none.</summary>
    public static string? For(Uri url, IReadOnlyDictionary<string, string> tokens) =>
        tokens.FirstOrDefault(token => ScorerUrl.Names(token.Key, url, withPort: true)).Value
        ?? tokens.FirstOrDefault(token => ScorerUrl.Names(token.Key, url, withPort: false)).Value;
}
