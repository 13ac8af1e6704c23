using GraphQueries.Edges;
using GraphSync.Inbound;
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

    /// <summary>The number of the version that <c>--source</c> names.</summary>
    /// <exception cref="BadInputException">It is not real.</exception>
    public async Task<long> RequireAsync(string id, CancellationToken cancellationToken)
    {
        await LoadAsync([id], cancellationToken).ConfigureAwait(false);
        return _numbers.TryGetValue(id, out var number) ? number
            : throw new BadInputException($"--source {id}: no model version has that id; model_versions lists those that there are.");
    }

    /// <summary>Takes those as real that wait in the inbox: a dry run does not carry them into the graph.</summary>
    public async Task ExpectAsync(InboxPreview inbox, CancellationToken cancellationToken)
    {
        foreach (var row in await inbox.VersionsAsync(cancellationToken).ConfigureAwait(false))
            _numbers[(string)row["id"]!] = (int)row["version_number"]!;
    }

    /// <summary>Why an edge's <c>source_*</c> does not name a real version; null when it does, or names none.</summary>
    public string? Refusal(string? sourceArtifactId, long? sourceVersion) =>
        sourceArtifactId is null ? null
        : !_numbers.TryGetValue(sourceArtifactId, out var number) ? $"unknown version: no model version has the id '{sourceArtifactId}'"
        : number != sourceVersion ? $"unknown version: '{sourceArtifactId}' is version {number}, not {sourceVersion}"
        : null;
}
