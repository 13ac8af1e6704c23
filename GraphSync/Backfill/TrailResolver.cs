using System.Globalization;
using GraphQueries.Backfill;
using GraphSync.Edges;

namespace GraphSync.Backfill;

/// <summary>
/// Follows an edge's trails in order. The first that leads to a real version decides: to one, it is that; to several, nobody knows.
/// A trail that leads to none passes on to the next.
/// </summary>
internal sealed class TrailResolver
{
    private readonly Dictionary<string, VersionInUseRow> _byId;
    private readonly ILookup<(string Model, long Number), VersionInUseRow> _byNumber;

    // The versions of each model by the instant from which they are in use.
    private readonly Dictionary<string, VersionInUseRow[]> _bySince;

    /// <summary>Knows these versions, all real, each id once.</summary>
    public TrailResolver(IEnumerable<VersionInUseRow> versions)
    {
        _byId = versions.ToDictionary(version => version.Id, StringComparer.Ordinal);
        _byNumber = _byId.Values.ToLookup(version => (version.ModelId, version.VersionNumber));
        _bySince = _byId.Values.Where(version => version.Since is not null).GroupBy(version => version.ModelId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(version => version.Since).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>How many versions it knows.</summary>
    public int Count => _byId.Count;

    /// <summary>What model and number decide, as the graph takes it: model → number → <c>id</c> and <c>number</c>. Pairs that lead to
    /// several versions are left out.</summary>
    internal IReadOnlyDictionary<string, object?> ByNumber => _byNumber.Where(versions => versions.Count() == 1)
        .GroupBy(versions => versions.Key.Model, StringComparer.Ordinal)
        .ToDictionary(model => model.Key,
            object? (model) => model.ToDictionary(Number, object? (versions) => Reference(versions)), StringComparer.Ordinal);

    /// <summary>Where the trails of an edge lead.</summary>
    public Attribution Resolve(Trail trail)
    {
        // A later trail might lead elsewhere than this one, which goes before it.
        if (trail.RunOutputs.Contains(NamedVersion.Unreadable)) return Attribution.Unresolved;
        foreach (var (method, versions) in Trails(trail))
        {
            var real = versions.Distinct().Take(2).ToList();
            if (real.Count == 1) return new Attribution(real[0], method, false);
            if (real.Count > 1) return Attribution.Ambiguous;
        }
        return Attribution.Unresolved;
    }

    private IEnumerable<(string Method, IEnumerable<VersionInUseRow> Versions)> Trails(Trail trail)
    {
        yield return (AttributionMethods.Run, trail.RunOutputs.SelectMany(named => ById(named)));
        if (trail is { ModelId: { } model, ModelVersion: { } number })
            yield return (AttributionMethods.ModelVersion, _byNumber[(model, number)]);
        if (trail is { ModelId: { } family, CreatedAt: { } createdAt })
            yield return (AttributionMethods.ModelDate, InUse(family, createdAt));
        yield return (AttributionMethods.Evidence, ModelTag.In(trail.Evidence)
            .SelectMany(tag => tag.Version is { } version ? _byNumber[(tag.ModelId, version)] : []));
    }

    private IEnumerable<VersionInUseRow> ById(NamedVersion named) =>
        _byId.TryGetValue(named.ArtifactId, out var version) && version.VersionNumber == named.Number ? [version] : [];

    private static string Number(IGrouping<(string Model, long Number), VersionInUseRow> versions) =>
        versions.Key.Number.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> Reference(IGrouping<(string Model, long Number), VersionInUseRow> versions) =>
        new() { ["id"] = versions.Single().Id, ["number"] = versions.Key.Number };

    /// <summary>The latest at that instant; several when they tie.</summary>
    private IEnumerable<VersionInUseRow> InUse(string model, DateTimeOffset at)
    {
        if (!_bySince.TryGetValue(model, out var versions)) return [];
        var latest = Array.FindLast(versions, version => version.Since <= at);
        return latest is null ? [] : versions.Where(version => version.Since == latest.Since);
    }
}
