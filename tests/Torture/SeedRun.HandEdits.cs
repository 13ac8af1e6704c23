using System.Text.Json;
using Support;
using Torture.Faults;
using Torture.Model;

namespace Torture;

/// <summary>What clients do to both databases past the bridge, and what <c>reconcile</c> makes of it.</summary>
internal sealed partial class SeedRun
{
    private async Task EditByHandAsync(IReadOnlyList<Fault> faults, Random random)
    {
        // What waits to be mirrored would decide what the row of a deleted edge says.
        await RunVerbAsync(["sync"], []);
        _world.Mirror();
        for (var edits = 1 + random.Next(4); edits > 0; edits--) await EditOneAsync(random);
        var gone = _world.Edges.Values.Count(edge => edge is { IsThere: false, Row: not null }) + _world.StrayRows.Count;
        await RunVerbAsync(["reconcile", "--json"], faults, (result, _) => result.ExitCode == (gone == 0 ? 0 : 1) && Left(result) == gone);
        await MirroredAsync();
    }

    private static int? Left(BridgeResult result) => result.Output.StartsWith('{')
        ? JsonDocument.Parse(result.Output).RootElement.GetProperty("left").GetInt32() : null;

    private Task EditOneAsync(Random random)
    {
        var edges = _world.Present.ToList();
        var edge = edges[random.Next(edges.Count)];
        return random.Next(7) switch
        {
            0 => SetConfidenceAsync(edge, Math.Round(random.NextDouble(), 6)),
            1 => DeleteAsync(edge),
            2 => CreateAsync(NewEdge(random)),
            3 => _databases.SqlAsync("UPDATE kg_edges SET confidence = 0.123, rescored_by_artifact_id = 'nobody' WHERE id = @Id", edge),
            4 => _databases.SqlAsync("DELETE FROM kg_edges WHERE id = @Id", edge),
            5 => AddStrayRowAsync(),
            _ => _databases.SqlAsync("UPDATE kg_edges SET senate_review_flag = NOT senate_review_flag WHERE id = @Id", edge),
        };
    }

    private async Task SetConfidenceAsync(Edge edge, double confidence)
    {
        await _databases.CypherAsync($"MATCH ()-[r:{edge.Type} {{edge_id: $id}}]->() SET r.confidence = $confidence",
            new { id = edge.Id, confidence });
        edge.Confidence = confidence;
    }

    /// <summary>Deletions are reported and never copied.</summary>
    private async Task DeleteAsync(Edge edge)
    {
        // An event about an edge that is gone would wait for good.
        if (_world.Books.Events.Exists(e => e.Edge == edge)) return;
        await _databases.CypherAsync($"MATCH ()-[r:{edge.Type} {{edge_id: $id}}]->() DELETE r", new { id = edge.Id });
        edge.IsThere = false;
    }

    private async Task CreateAsync(Edge edge)
    {
        await _databases.CypherAsync($$"""
            MATCH (s:KgNode {id: $source}), (t:KgNode {id: $target})
            CREATE (s)-[:{{edge.Type}} {edge_id: $id, confidence: $confidence, source_artifact_id: $version, source_version: $number,
              inference_input: $input, model_id: $model, model_version: $trail, created_at: datetime()}]->(t)
            """, new
        {
            id = edge.Id,
            source = edge.Source,
            target = edge.Target,
            confidence = edge.Confidence,
            version = edge.MadeBy?.Id,
            number = edge.MadeBy?.Number,
            input = edge.Input is { } x ? JsonSerializer.Serialize(new { x }) : null,
            model = edge.Trail is null ? null : "m",
            trail = edge.Trail,
        });
        _world.Insert(edge);
    }

    private async Task AddStrayRowAsync()
    {
        var id = $"stray-{_made++}";
        await _databases.SqlAsync("""
            INSERT INTO kg_edges (id, source_id, relation, target_id, confidence, provenance_unknown, senate_review_flag)
            VALUES (@id, 'n00', 'BINDS', 'n01', 0.5, false, false)
            """, new { id });
        _world.StrayRows.Add(Line.Of(id, "n00", "BINDS", "n01", 0.5, null, null, false, false, null, null, null));
    }
}
