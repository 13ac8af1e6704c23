using System.Text.RegularExpressions;
using GraphQueries.Backfill;
using GraphSync.Backfill;

namespace GraphSync.Tests.Backfill;

/// <summary>The four trails once more, as the text of the rules says, one loop a trail.</summary>
internal static class PlainSearch
{
    public static (string? Version, string? Method) Find(IReadOnlyList<VersionInUseRow> versions, Trail trail)
    {
        var byRun = new HashSet<string>();
        foreach (var version in versions)
        {
            foreach (var output in trail.RunOutputs)
            {
                if (output.ArtifactId == version.Id && output.Number == version.VersionNumber) byRun.Add(version.Id);
            }
        }
        if (byRun.Count > 0) return byRun.Count == 1 ? (byRun.Single(), "run") : (null, null);

        var byNumber = new HashSet<string>();
        foreach (var version in versions)
        {
            if (trail.ModelId == version.ModelId && trail.ModelVersion == version.VersionNumber) byNumber.Add(version.Id);
        }
        if (byNumber.Count > 0) return byNumber.Count == 1 ? (byNumber.Single(), "model_version") : (null, null);

        var byDate = new HashSet<string>();
        DateTimeOffset? best = null;
        foreach (var version in versions)
        {
            if (trail.ModelId != version.ModelId || version.Since is not { } since || trail.CreatedAt is not { } at || since > at) continue;
            if (best is null || since > best)
            {
                best = since;
                byDate.Clear();
            }
            if (since == best) byDate.Add(version.Id);
        }
        if (byDate.Count > 0) return byDate.Count == 1 ? (byDate.Single(), "model_date") : (null, null);

        var byTag = new HashSet<string>();
        foreach (Match tag in Regex.Matches(trail.Evidence ?? "", @"model:([^\s;,]+)@v(\d+)"))
        {
            foreach (var version in versions)
            {
                if (version.ModelId == tag.Groups[1].Value && version.VersionNumber == long.Parse(tag.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)) byTag.Add(version.Id);
            }
        }
        return byTag.Count == 1 ? (byTag.Single(), "evidence") : (null, null);
    }
}
