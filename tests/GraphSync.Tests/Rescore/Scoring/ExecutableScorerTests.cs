using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Tests.Rescore.Scoring;

public sealed class ExecutableScorerTests : IDisposable
{
    private readonly ScorerBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task ScoreAsync_GivesEachEdgeItsAnswer_WhenTheScorerAnswersInReverse()
    {
        var scorer = _bench.Python("""
            edges = [json.loads(line) for line in sys.stdin]
            for i, edge in reversed(list(enumerate(edges))):
                print(json.dumps({"edge_id": edge["edge_id"], "confidence": i / 1000, "note": "ignored"}), end="\r\n\n")
            """);
        var scores = await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(1000));
        scores.ShouldBe(ScorerBench.Edges(1000).Select((edge, i) => new ScoringResult(edge.EdgeId, i / 1000.0, null)).Reverse());
    }

    [Theory]
    [InlineData("-0.0", -0.0)]
    [InlineData("1.0", 1.0)]
    [InlineData("1", 1.0)]
    [InlineData("0.30000000000000004", 0.30000000000000004)]
    [InlineData("5e-324", 5e-324)]
    public async Task ScoreAsync_KeepsEveryBit(string printed, double expected)
    {
        var scorer = _bench.Shell($$"""cat >/dev/null; echo '{"edge_id":"e1","confidence":{{printed}},"error":null}'""");
        var score = (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(1))).ShouldHaveSingleItem();
        BitConverter.DoubleToInt64Bits(score.Confidence!.Value).ShouldBe(BitConverter.DoubleToInt64Bits(expected));
    }

    [Fact]
    public async Task ScoreAsync_LeavesAnEdge_WhenTheScorerAnswersAnError()
    {
        var scorer = _bench.Answering(
            """json.dumps({"edge_id": edge["edge_id"], **({"error": "no x"} if edge["edge_id"] == "e2" else {"confidence": 0.5})})""");
        (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(3))).ShouldBe(
            [new("e1", 0.5, null), new("e2", null, "no x"), new("e3", 0.5, null)]);
    }

    [Fact]
    public async Task ScoreAsync_LeavesAnEdge_WhenItsInputsAreNoJson()
    {
        var scorer = _bench.Answering("""json.dumps({"edge_id": edge["edge_id"], "confidence": 0.5})""");
        var scores = await ScorerBench.ScoreAsync(scorer, [ScorerBench.Edge("e1", "free text"), ScorerBench.Edge("e2", "[1, 2]")]);
        scores.ShouldBe([new("e2", 0.5, null), new("e1", null, "its inference_input is not JSON")]);
    }

    [Fact]
    public async Task ScoreAsync_SendsTheEdgeAsGiven()
    {
        var scorer = _bench.Python("""
            lines = sys.stdin.readlines()
            open("seen", "w").write("".join(lines))
            for line in lines:
                print(json.dumps({"edge_id": json.loads(line)["edge_id"], "confidence": json.loads(line)["confidence"]}))
            """);
        var edge = new ScoringRequest("\"é\n\u2028😀", "a\\b", "IS A", "</script>", "{\n\"x\": 0.1}", 0.30000000000000004);
        (await ScorerBench.ScoreAsync(scorer, [edge])).ShouldBe([new(edge.EdgeId, edge.Confidence, null)]);
        using var seen = JsonDocument.Parse((await _bench.FileAsync("seen")).Trim());
        seen.RootElement.EnumerateObject().Select(property => property.Name)
            .ShouldBe(["edge_id", "source", "relation", "target", "inputs", "confidence"]);
        seen.RootElement.GetProperty("source").GetString().ShouldBe(edge.Source);
        seen.RootElement.GetProperty("relation").GetString().ShouldBe(edge.Relation);
        seen.RootElement.GetProperty("target").GetString().ShouldBe(edge.Target);
        seen.RootElement.GetProperty("inputs").GetRawText().ShouldBe("""{"x":0.1}""");
    }

    [Fact]
    public async Task ScoreAsync_DoesNotBlock_WhenTheScorerAnswersOnlyAtTheEndAndFillsStderrFirst()
    {
        var scorer = _bench.Python("""
            edges = [json.loads(line) for line in sys.stdin]
            sys.stderr.write("noise\n" * 200000)
            for edge in edges: print(json.dumps({"edge_id": edge["edge_id"], "confidence": 0.5}))
            """);
        (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(20_000))).Count.ShouldBe(20_000);
    }

    [Fact]
    public async Task ScoreAsync_DoesNotBlock_WhenTheScorerAnswersAtOnceAtLength()
    {
        var scorer = _bench.Answering("""json.dumps({"edge_id": edge["edge_id"], "confidence": 0.5, "why": "x" * 1000})""");
        (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(10_000))).Count.ShouldBe(10_000);
    }

    [Fact]
    public async Task ScoreAsync_SendsAnEdgeAtOnce_WhenTheNextOneIsNotThereYet()
    {
        var scorer = _bench.Answering("""json.dumps({"edge_id": edge["edge_id"], "confidence": 0.5})""");
        var answered = new TaskCompletionSource();
        await using var made = ScorerFactory.Create(scorer, new ScorerOptions(), TimeProvider.System);
        var scores = new List<string>();
        await foreach (var score in made.ScoreAsync(SourceAsync(Cancellation), Cancellation))
        {
            scores.Add(score.EdgeId);
            answered.TrySetResult();
        }
        scores.ShouldBe(["e1", "e2"]);

        async IAsyncEnumerable<ScoringRequest> SourceAsync([EnumeratorCancellation] CancellationToken token = default)
        {
            yield return ScorerBench.Edge("e1");
            await answered.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, token);
            yield return ScorerBench.Edge("e2");
        }
    }

    [Fact]
    public async Task ScoreAsync_PullsNoMoreThanThePipesHold_AndEndsTheScorer_WhenTheCallerLeavesEarly()
    {
        var scorer = _bench.Python("""
            open("pid", "w").write(str(os.getpid()))
            edge = json.loads(sys.stdin.readline())
            print(json.dumps({"edge_id": edge["edge_id"], "confidence": 0.5}), flush=True)
            time.sleep(600)
            """);
        var pulled = 0;
        await using var made = ScorerFactory.Create(scorer, new ScorerOptions(), TimeProvider.System);
        var source = Enumerable.Range(0, 1_000_000).Select(i =>
        {
            pulled++;
            return ScorerBench.Edge(i.ToString(CultureInfo.InvariantCulture));
        });
        var first = await made.ScoreAsync(source.ToAsyncEnumerable(), Cancellation).FirstAsync(Cancellation);
        first.EdgeId.ShouldBe("0");
        pulled.ShouldBeLessThan(5000);
        await ScorerBench.GoneAsync(await _bench.FileAsync("pid"));
    }

    [Fact]
    public async Task ScoreAsync_PassesOnWhatTheSourceThrew_AndEndsTheScorer()
    {
        var scorer = _bench.Python("""
            open("pid", "w").write(str(os.getpid()))
            sys.stdin.readline()
            print('{"edge_id":', flush=True, end="")
            time.sleep(600)
            """);
        await using var made = ScorerFactory.Create(scorer, new ScorerOptions(), TimeProvider.System);
        var error = await Should.ThrowAsync<TimeZoneNotFoundException>(
            async () => await made.ScoreAsync(SourceAsync(), Cancellation).ToListAsync(Cancellation));
        error.Message.ShouldBe("graph gone");
        await ScorerBench.GoneAsync(await _bench.FileAsync("pid"));

        async IAsyncEnumerable<ScoringRequest> SourceAsync()
        {
            yield return ScorerBench.Edge("e1");
            await _bench.FileAsync("pid");
            throw new TimeZoneNotFoundException("graph gone");
        }
    }

    [Fact]
    public async Task ScoreAsync_GivesTheScorerNoCredentials()
    {
        Environment.SetEnvironmentVariable("SCORER_TEST_SECRET", "secret"); // a name that no other test reads
        var scorer = _bench.Shell("""
            tr '\0' '\n' < /proc/$$/environ > seen
            cat >/dev/null
            echo '{"edge_id":"e1","confidence":0.5}'
            """);
        await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(1));
        var names = (await _bench.FileAsync("seen")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=')[0]).ToList();
        names.ShouldContain("PATH");
        names.ShouldContain("HOME");
        names.ShouldBeSubsetOf(["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SystemRoot", "TEMP"]);
    }

    [Fact]
    public async Task ScoreAsync_RunsPython_WhenAPyFileIsNotExecutable()
    {
        var scorer = _bench.Script("plain.py", """
            import json, sys
            for line in sys.stdin: print(json.dumps({"edge_id": json.loads(line)["edge_id"], "confidence": 0.5}))
            """, executable: false);
        (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(2))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task ScoreAsync_EndsWithTheProgram_WhenItLeavesAProcessThatHoldsItsPipes()
    {
        var scorer = _bench.Shell("(sleep 600 & echo $! > orphan); cat >/dev/null; echo '{\"edge_id\":\"e1\",\"confidence\":0.5}'");
        (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(1))).ShouldHaveSingleItem();
        await ScorerBench.GoneAsync(await _bench.FileAsync("orphan"));
    }

    [Fact]
    public async Task ScoreAsync_ScoresAgain_WhenCalledTwice()
    {
        var scorer = _bench.Answering("""json.dumps({"edge_id": edge["edge_id"], "confidence": 0.5})""");
        await using var made = ScorerFactory.Create(scorer, new ScorerOptions(), TimeProvider.System);
        for (var run = 0; run < 2; run++)
            (await made.ScoreAsync(ScorerBench.Edges(2).ToAsyncEnumerable(), Cancellation).CountAsync(Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task ScoreAsync_IsEmpty_WhenThereAreNoEdges() =>
        (await ScorerBench.ScoreAsync(_bench.Answering("''"), [])).ShouldBeEmpty();
}
