using System.Globalization;
using System.Text.RegularExpressions;
using GraphQueries.Backfill;
using GraphSync.Backfill;

namespace GraphSync.Tests.Backfill;

/// <summary>The four trails once more, as the text of the rules says, one loop a trail.</summary>
internal static class PlainSearch
{
    public static (string? Version, string? Method) Find(IReadOnlyList<VersionInUseRow> versions, Trail trail)
    {
        var byRun = ByRun(versions, trail);
        if (byRun.Count > 0) return byRun.Count == 1 ? (byRun.Single(), "run") : (null, null);
        var byNumber = ByNumber(versions, trail);
        if (byNumber.Count > 0) return byNumber.Count == 1 ? (byNumber.Single(), "model_version") : (null, null);
        var byDate = ByDate(versions, trail);
        if (byDate.Count > 0) return byDate.Count == 1 ? (byDate.Single(), "model_date") : (null, null);
        var byTag = ByTag(versions, trail);
        return byTag.Count == 1 ? (byTag.Single(), "evidence") : (null, null);
    }

    private static HashSet<string> ByRun(IReadOnlyList<VersionInUseRow> versions, Trail trail)
    {
        var found = new HashSet<string>();
        foreach (var version in versions)
        {
            foreach (var output in trail.RunOutputs)
            {
                if (output.ArtifactId == version.Id && output.Number == version.VersionNumber) found.Add(version.Id);
            }
        }
        return found;
    }

    private static HashSet<string> ByNumber(IReadOnlyList<VersionInUseRow> versions, Trail trail)
    {
        var found = new HashSet<string>();
        foreach (var version in versions)
        {
            if (trail.ModelId == version.ModelId && trail.ModelVersion == version.VersionNumber) found.Add(version.Id);
        }
        return found;
    }

    private static HashSet<string> ByDate(IReadOnlyList<VersionInUseRow> versions, Trail trail)
    {
        var found = new HashSet<string>();
        DateTimeOffset? best = null;
        foreach (var version in versions)
        {
            if (trail.ModelId != version.ModelId || version.Since is not { } since || trail.CreatedAt is not { } at || since > at) continue;
            if (best is null || since > best)
            {
                best = since;
                found.Clear();
            }
            if (since == best) found.Add(version.Id);
        }
        return found;
    }

    private static HashSet<string> ByTag(IReadOnlyList<VersionInUseRow> versions, Trail trail)
    {
        var found = new HashSet<string>();
        foreach (Match tag in Regex.Matches(trail.Evidence ?? "", @"model:([^\s;,]+)@v(\d+)"))
        {
            var (model, number) = (tag.Groups[1].Value, long.Parse(tag.Groups[2].Value, CultureInfo.InvariantCulture));
            foreach (var version in versions)
            {
                if (version.ModelId == model && version.VersionNumber == number) found.Add(version.Id);
            }
        }
        return found;
    }
}
