using System.Runtime.CompilerServices;
using System.Threading.Channels;
using GraphSync.Edges;
using GraphSync.Rescore;
using GraphSync.Rescore.Scoring;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>What becomes of edges while a scorer reads and answers at the same time.</summary>
public sealed class CandidateScorerTests(ServersFixture servers) : BridgeTest(servers)
{
    private const int Edges = 4_000;

    [Fact]
    public async Task ScoreAsync_TellsOfEveryEdge_WhenSomeCannotBeReadAndOthersNotBeScored()
    {
        await Bridge.AddEdgesAsync("A", "m1", Edges);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() WHERE toInteger(right(r.edge_id, 1)) % 2 = 0 SET r.confidence = 'high'");
        var candidates = new CandidateStream(Bridge.Graph, "m1").ReadAsync("", cancellationToken: Cancellation);
        var edges = await EdgeList.ReadAsync(candidates, Cancellation);

        for (var run = 0; run < 20; run++)
        {
            var scores = await new CandidateScorer(Bridge.Graph, "m1", new EagerScorer()).ScoreAsync(edges, Cancellation);

            scores.Unscored.Select(problem => problem.EdgeId).Distinct().Count().ShouldBe(Edges);
            scores.Scored.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0")]
    [InlineData("5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:9223372036854775807")]
    [InlineData("5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:9223372036854775808")]
    [InlineData("5:other:007")]
    [InlineData("5:other:-1")]
    [InlineData("5:other:+1")]
    [InlineData("17")]
    [InlineData("5:")]
    [InlineData(":")]
    [InlineData("")]
    [InlineData("of another form")]
    [InlineData(null)]
    public void EdgeRef_KeepsAnElementId_WhateverItsForm(string? elementId)
    {
        var edge = new EdgeRef("A", "e1", elementId);
        edge.ElementId.ShouldBe(elementId);
        (new EdgeRef("A", "e1", "5:another:1") with { ElementId = elementId }).ShouldBe(edge);
    }

    /// <summary>Reads by a task of its own, as fast as it can, and answers no edge with a number.</summary>
    private sealed class EagerScorer : IScorer
    {
        public string Description => "eager";

        public async IAsyncEnumerable<ScoringResult> ScoreAsync(IAsyncEnumerable<ScoringRequest> edges,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var read = Channel.CreateUnbounded<string>();
            var reading = Task.Run(async () =>
            {
                await foreach (var edge in edges.WithCancellation(cancellationToken)) read.Writer.TryWrite(edge.EdgeId);
                read.Writer.Complete();
            }, cancellationToken);
            await foreach (var edgeId in read.Reader.ReadAllAsync(cancellationToken)) yield return new ScoringResult(edgeId, null, "no");
            await reading;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
