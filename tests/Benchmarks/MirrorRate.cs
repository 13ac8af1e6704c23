using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using GraphQueries.Language;
using GraphQueries.Outbound;
using GraphSync.Sync;
using Npgsql;
using NpgsqlTypes;
using Support;

namespace Benchmarks;

/// <summary>
/// 100,000 changed edges of five types through <c>sync</c>, against a bare read of the same rows over the same connection, COPY and
/// upsert: no outbox, no lease, no comparison, nothing put aside. Then how long after its commit in Neo4j a change is seen in PostgreSQL,
/// when a daemon runs and 100 edges a second are changed, each in a transaction of its own.
/// </summary>
internal static class MirrorRate
{
    private const int Edges = 100_000;
    private const int EntryEdges = 2_000;
    private const int BatchRows = 4_000;
    private const int ReadRows = 1_000;
    private const int WarmUp = 2;
    private const int Rounds = 5;
    private const int ChangesASecond = 100;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);
    private static int _round;

    /// <summary>Prints the figures. Targets: at most 1.5 times the floor, 99 of 100 changes seen within 2 seconds.</summary>
    public static async Task RunAsync()
    {
        await using var servers = ServersFixture.ToMeasure();
        await using var bridge = await TestBridge.CreateAsync(servers);
        await RescorePass.ArrangeAsync(bridge);
        await RescorePass.FillAsync(bridge, "small", Edges);
        await bridge.ReplanAsync();

        var figures = await Table.InterleaveAsync(WarmUp, Rounds,
            ("sync", () => SyncAsync(bridge)),
            ("bare read, COPY and upsert", () => BareAsync(bridge)));
        Table.Write($"{Edges:N0} changed edges into PostgreSQL", ["work", "median ms", "sync ÷ work"],
            Table.Rows(figures, work => Table.Ratio(figures["sync"], work)));
        await LagAsync(bridge);
    }

    private static async Task<double> SyncAsync(TestBridge bridge)
    {
        await ChangeAsync(bridge);
        SyncReport? report = null;
        var seconds = await Table.SecondsAsync(async () => report = await bridge.RunAsync(new SyncRequest()));
        return report!.Outbound.Edges == Edges ? seconds : throw new InvalidOperationException($"{report.Outbound}");
    }

    /// <summary>Changes every edge, and says so in entries such as a job's batches leave.</summary>
    private static async Task ChangeAsync(TestBridge bridge)
    {
        var confidence = 0.5 + ++_round * 0.01;
        foreach (var type in RescorePass.Types)
        {
            await bridge.CypherAsync($$"""
                MATCH ()-[r:{{type}}]->() WHERE r.edge_id > ''
                CALL (r) { SET r.confidence = $confidence RETURN r.edge_id AS id } IN TRANSACTIONS OF 5000 ROWS
                WITH id, elementId(r) AS element ORDER BY id
                WITH collect(id) AS ids, collect(element) AS elements
                UNWIND range(0, size(ids) - 1, $entry) AS first
                CREATE (:Outbox {id: randomUUID(), edge_type: $type, edge_ids: ids[first..first + $entry],
                    element_ids: elements[first..first + $entry], delta_ids: [], created_at: datetime()})
                """, ("confidence", confidence), ("type", type), ("entry", EntryEdges));
        }
        await bridge.SqlAsync("VACUUM kg_edges");
    }

    private static async Task<double> BareAsync(TestBridge bridge)
    {
        await ChangeAsync(bridge);
        var entries = await bridge.CypherAsync(
            "MATCH (o:Outbox) WITH o, o.edge_ids AS ids, o.element_ids AS elements DELETE o RETURN ids, elements");
        var edges = entries.SelectMany(entry => ((IReadOnlyList<object?>)entry[0]!).Zip((IReadOnlyList<object?>)entry[1]!))
            .Select(edge => ((string)edge.First!, (string)edge.Second!)).ToList();
        return await Table.SecondsAsync(() => CopyAsync(bridge, edges));
    }

    /// <summary>Reads edges where they stand, and writes them into the mirror with COPY and upsert.</summary>
    public static async Task CopyAsync(TestBridge bridge, IEnumerable<(string Id, string Element)> edges)
    {
        foreach (var batch in edges.Chunk(BatchRows)) await WriteAsync(bridge, await ReadAsync(bridge, batch));
    }

    private static async Task<IReadOnlyList<MirrorEdgeRow>> ReadAsync(TestBridge bridge, (string Id, string Element)[] batch)
    {
        var rows = new ConcurrentBag<IReadOnlyList<MirrorEdgeRow>>();
        await Parallel.ForEachAsync(batch.Chunk(ReadRows), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (edges, stop) =>
            rows.Add(await bridge.Graph.ReadAsync(OutboundQueries.Edges, new MirrorEdgesParameters([.. edges.Select(edge => edge.Id)],
                [.. edges.Select(edge => edge.Element)], "KgNode"), stop)));
        return [.. rows.SelectMany(part => part)];
    }

    private const string Copy = "COPY bare (id, source_id, source_type, relation, target_id, target_type, confidence, "
        + "source_artifact_id, source_version, provenance_unknown, senate_review_flag, inference_input) FROM STDIN (FORMAT BINARY)";

    private const string Upsert = """
        INSERT INTO kg_edges (id, source_id, source_type, relation, target_id, target_type, confidence, source_artifact_id,
            source_version, provenance_unknown, senate_review_flag, inference_input, created_at, updated_at)
        SELECT id, source_id, source_type, relation, target_id, target_type, confidence, source_artifact_id,
            source_version, provenance_unknown, senate_review_flag, inference_input, now(), now() FROM bare
        ON CONFLICT (id) DO UPDATE SET source_id = excluded.source_id, source_type = excluded.source_type,
            relation = excluded.relation, target_id = excluded.target_id, target_type = excluded.target_type,
            confidence = excluded.confidence, source_artifact_id = excluded.source_artifact_id,
            source_version = excluded.source_version, provenance_unknown = excluded.provenance_unknown,
            senate_review_flag = excluded.senate_review_flag, inference_input = excluded.inference_input,
            updated_at = excluded.updated_at
        """;

    private static async Task WriteAsync(TestBridge bridge, IReadOnlyList<MirrorEdgeRow> rows)
    {
        await using var connection = await bridge.Postgres.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("CREATE TEMP TABLE bare (LIKE kg_edges) ON COMMIT DROP");
        await using (var copy = await connection.BeginBinaryImportAsync(Copy))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync();
                foreach (var text in (string?[])[row.Id, row.SourceId, row.SourceType, row.Relation, row.TargetId, row.TargetType])
                    await copy.WriteAsync(text, NpgsqlDbType.Text);
                await copy.WriteAsync(row.Confidence!.Value, NpgsqlDbType.Double);
                await copy.WriteAsync(row.SourceArtifactId, NpgsqlDbType.Text);
                await copy.WriteAsync((int)row.SourceVersion!.Value, NpgsqlDbType.Integer);
                await copy.WriteAsync(row.ProvenanceUnknown, NpgsqlDbType.Boolean);
                await copy.WriteAsync(row.SenateReviewFlag, NpgsqlDbType.Boolean);
                await copy.WriteAsync(row.InferenceInput, NpgsqlDbType.Jsonb);
            }
            await copy.CompleteAsync();
        }
        await connection.ExecuteAsync(Upsert);
        await transaction.CommitAsync();
    }

    /// <summary>A daemon as the compose file runs it, and changes that each set a mark of their own.</summary>
    private static async Task LagAsync(TestBridge bridge)
    {
        await using var daemon = await RunningDaemon.StartAsync(
            new Dictionary<string, string?>(bridge.Variables) { ["Bridge__Schedules__Sync"] = "* * * * *" });
        var committed = new ConcurrentDictionary<string, long>();
        var seen = new Dictionary<string, long>();
        var changing = ChangeSteadilyAsync(bridge, committed);
        var last = DateTime.MinValue;
        while (!changing.IsCompleted || seen.Count < committed.Count)
        {
            var rows = (await bridge.SqlRowsAsync<(string Id, DateTime At)>(
                "SELECT id, updated_at FROM kg_edges WHERE updated_at > @last AND source_version = 2", new { last })).AsList();
            var now = Stopwatch.GetTimestamp();
            foreach (var (id, _) in rows) seen.TryAdd(id, now);
            // What begins earlier may be seen later.
            if (rows.Count > 0) last = rows.Max(row => row.At).AddSeconds(-2);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        await changing;
        var lags = seen.Select(edge => Stopwatch.GetElapsedTime(committed[edge.Key], edge.Value).TotalSeconds).Order().ToArray();
        string At(double share) => lags[(int)(share * (lags.Length - 1))].ToString("0.00", CultureInfo.InvariantCulture);
        Table.Write($"Seconds from commit to mirror, {lags.Length:N0} changes, {ChangesASecond} a second", ["median", "p99", "longest"],
            [[At(0.5), At(0.99), At(1)]]);
    }

    private static async Task ChangeSteadilyAsync(TestBridge bridge, ConcurrentDictionary<string, long> committed)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, (int)(Watched.TotalSeconds * ChangesASecond), new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (i, stop) =>
            {
                var due = TimeSpan.FromSeconds((double)i / ChangesASecond) - Stopwatch.GetElapsedTime(started);
                if (due > TimeSpan.Zero) await Task.Delay(due, TimeProvider.System, stop);
                var (type, id) = (RescorePass.Types[i % RescorePass.Types.Length], $"small:{i:00000000}");
                await bridge.Graph.Graph.WriteAsync(transaction => transaction.RunAsync(new CypherStatement($$"""
                    MATCH ()-[r:{{type}} {edge_id: $id}]->() SET r.source_version = 2
                    CREATE (:Outbox {id: randomUUID(), edge_type: $type, edge_ids: [$id], delta_ids: [], created_at: datetime()})
                    """, new Dictionary<string, object?> { ["id"] = id, ["type"] = type })), null, stop);
                committed[id] = Stopwatch.GetTimestamp();
            });
    }
}
