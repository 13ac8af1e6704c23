using Support;

namespace Hostile.Scorers;

/// <summary>A version that was promoted to one whose scorer is the test's.</summary>
internal static class PromotedGraph
{
    public const int Edges = 3;

    public static async Task PromoteAsync(this TestBridge bridge, string scorer)
    {
        await bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await bridge.AddVersionAsync("m2", "m", 2, scorer, 0.5, "m1");
        await bridge.DrainAsync();
        await bridge.AddEdgesAsync("TREATS", "m1", Edges);
        await bridge.PromoteAsync("p1", "m1", "m2");
    }
}
