using GraphQueries.Catalogue;
using GraphQueries.Doctor;
using GraphQueries.Outbound;
using GraphSync.Postgres;

namespace GraphSync.Doctor;

/// <summary>Whether both sides agree, and what is on its way from one to the other or has been put aside.</summary>
internal sealed class MirrorChecks(GraphClient graph, PostgresReader postgres, TimeProvider time)
{
    private const int Askings = 3;
    private const string StartSync = "Run sync, and see that a bridge runs whose Bridge__Schedules__Sync is set.";
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan TooLate = TimeSpan.FromHours(6);

    public IEnumerable<Check> All =>
    [
        new("inbox", Looks.AtPostgres, InboxAsync),
        new("outbox", Looks.AtNeo4j, OutboxAsync),
        new("put_aside", Looks.AtPostgres, PutAsideAsync),
        new("mirror_rejects", Looks.AtPostgres, RejectsAsync),
        new("mirror", Looks.AtBoth, TotalsAsync),
    ];

    private async Task<Finding> InboxAsync(CancellationToken cancellationToken)
    {
        var inbox = (await postgres.ReadAsync<Waiting>("Doctor/inbox.sql", null, cancellationToken).ConfigureAwait(false))[0];
        return Age(inbox.Entries, inbox.Seconds);
    }

    private async Task<Finding> OutboxAsync(CancellationToken cancellationToken)
    {
        var outbox = await ReadOutboxAsync(cancellationToken).ConfigureAwait(false);
        return Age(outbox.Entries, (time.GetUtcNow() - outbox.Oldest)?.TotalSeconds);
    }

    private async Task<OutboxBacklogRow> ReadOutboxAsync(CancellationToken cancellationToken) =>
        (await graph.ReadAsync(OutboundQueries.Backlog, new OutboxParameters(int.MaxValue), cancellationToken).ConfigureAwait(false))[0];

    private static Finding Age(long entries, double? seconds)
    {
        if (entries == 0) return Finding.Ok("empty");
        var age = TimeSpan.FromSeconds(Math.Clamp(Math.Round(seconds ?? 0), 0, 1e9));
        var found = $"{entries:N0} entries wait, the oldest for {age:c}";
        return age > TooLate ? Finding.Failed(found, StartSync) : age > Late ? Finding.Warning(found, StartSync) : Finding.Ok(found);
    }

    private async Task<Finding> PutAsideAsync(CancellationToken cancellationToken)
    {
        var rows = await AsideAsync("Doctor/put-aside.sql", cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? Finding.Ok("no row was put aside")
            : Finding.Failed($"{rows[0].Count:N0} rows of PostgreSQL cannot be carried into the graph",
                "Correct the rows that bridge_inbox_rejects names; a row that changes is taken up again.",
                rows.Select(row => row.Reason));
    }

    private async Task<Finding> RejectsAsync(CancellationToken cancellationToken)
    {
        var rows = await AsideAsync("Doctor/mirror-rejects.sql", cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? Finding.Ok("PostgreSQL has taken every row")
            : Finding.Failed($"PostgreSQL refused {rows[0].Count:N0} rows of the mirror",
                "Correct what mirror_rejects names, or the rule of yours that refuses it, then run sync --full.",
                rows.Select(row => row.Reason));
    }

    private Task<IReadOnlyList<Aside>> AsideAsync(string file, CancellationToken cancellationToken) =>
        postgres.ReadAsync<Aside>(file, new { limit = Finding.Shown, text = Columns.MaxTextCharacters }, cancellationToken);

    /// <summary>Compares sums, not rows. What changes meanwhile is on its way through the outbox, or shows the next time.</summary>
    private async Task<Finding> TotalsAsync(CancellationToken cancellationToken)
    {
        for (var asked = 1; ; asked++)
        {
            var edges = await graph.ReadWholeAsync(DoctorQueries.Totals, graph.Schema.Types, NoParameters.Instance, cancellationToken)
                .ConfigureAwait(false);
            var rows = await postgres.ReadAsync<EdgeTotalsRow>("Doctor/totals.sql", null, cancellationToken).ConfigureAwait(false);
            var finding = Compare(edges.ToDictionary(row => row.EdgeType, StringComparer.Ordinal),
                rows.ToDictionary(row => row.EdgeType, StringComparer.Ordinal));
            if (finding.State != CheckState.Failed) return finding;
            var waiting = (await ReadOutboxAsync(cancellationToken).ConfigureAwait(false)).Entries;
            if (waiting > 0)
            {
                return Finding.Warning($"{finding.Found}, while {waiting:N0} entries wait in the outbox", "Run sync, then doctor again.",
                    finding.Examples);
            }
            if (asked == Askings) return finding;
        }
    }

    private static Finding Compare(Dictionary<string, EdgeTotalsRow> graph, Dictionary<string, EdgeTotalsRow> mirror)
    {
        List<string> differ = [], beyond = [];
        foreach (var type in graph.Keys.Union(mirror.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (here, there) = (graph.GetValueOrDefault(type), mirror.GetValueOrDefault(type));
            var (edges, rows) = (here?.Edges ?? 0, there?.Edges ?? 0);
            if (rows > edges) beyond.Add($"{type}: {rows - edges:N0} rows more than edges");
            else if (rows < edges) differ.Add($"{type}: {edges - rows:N0} edges have no row");
            else if (here != there) differ.Add($"{type}: {edges:N0} edges, of which some have another {Difference(here!, there!)} there");
        }
        return differ.Count > 0
            ? Finding.Failed($"kg_edges differs from the graph in {differ.Count} types",
                "Run reconcile, which names each difference and mends it.", [.. differ, .. beyond])
            : beyond.Count > 0
                ? Finding.Warning($"kg_edges has rows of {beyond.Count} types that are no edges of the graph",
                    "Rows that never were, import-kg-edges takes in; reconcile --dry-run names those whose edges are gone.", beyond)
                : Finding.Ok($"{graph.Values.Sum(row => row.Edges):N0} edges and as many rows, with the same sums");
    }

    private static string Difference(EdgeTotalsRow here, EdgeTotalsRow there) =>
        here.Billionths != there.Billionths ? "confidence"
        : here.Attributed != there.Attributed || here.SourceVersions != there.SourceVersions ? "source"
        : here.Unknown != there.Unknown ? "provenance_unknown"
        : here.RescoredVersions != there.RescoredVersions ? "rescored_version"
        : "senate_review_flag";

    private sealed record Waiting(long Entries, double? Seconds);

    private sealed record Aside(long Count, string Reason);
}
