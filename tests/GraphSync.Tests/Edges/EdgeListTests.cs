using CsCheck;
using GraphSync.Edges;
using GraphSync.Rescore;

namespace GraphSync.Tests.Edges;

/// <summary>Edges that are kept small are the same when they are read again.</summary>
public sealed class EdgeListTests
{
    // Code points of one to four bytes, and lengths beyond what is looked up on the stack and beyond a block.
    private static readonly Gen<string> Id = Gen.Frequency(
        (20, OneOf("a", "b", "ä", "\ud7ff", "\uffff", "😀", "\0").Array[0, 6].Select(string.Concat)),
        (1, Gen.Int[200, 40_000].Select(length => new string('ä', length))));

    private static readonly Gen<EdgeRef> Edge = Gen.Select(OneOf("A", "B", "\uffff", "😀"), Id,
        OneOf<string?>(null, "5:db:1", "5:db:9223372036854775807", "5:other:007", "of another form"),
        (type, id, place) => new EdgeRef(type, id, place));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public void Edges_ComeBackAsTheyWereAdded() => Edge.Array[0, 3_000].Sample(edges =>
    {
        var list = new EdgeList(edges);
        list.ShouldBe(edges);
        list.Count.ShouldBe(edges.Length);
    }, iter: 20);

    [Fact]
    public void IndexOf_FindsWhatWasAdded_AndNothingElse() => Gen.Select(Id.Array[0, 50], Id.Array[0, 50]).Sample((known, others) =>
    {
        var ids = new EdgeIdTable();
        var index = new EdgeIdIndex(ids);
        foreach (var id in known)
        {
            ids.Add(id);
            index.TryAdd(ids.Count - 1).ShouldBe(Array.IndexOf(known, id) == ids.Count - 1);
        }
        foreach (var id in known.Concat(others)) index.IndexOf(id).ShouldBe(Array.IndexOf(known, id));
    }, iter: 200);

    [Fact]
    public void Scored_AreThoseThatWereAnswered_ByTypeAndId_UntilTheyAreSettled() =>
        Gen.Select(Edge.Array[0, 60], Gen.Int[2, 5]).Sample((edges, divisor) =>
        {
            edges = [.. edges.DistinctBy(edge => edge.EdgeId)];
            var scored = new ScoredEdges(new EdgeList(edges));
            for (var i = 0; i < edges.Length; i++) scored.TryAsk(i, i, isPinned: i % 2 == 0).ShouldBeTrue();
            if (edges.Length > 0) scored.TryAsk(0, 0, isPinned: false).ShouldBeFalse();
            for (var i = 0; i < edges.Length; i += divisor) scored.Answer(edges[i].EdgeId, -i);
            scored.Complete();

            var expected = edges.Select((edge, i) => new ScoredEdge(edge, i, -i, IsPinned: i % 2 == 0)).Where((_, i) => i % divisor == 0)
                .OrderBy(edge => edge.EdgeType, CodePointOrder.Instance).ThenBy(edge => edge.EdgeId, CodePointOrder.Instance).ToList();
            scored.ShouldBe(expected);
            foreach (var edge in expected.Take(expected.Count / 2)) scored.Settle(edge.EdgeId);
            scored.Unsettled().ShouldBe(expected.Skip(expected.Count / 2).Select(edge => edge.Edge));
        }, iter: 200);
}
