using System.Numerics;

namespace GraphSync.Tests.Credit;

public sealed class ReferenceTests
{
    [Fact]
    public void Walk_GivesTheWorkedExample()
    {
        var graph = new TestGraph()
            .Node("M2", "tess").Node("M1", "tess").Node("D1", "cora").Node("D0", "carl").Node("B1", "ben").Node("R1", "rui")
            .Edge("M2", "D1", 4).Edge("M2", "B1", 2).Edge("M2", "R1", 1).Edge("M2", "M1", 1)
            .Edge("R1", "B1", 1).Edge("M1", "D0", 3).Edge("M1", "B1", 1).Edge("D1", "D0", 1);

        var masses = Reference.Walk(graph, "M2");

        masses.ShouldBe(new Dictionary<string, BigInteger>
        {
            ["tess"] = 1_000_000_000_000,
            ["cora"] = 425_000_000_000,
            ["carl"] = 440_937_500_000,
            ["ben"] = 329_375_000_000,
            ["rui"] = 106_250_000_000,
        }, ignoreOrder: true);
        Reference.Share(masses, 1_000_000).ShouldBe(new Dictionary<string, BigInteger>
        {
            ["tess"] = 434_488, ["cora"] = 184_657, ["carl"] = 191_582, ["ben"] = 143_109, ["rui"] = 46_164,
        }, ignoreOrder: true);
    }
}
