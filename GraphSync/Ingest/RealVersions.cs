using GraphQueries.Edges;
using GraphSync.Postgres;

namespace GraphSync.Ingest;

/// <summary>Which artifacts are real model versions, as the graph knows them; asked once for each, and again while it is missing.</summary>
internal sealed class RealVersions(GraphClient graph)
{
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    /// <summary>Asks for those that are not known yet.</summary>
    public async Task LoadAsync(IEnumerable<string?> ids, CancellationToken cancellationToken)
    {
        var missing = ids.OfType<string>().Where(id => !_numbers.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return;
        var asked = new RealVersionsParameters(missing);
        foreach (var version in await graph.ReadAsync(EdgeQueries.RealVersions, asked, cancellationToken).ConfigureAwait(false))
            _numbers[version.Id] = version.VersionNumber;
    }

    /// <summary>The number of a version that has been asked for; null when there is none.</summary>
    public long? Number(string id) => _numbers.TryGetValue(id, out var number) ? number : null;

    /// <summary>Takes one as real that the graph does not know yet.</summary>
    public void Add(string id, long number) => _numbers[id] = number;

    /// <summary>Why an edge's <c>source_*</c> does not name a real version; null when it does, or names none.</summary>
    public string? Refusal(string? sourceArtifactId, long? sourceVersion) =>
        sourceArtifactId is null ? null
        : !_numbers.TryGetValue(sourceArtifactId, out var number) ? $"unknown version: no model version has the id '{sourceArtifactId}'"
        : number != sourceVersion ? $"unknown version: '{sourceArtifactId}' is version {number}, not {sourceVersion}"
        : null;
}
