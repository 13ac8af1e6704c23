using System.Diagnostics;
using System.Globalization;
using Torture.Report;

namespace Torture;

/// <summary>
/// Seeded schedules of work and of faults, each compared with a world apart. The short form is a test of two minutes; for the long one
/// <c>TORTURE_MINUTES</c> says for how long steps are begun, <c>TORTURE_FIRST_SEED</c> which seed is the first, and <c>TORTURE_REPORT</c>
/// into which file the table goes.
/// </summary>
public sealed class TortureTests(Rig rig)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(
        double.Parse(Setting("TORTURE_MINUTES") ?? "1.5", CultureInfo.InvariantCulture));

    private static readonly int FirstSeed = int.Parse(Setting("TORTURE_FIRST_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Databases_HoldWhatTheyShould_WhateverIsKilledCutOrSwallowed()
    {
        List<Tally> tallies = [];
        var clock = Stopwatch.StartNew();
        for (var seed = FirstSeed; tallies.Count == 0 || !IsOver(); seed++)
        {
            tallies.Add(await SeedRun.RunAsync(rig, seed, IsOver, Tell));
            Write(Tally.Table(tallies));
        }

        Tell(Tally.Table(tallies));
        tallies.Sum(tally => tally.Kills).ShouldBeGreaterThan(0);
        tallies.SelectMany(tally => tally.Findings).ShouldBeEmpty();

        bool IsOver() => clock.Elapsed >= Length;
    }

    private static void Write(string table)
    {
        if (Setting("TORTURE_REPORT") is { } file) File.WriteAllText(file, table + "\n");
    }

    private static void Tell(string text)
    {
        Console.WriteLine(text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
