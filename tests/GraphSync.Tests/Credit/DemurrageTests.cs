using GraphSync.Credit;

namespace GraphSync.Tests.Credit;

public sealed class DemurrageTests
{
    [Theory]
    [InlineData(210_000, 20_000, 3, 197_650)]
    [InlineData(250_000, 20_000, 3, 235_298)]
    [InlineData(1, 20_000, 1, 0)]
    [InlineData(1_000, 0, 10_000, 1_000)]
    [InlineData(1_000, 1_000_000, 1, 0)]
    [InlineData(1_000, 20_000, 0, 1_000)]
    [InlineData(9_007_199_254_740_992, 1, 1, 9_007_190_247_541_737)]
    public void Decay_TakesItsPartDayByDay_RoundedDown(long heat, int decay, int days, long left) =>
        new DemurrageRule(400_000, decay).Decay(heat, days).ShouldBe(left);

    [Fact]
    public void Decay_Ends_WhenAgesHavePassed() => DemurrageRule.Default.Decay(400_000, 3_652_058).ShouldBe(0);

    [Theory]
    [InlineData(434_488, 197_650, 202_350)]
    [InlineData(143_109, 235_298, 143_109)]
    [InlineData(1, 400_000, 0)]
    [InlineData(1, 500_000, 0)]
    public void Payable_IsTheShareUpToTheCap(long share, long heat, long paid) => DemurrageRule.Default.Payable(share, heat).ShouldBe(paid);
}
