using Torture.Model;

namespace Torture.Comparison;

/// <summary>What both databases hold against the world as it should be, whenever a step has ended.</summary>
internal sealed class StateComparison(Databases databases, World world)
{
    private const string Edges = """
        MATCH (s)-[r]->(t) WHERE r.edge_id IS NOT NULL
        RETURN r.edge_id, s.id, type(r), t.id, r.confidence, r.source_artifact_id, r.source_version,
          coalesce(r.provenance_unknown, false), coalesce(r.senate_review_flag, false), r.inference_input,
          r.rescored_by_artifact_id, r.rescored_version
        """;

    private const string Deltas = """
        MATCH (d:RescoreDelta)
        OPTIONAL MATCH (u:RescoreDelta {id: d.undone_id})
        RETURN d.edge_id, d.edge_type, d.seq, d.pass_id, d.child_id, d.old_confidence, d.new_confidence, d.delta, d.class,
          d.was_flagged, u.seq
        """;

    private const string Passes = """
        MATCH (p:RescorePass)
        RETURN p.id, p.promotion_id, p.status, p.edges, p.large_decrease, p.moderate, p.stable, p.increase, p.flagged
        """;

    private const string Rows = """
        SELECT id, source_id, relation, target_id, confidence, source_artifact_id, source_version, provenance_unknown, senate_review_flag,
            inference_input::text, rescored_by_artifact_id, rescored_version
        FROM kg_edges
        """;

    private const string Events = """
        SELECT target_artifact_id, m ->> 'pass_id', m ->> 'promotion_id', m ->> 'parent_artifact_id', m ->> 'child_artifact_id',
            (m ->> 'old_confidence')::float8, (m ->> 'new_confidence')::float8, (m ->> 'delta')::float8, m ->> 'class'
        FROM (SELECT target_artifact_id, detection_metadata AS m FROM world_model_improvements WHERE event_type = 'model_rescore') w
        """;

    /// <param name="mirrored">Whether a job that mirrors has just ended well, so that both databases must say the same.</param>
    /// <returns>What differs.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(bool mirrored)
    {
        List<string?> found =
        [
            Difference.Of("edges in Neo4j", world.Present.Select(EdgeLine), (await databases.CypherLinesAsync(Edges)).Select(Input)),
            Difference.Of("deltas in Neo4j", world.Edges.Values.SelectMany(DeltaLines), await databases.CypherLinesAsync(Deltas)),
            Difference.Of("passes in Neo4j", world.Passes.Select(PassLine), await databases.CypherLinesAsync(Passes)),
            .. await BooksAsync(),
        ];
        if (mirrored) found.AddRange(await MirrorAsync());
        return [.. found.OfType<string>()];
    }

    private async Task<IEnumerable<string?>> BooksAsync()
    {
        var events = world.Books.Events;
        var lines = events.SelectMany(e => e.Lines.SelectMany(line => LedgerLines(e, line.Key, line.Value)));
        return
        [
            Difference.Of("credit_events", events.Where(e => e.Status != "due").Select(e => Line.Of(e.Id, e.Status, e.Pool)),
                await databases.SqlLinesAsync("SELECT event_id, status, pool_utok FROM credit_events")),
            Difference.Of("wallet_ledger", lines,
                await databases.SqlLinesAsync("SELECT event_id, agent_id, amount_utok, kind FROM wallet_ledger")),
            // A wallet whose share was capped away to nothing has its heat noted all the same; its balance is 0 then.
            Difference.Of("wallets", world.Books.Wallets.Select(w => Line.Of(w.Key, w.Value.Balance, w.Value.Heat, w.Value.Day)),
                await databases.SqlLinesAsync(
                    "SELECT agent_id, balance_utok, heat_utok, heat_day - DATE '0001-01-01' FROM wallets")),
        ];
    }

    private async Task<IEnumerable<string?>> MirrorAsync() =>
    [
        Difference.Of("kg_edges", world.Edges.Values.Select(edge => edge.Row).OfType<string>().Concat(world.StrayRows),
            (await databases.SqlLinesAsync(Rows)).Select(Input)),
        Difference.Of("model_rescore events", world.Edges.Values.SelectMany(EventLines), await databases.SqlLinesAsync(Events)),
        Difference.Of("entries of the outbox", [], await databases.CypherLinesAsync("MATCH (o:Outbox) RETURN o.edge_type, o.edge_ids")),
        Difference.Of("rejects of the mirror", [], await databases.SqlLinesAsync("SELECT kind, row_id, reason FROM mirror_rejects")),
        // Ids and instants are the product's to choose; both sides must say the same.
        Difference.Of("ids and instants of deltas",
            (await databases.CypherLinesAsync("MATCH (d:RescoreDelta) RETURN d.id, toString(d.at)")).Select(Instants),
            (await databases.SqlLinesAsync($"SELECT id, {Instant("detected_at")} FROM world_model_improvements "
                + "WHERE event_type = 'model_rescore'")).Select(Instants)),
        Difference.Of("instants of edges",
            (await databases.CypherLinesAsync("MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL "
                + "RETURN r.edge_id, toString(r.created_at), toString(r.rescored_at)")).Select(Instants),
            (await databases.SqlLinesAsync($"SELECT id, {Instant("created_at")}, {Instant("rescored_at")} FROM kg_edges"))
                .Where(line => world.Edges.TryGetValue(line.Split(' ')[0], out var edge) && edge.IsThere).Select(Instants)),
    ];

    private static string EdgeLine(Edge edge) => edge.Present;

    private static string PassLine(Pass pass) => Line.Of(pass.Id, pass.Job.Id, "completed", pass.Counts);

    private static IEnumerable<string> DeltaLines(Edge edge) => edge.Deltas.Select(d => Line.Of(edge.Id, edge.Type, d.Sequence, d.Pass.Id,
        d.Pass.Job.Child.Id, d.Old, d.New, d.Difference, d.Class, d.WasFlagged, d.Undone));

    private static IEnumerable<string> EventLines(Edge edge) => edge.Deltas.Select(d => Line.Of(edge.Id, d.Pass.Id, d.Pass.Job.Id,
        d.Pass.Job.Parent.Id, d.Pass.Job.Child.Id, d.Old, d.New, d.Difference, d.Class));

    private static IEnumerable<string> LedgerLines(PayingEvent paid, string agent, long amount)
    {
        yield return Line.Of(paid.Id, agent, amount, agent == Books.Treasury ? "treasury" : "payout");
        if (paid.Status == "reversed") yield return Line.Of(paid.Id, agent, -amount, "reversal");
    }

    /// <summary>The input's one number in place of its JSON.</summary>
    private static string Input(string line)
    {
        var (start, end) = (line.IndexOf('{', StringComparison.Ordinal), line.IndexOf('}', StringComparison.Ordinal));
        return start < 0 ? line : $"{line[..start]}{line[start..end].Split(':')[1].Trim()}{line[(end + 1)..]}";
    }

    private static string Instant(string column) => $"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    /// <summary>Neo4j writes no zeros at the end of a fraction.</summary>
    private static string Instants(string line) => string.Join(" | ", line.Split(" | ").Select(part =>
        part.EndsWith('Z') && part.Contains('T') ? DateTimeOffset.Parse(part, null).ToString("O") : part));
}
