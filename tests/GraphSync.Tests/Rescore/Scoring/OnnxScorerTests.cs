using System.Diagnostics;
using System.Text.Json;
using GraphSync.Rescore.Scoring;
using Microsoft.Extensions.Time.Testing;

namespace GraphSync.Tests.Rescore.Scoring;

public sealed class OnnxScorerTests : IDisposable
{
    private const int Float = 1;
    private const int Double = 11;
    private const int Int64 = 7;

    private readonly ScorerBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Model => Path.Combine(_bench.Root, "model.onnx");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task ScoreAsync_GivesThePublishedScores_WhenTheModelIsLrV2()
    {
        var data = new DwpcFeatures();
        var (intercept, coefficients, means, deviations) = DwpcFeatures.Table();
        var onnx = new OnnxFile();
        var scaled = onnx.Node("Asinh", onnx.Node("Mul", "x", onnx.Constant([100f])));
        var standardised = onnx.Node("Div", onnx.Node("Sub", scaled, onnx.Constant(means, 18)), onnx.Constant(deviations, 18));
        var logit = onnx.Node("Add", onnx.Node("MatMul", standardised, onnx.Constant(coefficients, 18, 1)), onnx.Constant([intercept]));
        onnx.Save(Model, 18, onnx.Node("Sigmoid", logit), [-1, 1], JsonSerializer.Serialize(data.Names));
        await using var scorer = ScorerFactory.Create("model.onnx", new ScorerOptions { ScorerRoots = [_bench.Root] }, TimeProvider.System);
        scorer.Description.ShouldBe($"onnx:{Model}");
        data.ShouldEqual(await scorer.ScoreAsync(data.Edges.ToAsyncEnumerable(), Cancellation).ToListAsync(Cancellation), 1e-5);
    }

    [Theory]
    [InlineData("a,b", "vector")]
    [InlineData(" a , b ", "column")]
    [InlineData("""["a","b"]""", "pair")]
    public async Task ScoreAsync_ReadsTheFirstFeatureOrItsPositiveClass_WhateverTheShape(string features, string shape)
    {
        var onnx = new OnnxFile();
        var a = onnx.Node("MatMul", "x", onnx.Constant([1f, 0f], 2, 1));
        if (shape == "column")
            onnx.Save(Model, 2, a, [-1, 1], features);
        else if (shape == "vector")
            onnx.Save(Model, 2, onnx.Node("Squeeze", a, onnx.Constant(1L)), [-1], features);
        else
            onnx.Save(Model, 2, onnx.Node("Concat", [onnx.Node("Sub", onnx.Constant([1f]), a), a], ("axis", 1)), [-1, 2], features);
        (await ScorerBench.ScoreAsync(Model, [AB("e1", "0.25", "7"), AB("e2", "1", "8"), AB("e3", "-0.0", "0")]))
            .ShouldBe([new("e1", 0.25, null), new("e2", 1, null), new("e3", 0, null)]);
    }

    [Fact]
    public async Task ScoreAsync_TakesTheFirstFloatOutput_WhenALabelStandsBeforeIt()
    {
        var onnx = new OnnxFile();
        var a = onnx.Node("MatMul", "x", onnx.Constant([1f, 0f], 2, 1));
        var label = onnx.Node("ArgMax", "x");
        onnx.Save(Model, [-1, 2], [(label, Int64, [1, -1]), (a, Float, [-1, 1])], "a,b");
        (await ScorerBench.ScoreAsync(Model, [AB("e1", "0.5", "7")])).ShouldBe([new("e1", 0.5, null)]);
    }

    [Fact]
    public async Task ScoreAsync_LeavesTheEdges_WhoseFeaturesCannotBeRead()
    {
        FirstFeature(new OnnxFile(), "a,b");
        ScoringRequest[] edges =
        [
            AB("e1", "0.5", "0"), ScorerBench.Edge("e2", """{"a":1}"""), AB("e3", "\"0.5\"", "0"), AB("e4", "1e39", "0"),
            ScorerBench.Edge("e5"), ScorerBench.Edge("e6", "[1,2]"), ScorerBench.Edge("e7", "text"), AB("e8", "0.75", "0"),
        ];
        var scores = (await ScorerBench.ScoreAsync(Model, edges)).ToDictionary(score => score.EdgeId);
        scores.Count.ShouldBe(8);
        scores["e1"].Confidence.ShouldBe(0.5);
        scores["e8"].Confidence.ShouldBe(0.75);
        scores["e2"].Error.ShouldBe("feature b is missing from its inference_input");
        scores["e3"].Error.ShouldBe("feature a is \"0.5\", not a number that a 32-bit float holds");
        scores["e4"].Error.ShouldBe("feature a is 1e39, not a number that a 32-bit float holds");
        scores["e5"].Error.ShouldBe("feature a is missing from its inference_input");
        scores["e6"].Error.ShouldBe("its inference_input is not a JSON object");
        scores["e7"].Error.ShouldBe("its inference_input is not JSON");
    }

    [Theory]
    [InlineData("1.5", "1.5")]
    [InlineData("-1", "-1")]
    public async Task ScoreAsync_NamesTheEdge_WhenTheModelAnswersNoConfidence(string a, string found)
    {
        FirstFeature(new OnnxFile(), "a,b");
        (await ScorerBench.FailureAsync(Model, [AB("e1", "0.5", "0"), ScorerBench.Edge("gap", "{}"), AB("e2", a, "0")]))
            .ShouldContain($"edge 'e2': the confidence is {found}, not");
    }

