using CsCheck;
using GraphSync.Adopt;

namespace GraphSync.Tests.Adopt;

public sealed class DuplicateIdsTests
{
    // From none that stays in memory alone to many runs in the file.
    [Fact]
    public void Suspects_WhatComesTwice_HoweverManyFitIntoMemory() =>
        Gen.Select(Gen.Int[0, 60].Array[0, 100], Gen.Int[1, 120]).Sample((numbers, mostInMemory) =>
        {
            using var ids = new DuplicateIds(mostInMemory);
            foreach (var page in numbers.Select(n => $"edge:{n}").Chunk(7)) ids.Add(page);
            var twice = numbers.GroupBy(n => n).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();

            ids.Find().ShouldBe(twice.Count > 0);

            foreach (var n in Enumerable.Range(0, 61)) ids.Suspects($"edge:{n}").ShouldBe(twice.Contains(n));
        }, iter: 500);

    [Fact]
    public void Suspects_TheOneThatComesTwice_AmongThreeMillion()
    {
        using var ids = new DuplicateIds();
        ids.Add(Enumerable.Range(0, 3_000_000).Select(i => $"edge:{i}"));
        ids.Add(["edge:1234567"]);

        ids.Find().ShouldBeTrue();

        ids.Suspects("edge:1234567").ShouldBeTrue();
        ids.Suspects("edge:1234568").ShouldBeFalse();
    }
}
