using Torture.Faults;

namespace Torture.Schedule;

/// <summary>What is done.</summary>
internal enum StepKind
{
    /// <summary>Edges come in.</summary>
    Ingest,

    /// <summary>A version and its promotion are inserted.</summary>
    Promote,

    /// <summary>An edge's economic event is inserted.</summary>
    EdgeEvent,

    Rescore,
    Revert,
    Review,
    Backfill,
    Credit,
    Reverse,
    Sync,

    /// <summary>Clients change both databases by hand, then <c>reconcile</c> runs.</summary>
    HandEdits,

    /// <summary>Two daemons work on what is promoted meanwhile.</summary>
    Daemons,
}

/// <summary>A step of the schedule.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Seed">Of everything that the step chooses.</param>
/// <param name="Faults">The first strikes at the first try, the next at the next; tries beyond them are left in peace.</param>
internal sealed record Step(StepKind Kind, int Seed, IReadOnlyList<Fault> Faults);

/// <summary>What one seed does.</summary>
/// <param name="EdgesPerPass">The setting of that seed.</param>
/// <param name="Migration">Faults while both schemas are made.</param>
/// <param name="Steps">In their order.</param>
internal sealed record Plan(int EdgesPerPass, IReadOnlyList<Fault> Migration, IReadOnlyList<Step> Steps)
{
    private const int MostFaults = 10;

    /// <summary>Kinds as often as they are to come.</summary>
    private static readonly StepKind[] Kinds =
    [
        StepKind.Ingest, StepKind.Ingest, StepKind.Promote, StepKind.Promote, StepKind.EdgeEvent, StepKind.Rescore, StepKind.Rescore,
        StepKind.Rescore, StepKind.Rescore, StepKind.Rescore, StepKind.Revert, StepKind.Review, StepKind.Review, StepKind.Backfill,
        StepKind.Credit, StepKind.Credit, StepKind.Reverse, StepKind.Sync, StepKind.HandEdits, StepKind.HandEdits, StepKind.Daemons,
    ];

    /// <summary>Draws the whole schedule; nothing else is left to chance but how fast the machine is.</summary>
    public static Plan Draw(int seed)
    {
        var random = new Random(seed);
        StepKind[] kinds =
        [
            StepKind.Ingest, StepKind.Promote, StepKind.Rescore,
            .. Enumerable.Range(0, 11 + random.Next(8)).Select(_ => Kinds[random.Next(Kinds.Length)]),
            StepKind.Rescore, StepKind.Credit, StepKind.HandEdits, StepKind.Sync,
        ];
        // Who migrates is waited for, not taken over from: half a schema cannot be fenced.
        Fault[] migration = [.. DrawFaults(random).Where(fault => fault.Kind != FaultKind.StopBridge)];
        return new Plan(20 + random.Next(180), migration, [.. kinds.Select(kind => DrawStep(kind, random))]);
    }

    private static Step DrawStep(StepKind kind, Random random) => new(kind, random.Next(), DrawFaults(random));

    private static Fault[] DrawFaults(Random random) =>
        [.. Enumerable.Range(0, random.Next(MostFaults + 1)).Select(_ => Fault.Draw(random))];
}
