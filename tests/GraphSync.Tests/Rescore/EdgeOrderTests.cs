using CsCheck;
using GraphSync.Edges;
using GraphSync.Rescore;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>Neo4j orders ids by code point, and so must whoever merges, cuts or goes on after them.</summary>
public sealed class EdgeOrderTests(ServersFixture servers) : RescoreTest(servers)
{
    /// <summary>Ids of characters from every plane; where UTF-16 orders differently they are the more frequent.</summary>
    private static readonly Gen<string> Ids = Gen.OneOf(
        Gen.Int['!', '~'], Gen.Int[0xA1, 0x7FF], Gen.Int[0x800, 0xD7FF], Gen.Int[0xE000, 0xFFFD], Gen.Int[0xFF21, 0xFF3A],
        Gen.Int[0x10000, 0x1FFFF], Gen.Int[0x1F600, 0x1F64F], Gen.Int[0x20000, 0x10FFFD])
        .Array[1, 4].Select(points => string.Concat(points.Select(char.ConvertFromUtf32)));

    private static readonly string[] Types = ["A", "B", "C"];
    private int _round;

    private string Parent => $"{_round}v1";

    private string Child => $"{_round}v2";

    [Fact]
    public async Task Resume_TakesItsEdges_WhenUtf16AndCodePointsOrderThemDifferently()
    {
        await BeginAsync(["\uFF21", "\U0001F600", "z"]);
        await CutOffAsync();

        var resumed = await RescoreAsync();

        (resumed.Status, resumed.Edges).ShouldBe(("resumed", 3));
    }

    // Passes over ids of all planes and three types, cut off now and then: every edge is rescored once, and no pass exceeds its limit.
    [Fact]
    public async Task Passes_TakeEveryEdgeOnce_WhateverTheIds()
    {
        (Options.WindowHours, Options.MaxEdgesPerPass) = (0, 9);
        await Ids.Array[30, 40].Select(ids => ids.Distinct().ToArray()).SampleAsync(async ids =>
        {
            await BeginAsync(ids);
            await CutOffAsync();
            for (var pass = 1; await EdgesAsync("r.rescored_by_artifact_id IS NULL") > 0; pass++)
            {
                (await RescoreAsync()).ShouldSatisfyAllConditions(
                    report => report.Edges.ShouldBeInRange(1, 9),
                    report => report.Changed.ShouldBeEmpty(),
                    report => report.ErrorCount.ShouldBe(0));
                pass.ShouldBeLessThan(10);
                if (pass == 2) await CutOffAsync();
            }
            var deltas = await Bridge.CypherAsync(
                "MATCH (d:RescoreDelta {child_id: $child}) RETURN count(*), count(DISTINCT d.edge_id)", ("child", Child));
            deltas[0].ShouldBe([(long)ids.Length, (long)ids.Length]);
            (await Bridge.CypherValueAsync<string>("MATCH (j:RescoreJob {parent_id: $parent}) RETURN j.status", ("parent", Parent)))
                .ShouldBe("done");
            (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE rescored_by_artifact_id = @Child", new { Child }))
                .ShouldBe(ids.Length);
        }, iter: 3, threads: 1);
    }

    [Fact]
    public void CodePointOrder_IsThatOfUtf32_ForAnyTwoIds() => Gen.Select(Ids, Ids).Sample((one, other) =>
        Math.Sign(CodePointOrder.Instance.Compare(one, other)) == Math.Sign(Utf32(one).AsSpan().SequenceCompareTo(Utf32(other))));

    private static int[] Utf32(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];

    /// <summary>A promotion of its own, and edges of three types under its parent; there are no others.</summary>
    private async Task BeginAsync(string[] ids)
    {
        _round++;
        await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL DELETE r");
        // An id may come again in another round under another type, which the mirror would refuse.
        await Bridge.SqlAsync("DELETE FROM kg_edges");
        await Bridge.AddVersionAsync(Parent, $"m{_round}", 1, quality: 1.0);
        await Bridge.AddVersionAsync(Child, $"m{_round}", 2, quality: 0.5);
        await Bridge.PromoteAsync($"p{_round}", Parent, Child);
        foreach (var (type, part) in Types.Zip(ids.Chunk((ids.Length / 3) + 1)))
        {
            await Bridge.RegisterAsync(type);
            await Bridge.CypherAsync("MERGE (s:KgNode {id: 's'}) MERGE (t:KgNode {id: 't'}) WITH s, t UNWIND $ids AS id "
                + $"CREATE (s)-[:{type} {{edge_id: id, confidence: 0.5, source_artifact_id: $version, source_version: 1}}]->(t)",
                ("ids", part), ("version", Parent));
        }
    }

    /// <summary>A pass begins and is cut off before it writes; then the fallback scores.</summary>
    private async Task CutOffAsync()
    {
        var gate = new GateScorer(Folder, "0.25");
        await Bridge.SqlAsync("UPDATE model_versions SET scorer = @path WHERE artifact_id = @Child", new { path = gate.Path, Child });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var run = Bridge.RunAsync(new RescoreRequest(), stop.Token);
        await gate.SeenAsync(Cancellation);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        await Bridge.SqlAsync("UPDATE model_versions SET scorer = null WHERE artifact_id = @Child", new { Child });
    }
}
