using GraphQueries.Outbound;
using GraphQueries.Reconcile;
using GraphSync.Edges;
using GraphSync.Leases;
using GraphSync.Outbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Reconcile;

/// <summary>Repairs rows from the graph: edges go into the outbox, and the mirror writes them. Running it again changes nothing.</summary>
internal sealed class EdgeRepair(Fence fence, NpgsqlDataSource postgres, Mirror mirror, TimeProvider time)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private DateTime? _begun;

    /// <summary>What has been mirrored so far.</summary>
    public MirrorReport Mirrored { get; private set; } = new();

    /// <summary>Mirrors until the outbox is empty.</summary>
    public async Task MirrorAsync(CancellationToken cancellationToken)
    {
        _begun ??= (await postgres.ReadAsync<DateTime>("Postgres/now.sql", null, cancellationToken).ConfigureAwait(false))[0];
        Mirrored += await mirror.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Repairs differences that are nobody's decision.</summary>
    public async Task RunAsync(IReadOnlyList<StandingDifference> differences, CancellationToken cancellationToken)
    {
        ReconcileEdgeRow[] edges = [.. differences.Select(difference => difference.Edge!)
            .OrderBy(edge => edge.Id, CodePointOrder.Instance)];
        var nameless = differences.Where(difference => difference.Difference.Kind == DifferenceKind.NotAttributed)
            .Select(difference => difference.EdgeId).ToHashSet(StringComparer.Ordinal);
        await UncountAsync(edges, cancellationToken).ConfigureAwait(false);
        await AlignAsync(edges, cancellationToken).ConfigureAwait(false);
        // Before the row is written: a run that is cut off in between finds no difference the next time, and would tell no job.
        await RecountJobsAsync(edges, nameless, cancellationToken).ConfigureAwait(false);
        foreach (var type in edges.GroupBy(edge => edge.Relation, StringComparer.Ordinal))
        {
            await MarkUnknownAsync(type.Key, [.. type.Where(edge => nameless.Contains(edge.Id))], cancellationToken).ConfigureAwait(false);
            string[] others = [.. type.Select(edge => edge.Id).Where(id => !nameless.Contains(id))];
            if (others.Length == 0) continue;
            var outbox = new OutboxEntryParameters(type.Key, others, [], time.GetUtcNow());
            await fence.Graph.WriteAsync(OutboundQueries.Enqueue, outbox, cancellationToken).ConfigureAwait(false);
        }
        await MirrorAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why the mirror has put edges aside, by id and type.</summary>
    public async Task<IReadOnlyDictionary<(string Id, string Type), string>> ReasonsAsync(IEnumerable<string> ids,
        CancellationToken cancellationToken) =>
        (await RejectsAsync(ids, cancellationToken).ConfigureAwait(false))
            .ToDictionary(reject => (reject.EdgeId, reject.Relation), reject => reject.Reason);

    private Task<IReadOnlyList<Reject>> RejectsAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        postgres.ReadAsync<Reject>("Reconcile/reasons.sql", new { ids = ids.Select(MirrorItem.Shown).ToArray() }, cancellationToken);

    /// <summary>What has been rejected since this began is tried again, and counts by what comes of that.</summary>
    private async Task UncountAsync(ReconcileEdgeRow[] edges, CancellationToken cancellationToken)
    {
        if (Mirrored.Rejected == 0) return;
        var shown = edges.Select(edge => (MirrorItem.Shown(edge.Id), MirrorItem.Shown(edge.Relation))).ToHashSet();
        var rejects = await RejectsAsync(edges.Select(edge => edge.Id), cancellationToken).ConfigureAwait(false);
        var again = rejects.Count(reject => reject.At >= _begun && shown.Contains((reject.EdgeId, reject.Relation)));
        Mirrored = Mirrored with { Rejected = Math.Max(0, Mirrored.Rejected - again) };
    }

    /// <summary>What the mirror leaves as it is.</summary>
    private async Task AlignAsync(ReconcileEdgeRow[] edges, CancellationToken cancellationToken)
    {
        var held = edges.Where(edge => MirrorItem.IsHeldByPostgres(edge.Id) && MirrorItem.IsHeldByPostgres(edge.Relation)).ToList();
        var rows = new
        {
            ids = held.Select(edge => edge.Id).ToArray(),
            relations = held.Select(edge => edge.Relation).ToArray(),
            createdAts = held.Select(edge => edge.CreatedAt is { } text && Instants.TryParse(text, out var at) ? Parameter.Text(at) : null)
                .ToArray(),
        };
        await postgres.InTransactionAsync(async (connection, transaction) =>
        {
            await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            return await connection.RunAsync("Reconcile/align.sql", rows, cancellationToken, transaction).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task MarkUnknownAsync(string type, ReconcileEdgeRow[] edges, CancellationToken cancellationToken)
    {
        if (edges.Length == 0) return;
        var mark = new MarkUnknownParameters(fence.Job, fence.Epoch, [.. edges.Select(edge => edge.Id)],
            [.. edges.Select(edge => edge.SourceArtifactId)], [.. edges.Select(edge => edge.SourceVersion)], type, time.GetUtcNow());
        fence.Require(await fence.Graph.WriteAsync(ReconcileQueries.MarkUnknown, type, mark, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Versions under which edges have come to stand past the bridge have more to rescore.</summary>
    private Task RecountJobsAsync(ReconcileEdgeRow[] edges, HashSet<string> nameless, CancellationToken cancellationToken)
    {
        var stands = edges.Select(edge =>
            (edge.Id, Version: edge.RescoredByArtifactId ?? (nameless.Contains(edge.Id) ? null : edge.SourceArtifactId)));
        var firstEdges = stands.Where(edge => edge.Version is not null).GroupBy(edge => edge.Version!, StringComparer.Ordinal)
            .ToDictionary(version => version.Key, version => version.First().Id, StringComparer.Ordinal);
        return fence.Graph.RecountJobsAsync(firstEdges, _told, cancellationToken);
    }

    private sealed record Reject(string EdgeId, string Relation, string Reason, DateTime At);
}
