using GraphQueries.EdgeTypes;
using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>Looks at all that is to be adopted, and writes nothing.</summary>
internal sealed class AdoptionLook(GraphClient graph, EdgeTypeRegistry registry, RealVersions versions, AdoptRequest request)
{
    private readonly AdoptionCheck _check = new(graph, request);

    /// <exception cref="BadInputException">Nothing can be adopted; the message lists where and says what to do.</exception>
    public async Task<Adoption> RunAsync(CancellationToken cancellationToken)
    {
        RequireMaps(request);
        var types = request.Types.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var counts = await _check.ExistAsync(types, cancellationToken).ConfigureAwait(false);
        long? sourceVersion = request.SourceArtifactId is { } source
            ? await versions.RequireAsync(source, cancellationToken).ConfigureAwait(false) : null;
        var (reader, walk) = (new EdgeReader(request, versions, sourceVersion), new EdgeWalk(graph, request));
        var refused = await registry.RefusedAsync(types, cancellationToken).ConfigureAwait(false);
        if (await registry.EndpointRefusalAsync(cancellationToken).ConfigureAwait(false) is { } inTheWay)
            throw new BadInputException($"The key of endpoints cannot be made unique: {inTheWay}.");
        await _check.HasKeysThatFitAsync(cancellationToken).ConfigureAwait(false);
        types.RemoveAll(refused.ContainsKey);
        await _check.HaveEndpointsAsync(types, cancellationToken).ConfigureAwait(false);
        var findings = new Findings();
        using var ids = new DuplicateIds();
        var edges = types.ToDictionary(type => type, type => counts[type], StringComparer.Ordinal);
        var looked = await LookAsync(edges, walk, reader, findings, ids, cancellationToken).ConfigureAwait(false);
        await _check.HasEachIdOnceAsync(ids, walk, types, cancellationToken).ConfigureAwait(false);
        return new Adoption(looked, refused, findings.All, walk, reader);
    }

    /// <summary>Before anything is made of them.</summary>
    private static void RequireMaps(AdoptRequest request)
    {
        foreach (var map in request.Maps)
        {
            if (!ColumnRules.Mappable.Contains(map.Target))
                throw new BadInputException($"--map {map.Target}=…: adopt can map {string.Join(", ", ColumnRules.Mappable)}.");
            if (map.Column is null)
                throw new BadInputException($"--map {map.Target}=…: adopt takes one property; make one of several in the graph first.");
        }
        ColumnMapping.RequireEachOnce(request.Maps);
    }

    /// <param name="edges">The types, and how many edges each had a moment ago.</param>
    /// <param name="walk">Goes through them.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="findings">Takes what cannot be used.</param>
    /// <param name="ids">Takes every id that is not random.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    private async Task<IReadOnlyList<TypeToAdopt>> LookAsync(IReadOnlyDictionary<string, long> edges, EdgeWalk walk, EdgeReader reader,
        Findings findings, DuplicateIds ids, CancellationToken cancellationToken)
    {
        var (types, all, done) = (edges.Keys.Order(StringComparer.Ordinal).ToList(), edges.Values.Sum(), 0L);
        var looked = types.ToDictionary(type => type, type => new TypeToAdopt(type, 0, 0, 0), StringComparer.Ordinal);
        await foreach (var page in walk.PagesAsync(types, cancellationToken).ConfigureAwait(false))
        {
            ids.Add(page.Ids);
            await reader.LoadAsync(page.Unread, cancellationToken).ConfigureAwait(false);
            long writes = 0;
            foreach (var reading in page.Unread.Select(reader.Read))
            {
                findings.Add(page.Type, reading);
                if (reading.Writes) writes++;
            }
            var found = looked[page.Type];
            looked[page.Type] = found with
            {
                Edges = found.Edges + page.Edges,
                Unidentified = found.Unidentified + page.Unidentified,
                Writes = found.Writes + writes,
            };
            request.Progress?.Report(new AdoptProgress(AdoptStep.Look, done += page.Edges, all));
        }
        // All had one when their type was looked for.
        var missed = looked.Values.FirstOrDefault(type => type.Edges == 0);
        if (missed is null) return [.. types.Select(type => looked[type])];
        throw new BadInputException($"None of the relationships of type '{missed.Name}' was found at its place in the store: run this "
            + "again; and if they are still there, this server has element ids of another form, so tell us its version.");
    }
}

/// <summary>What a look has found.</summary>
/// <param name="Types">Those that can be adopted.</param>
/// <param name="Refused">Those that cannot, each with its reason.</param>
/// <param name="Findings">What cannot be used.</param>
/// <param name="Walk">Goes through the relationships again.</param>
/// <param name="Reader">Reads them again.</param>
internal sealed record Adoption(IReadOnlyList<TypeToAdopt> Types, IReadOnlyDictionary<string, string> Refused,
    IReadOnlyList<AdoptFinding> Findings, EdgeWalk Walk, EdgeReader Reader);

/// <summary>A type to adopt.</summary>
/// <param name="Name">The relationship type.</param>
/// <param name="Edges">How many edges it has.</param>
/// <param name="Unidentified">How many are to get an id.</param>
/// <param name="Writes">How many are to be given something else.</param>
internal sealed record TypeToAdopt(string Name, long Edges, long Unidentified, long Writes);
