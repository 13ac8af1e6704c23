using GraphSync.Credit;
using GraphSync.Inbound;

namespace GraphSync.Tests.Credit;

public sealed class PoolTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1000000", 1_000_000)]
    [InlineData("1000000.0", 1_000_000)]
    [InlineData("9007199254740992", 9_007_199_254_740_992)]
    [InlineData("null", 77)]
    [InlineData(null, 77)]
    public void Pool_IsTheWholeNumberOrTheDefault(string? json, long pool) => Event(EventType.Promotion, json).Pool(77).ShouldBe(pool);

    [Theory]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("0.000000000000000000000000000000000001")]
    [InlineData("9007199254740993")]
    [InlineData("99999999999999999999999999")]
    [InlineData("\"1000000\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    public void Pool_RefusesWhatIsNoPool(string json) =>
        Should.Throw<UnpayableException>(() => Event(EventType.Promotion, json).Pool(77)).IsFinal.ShouldBeTrue();

    [Fact]
    public void Pool_IsRequired_WhenTheEventIsAnEdges() =>
        Should.Throw<UnpayableException>(() => Event(EventType.Edge, null).Pool(77)).Message.ShouldBe("it has no credit_pool_utok");

    private static CreditEvent Event(string type, string? json) => new() { Id = "e", EventType = type, PoolJson = json };
}