    [Fact]
    public async Task ScoreAsync_NamesTheEdge_WhenTheModelAnswersNaN()
    {
        var onnx = new OnnxFile();
        onnx.Save(Model, 1, onnx.Node("Div", "x", "x"), [-1, 1], "a");
        (await ScorerBench.FailureAsync(Model, [AB("e1", "0.5", "0"), AB("e2", "0", "0")]))
            .ShouldContain("edge 'e2': the confidence is \"NaN\"");
    }

    [Fact]
    public async Task ScoreAsync_NamesTheShape_WhenItIsNotOneNumberARow()
    {
        var onnx = new OnnxFile();
        onnx.Save(Model, 3, onnx.Node("Identity", "x"), [-1, 3], "a,b,c");
        (await ScorerBench.FailureAsync(Model, [ScorerBench.Edge("e1", """{"a":0,"b":0,"c":0}""")]))
            .ShouldContain("[1, 3] for 1 rows; the first edge without an answer is 'e1'");
    }

    [Theory]
    [InlineData(null, "has no metadata entry 'features'")]
    [InlineData("", "cannot be read")]
    [InlineData("[\"a\",", "cannot be read")]
    [InlineData("[1,2]", "cannot be read")]
    [InlineData("null", "takes 2 columns, but its metadata entry 'features' names 1")]
    [InlineData("a,b,c", "takes 2 columns, but its metadata entry 'features' names 3")]
    public async Task ScoreAsync_SaysWhy_WhenTheFeaturesDoNotFit(string? features, string expected)
    {
        FirstFeature(new OnnxFile(), features);
        (await UnfitAsync()).ShouldContain(expected);
    }

    [Fact]
    public async Task ScoreAsync_SaysWhy_WhenTheInputOrOutputDoesNotFit()
    {
        var wide = new OnnxFile();
        wide.Save(Model, [-1, 2], [(wide.Node("Identity", "x"), Double, [-1, 2])], "a,b", inputType: Double);
        (await UnfitAsync()).ShouldContain("float tensor [N, F]");
        var single = new OnnxFile();
        single.Save(Model, [1, 2], [(single.Node("Identity", "x"), Float, [1, 2])], "a,b");
        (await UnfitAsync()).ShouldContain("takes 1 rows at a time");
        var label = new OnnxFile();
        label.Save(Model, [-1, 2], [(label.Node("ArgMax", "x"), Int64, [1, 2])], "a,b");
        (await UnfitAsync()).ShouldContain("no output that is a float tensor");
        File.WriteAllText(Model, "no model");
        (await UnfitAsync()).ShouldContain("could not be loaded");
    }

    [Fact]
    public async Task ScoreAsync_KeepsTheTimeLimit_WhileTheModelIsLoaded()
    {
        // Constants that are multiplied for minutes while the model is loaded.
        var onnx = new OnnxFile();
        var product = onnx.Node("ConstantOfShape", onnx.Constant(4096L, 4096L));
        for (var i = 0; i < 200; i++) product = onnx.Node("MatMul", product, product);
        var sum = onnx.Node("ReduceMax", [product], ("keepdims", 0));
        onnx.Save(Model, 1, onnx.Node("Add", "x", sum), [-1, 1], "a");
        var time = new FakeTimeProvider();
        var run = ScorerBench.FailureAsync(Model, [AB("e1", "0", "0")], new ScorerOptions { ScorerTimeoutSeconds = 60 }, time);

        time.Advance(TimeSpan.FromSeconds(59));
        run.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        (await run.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Cancellation)).ShouldContain("stopped after 60 s");
    }

    [Fact]
    public async Task ScoreAsync_SaysSo_WhenTheModelTakesTooMuchMemory()
    {
        var onnx = new OnnxFile();
        var large = onnx.Node("ReduceMax", [onnx.Node("ConstantOfShape", onnx.Constant(400_000_000L))], ("keepdims", 0));
        onnx.Save(Model, 1, onnx.Node("Add", "x", large), [-1, 1], "a");

        (await ScorerBench.FailureAsync(Model, [AB("e1", "0", "0")], new ScorerOptions { ScorerMemoryBytes = 300_000_000 }))
            .ShouldContain("it was stopped, since it held more than 300,000,000 bytes of memory");
    }

    [Fact]
    public void Create_Refuses_WhatIsNoRegularFile()
    {
        Process.Start("mkfifo", [Model]).WaitForExit();
        Should.Throw<ScoringException>(() => ScorerFactory.Create(Model, new ScorerOptions(), TimeProvider.System)).Message
            .ShouldContain("a pipe or a device");
        Should.Throw<ScoringException>(() => ScorerFactory.Create("/dev/zero", new ScorerOptions(), TimeProvider.System)).Message
            .ShouldContain("a pipe or a device");
    }

    private void FirstFeature(OnnxFile onnx, string? features) =>
        onnx.Save(Model, 2, onnx.Node("MatMul", "x", onnx.Constant([1f, 0f], 2, 1)), [-1, 1], features);

    private Task<string> UnfitAsync() => ScorerBench.FailureAsync(Model, [AB("e1", "0", "0")]);

    private static ScoringRequest AB(string id, string a, string b) => ScorerBench.Edge(id, $$"""{"b":{{b}},"a":{{a}}}""");
}
