using GraphSync.Edges;

namespace GraphSync.Tests.Adopt;

public sealed class ColumnMappingTests
{
    [Theory]
    [InlineData("confidence=score", "confidence", "score", false)]
    [InlineData("created_at=epoch_ms(a)b)", "created_at", "a)b", true)]
    [InlineData("evidence=a=b", "evidence", "a=b", false)]
    public void Parse_ReadsTargetAndColumn(string text, string target, string column, bool isEpoch)
    {
        var map = ColumnMapping.Parse(text);
        (map.Target, map.Column, map.IsEpochMilliseconds).ShouldBe((target, column, isEpoch));
    }

    [Theory]
    [InlineData("confidence")]
    [InlineData("=score")]
    [InlineData("confidence=")]
    [InlineData("run_id=epoch_ms(x)")]
    public void Parse_RefusesAnythingElse(string text) =>
        Should.Throw<BadInputException>(() => ColumnMapping.Parse(text)).Message.ShouldContain(text);
}
