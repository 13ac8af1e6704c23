using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Tests.Rescore.Scoring;

public sealed class EdgeJsonTests
{
    [Fact]
    public void TryWriteLine_SendsTheTriple_WhenTheEdgeHasNoInputs() =>
        Line(new ScoringRequest("e1", "s", "TREATS", "t", null, 1)).ShouldBe(
            """{"edge_id":"e1","source":"s","relation":"TREATS","target":"t","inputs":"""
            + """{"source":"s","relation":"TREATS","target":"t"},"confidence":1.0}""");

    [Fact]
    public void TryWriteLine_StaysOneAsciiLine_WhenTheInputsAreSpreadOverLines() =>
        Line(ScorerBench.Edge("é", "{\r\n \"x\" : [ 1.50, 1e-5,\n 12345678901234567890 ], \"ü\u2028\": null }")).ShouldBe(
            """{"edge_id":"\u00E9","source":"Compound::\u00E9","relation":"TREATS","target":"Disease::1","inputs":"""
            + """{"x":[1.50,1e-5,12345678901234567890],"\u00FC\u2028":null},"confidence":0.25}""");

    [Theory]
    [InlineData("")]
    [InlineData("free text")]
    [InlineData("""{"x": NaN}""")]
    [InlineData("""{"x": "\ud800"}""")]
    [InlineData("""{"x": 1} {}""")]
    public void TryWriteLine_IsFalse_WhenTheInputsAreNoJson(string inputs) =>
        EdgeJson.TryWriteLine(new ArrayBufferWriter<byte>(), ScorerBench.Edge("e1", inputs)).ShouldBeFalse();

    [Theory]
    [InlineData("[1]", false)]
    [InlineData("null", false)]
    [InlineData("{\"x\":1}", true)]
    [InlineData(null, true)]
    public void TryWriteRecord_TakesOnlyObjects(string? inputs, bool taken) =>
        EdgeJson.TryWriteRecord(new ArrayBufferWriter<byte>(), ScorerBench.Edge("e1", inputs)).ShouldBe(taken);

    [Fact]
    public void TryWriteLine_RoundTripsTheConfidenceAsAFloat()
    {
        var odd = Gen.OneOf(Gen.Const(-0.0), Gen.Const(0.0), Gen.Const(1.0), Gen.Const(5e-324), Gen.Const(1e-5));
        Gen.OneOf(Gen.Double[0, 1], odd).Sample(number =>
        {
            using var line = JsonDocument.Parse(Line(ScorerBench.Edge("e1", confidence: number)));
            var confidence = line.RootElement.GetProperty("confidence");
            confidence.GetRawText().ShouldMatch("[.E]");
            BitConverter.DoubleToInt64Bits(confidence.GetDouble()).ShouldBe(BitConverter.DoubleToInt64Bits(number));
        });
    }

    private static string Line(ScoringRequest edge)
    {
        var into = new ArrayBufferWriter<byte>();
        EdgeJson.TryWriteLine(into, edge).ShouldBeTrue();
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }
}
