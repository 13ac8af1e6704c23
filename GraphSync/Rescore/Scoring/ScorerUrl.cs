namespace GraphSync.Rescore.Scoring;

/// <summary>Reads a scorer's URL and holds its host to the allowed ones.</summary>
internal static class ScorerUrl
{
    private const string Endpoint = "/invocations";

    /// <summary>The URL to post to: <c>/invocations</c> is appended where the path does not end in it.</summary>
    public static Uri Check(string scorer, IReadOnlyList<string> hosts)
    {
        if (!Uri.TryCreate(scorer, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw new ScoringException(
                $"Scorer '{Excerpt.Start(Redaction.Of(scorer), 200)}' is not a valid URL: correct model_versions.scorer.");
        }
        if (url.UserInfo.Length > 0)
        {
            throw new ScoringException($"The URL of the scorer at {url.Host} holds a user or a password: take it out of "
                + $"model_versions.scorer, and set Bridge__Rescore__ScorerTokens__{url.Host}.");
        }
        if (hosts.Count > 0 && !hosts.Any(host => Names(host, url, withPort: false) || Names(host, url, withPort: true)))
        {
            throw new ScoringException(
                $"Scorer host {url.Host}:{url.Port} is not among the allowed ones ({string.Join(", ", hosts)}): "
                + "add it to Bridge__Rescore__ScorerHosts.");
        }
        var path = url.AbsolutePath.TrimEnd('/');
        return new UriBuilder(url) { Path = path.EndsWith(Endpoint, StringComparison.Ordinal) ? path : path + Endpoint, Fragment = "" }.Uri;
    }

    /// <summary>Whether a setting means the host of a URL.</summary>
    public static bool Names(string host, Uri url, bool withPort) =>
        host.Equals(withPort ? $"{url.Host}:{url.Port}" : url.Host, StringComparison.OrdinalIgnoreCase);
}
