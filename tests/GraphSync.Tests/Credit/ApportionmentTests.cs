using System.Numerics;
using GraphSync.Credit;

namespace GraphSync.Tests.Credit;

public sealed class ApportionmentTests
{
    [Fact]
    public void Split_AddsUpAndKeepsToTheQuotas_WhateverTheOrder()
    {
        var random = new Random(20);
        for (var i = 0; i < 100_000; i++)
        {
            var weights = Weights(random);
            var pool = random.Next(4) == 0 ? random.NextInt64(1L << 53) : random.NextInt64(1, 2_000);

            var parts = Apportionment.Split(pool, weights);

            parts.Values.Sum().ShouldBe(pool);
            BigInteger total = weights.Values.Aggregate(BigInteger.Zero, (sum, w) => sum + w);
            foreach (var (agent, part) in parts)
            {
                var difference = BigInteger.Abs(part * total - pool * new BigInteger(weights[agent]));
                difference.ShouldBeLessThan(total, $"round {i}, {agent}");
            }
            if (i % 10 != 0) continue;
            var shuffled = weights.ToArray();
            random.Shuffle(shuffled);
            Apportionment.Split(pool, shuffled.ToDictionary()).ShouldBe(parts, ignoreOrder: true);
            parts.ToDictionary(p => p.Key, p => new BigInteger(p.Value)).ShouldBe(
                Reference.Share(weights.ToDictionary(w => w.Key, w => new BigInteger(w.Value)), pool), ignoreOrder: true);
        }
    }

    [Fact]
    public void Split_GivesTheOddUnitToTheOrdinalFirst_WhenRemaindersAreEqual() =>
        Apportionment.Split(4, new Dictionary<string, long> { ["b"] = 1, ["a"] = 1, ["B"] = 1 })
            .ShouldBe(new Dictionary<string, long> { ["b"] = 1, ["a"] = 1, ["B"] = 2 }, ignoreOrder: true);

    [Fact]
    public void Split_SurvivesTheLargestPool() =>
        Apportionment.Split(1L << 53, new Dictionary<string, long> { ["a"] = 7_000_000_000_000, ["b"] = 1 })
            .Values.Sum().ShouldBe(1L << 53);

    [Fact]
    public void Split_GivesNothing_WhenThereIsNothing() =>
        Apportionment.Split(0, new Dictionary<string, long> { ["a"] = 3, ["b"] = 0 }).Values.ShouldAllBe(part => part == 0);

    [Fact]
    public void Split_Refuses_WhenNobodyWeighsAnything() =>
        Should.Throw<ArgumentException>(() => Apportionment.Split(1, new Dictionary<string, long> { ["a"] = 0 }));

    private static Dictionary<string, long> Weights(Random random)
    {
        var weights = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var agent = random.Next(1, 12); agent > 0; agent--)
        {
            weights[$"agent{random.Next(100)}"] = random.Next(3) switch
            {
                0 => random.Next(4),
                1 => random.Next(1, 1_000),
                _ => random.NextInt64(1_000_000_000_000),
            };
        }
        if (weights.Values.All(w => w == 0)) weights["agent"] = 1;
        return weights;
    }
}
