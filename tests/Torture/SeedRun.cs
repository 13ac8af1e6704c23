using System.Diagnostics;
using Support;
using Torture.Comparison;
using Torture.Faults;
using Torture.Model;
using Torture.Report;
using Torture.Schedule;

namespace Torture;

/// <summary>
/// One seed: a schedule of work on an empty graph and database, with faults that strike while the bridge is at it. Every verb is run
/// again until it ends well, and then everything is compared with the world as it should be.
/// </summary>
internal sealed partial class SeedRun : IAsyncDisposable
{
    private const int MostPeacefulTries = 3;
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(4);

    private readonly Rig _rig;
    private readonly Databases _databases;
    private readonly Tally _tally;
    private readonly Plan _plan;
    private readonly World _world;
    private readonly string _folder = Directory.CreateTempSubdirectory("torture-").FullName;
    private readonly Dictionary<string, string?> _variables;
    private readonly List<string> _story = [];

    private SeedRun(Rig rig, Databases databases, Tally tally, Plan plan)
    {
        (_rig, _databases, _tally, _plan) = (rig, databases, tally, plan);
        _world = new World(plan.EdgesPerPass);
        _variables = rig.Variables(databases);
        _variables["Bridge__Rescore__WindowHours"] = "0";
        _variables["Bridge__Rescore__MaxEdgesPerPass"] = $"{plan.EdgesPerPass}";
        _variables["Bridge__Logs__Directory"] = Logs;
    }

    /// <summary>What was done, what struck, and what was found.</summary>
    private string Story => string.Join('\n', _story.Concat(_tally.Findings));

    private string Logs => Path.Combine(_folder, "logs");

    /// <summary>Does what a seed says; what is not as it should be stands in the tally's findings.</summary>
    /// <param name="rig">The servers.</param>
    /// <param name="seed">Of the schedule.</param>
    /// <param name="isOver">Whether no further step is to begin.</param>
    /// <param name="tell">Told of findings.</param>
    public static async Task<Tally> RunAsync(Rig rig, int seed, Func<bool> isOver, Action<string> tell)
    {
        var tally = new Tally($"{seed}");
        var clock = Stopwatch.StartNew();
        await using var run = new SeedRun(rig, await rig.CreateDatabasesAsync(), tally, Plan.Draw(seed));
        try
        {
            await run.WorkAsync(isOver);
        }
        catch (Exception e) when (e is not FoundException)
        {
            tally.Findings.Add($"seed {seed}: {e}");
        }
        catch (FoundException)
        {
            // What was found is told; what comes after it would only repeat it.
        }
        (tally.Edges, tally.Deltas) = (run._world.Edges.Count, run._world.Edges.Values.Sum(edge => edge.Deltas.Count));
        tally.Lines = run._world.Books.Events.Sum(e => e.Lines.Count * (e.Status == "reversed" ? 2 : 1));
        tally.Time = clock.Elapsed;
        if (tally.Findings.Count > 0) tell($"seed {seed} found something; its files are in {run._folder}\n{run.Story}");
        return tally;
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.WaitForRestartsAsync();
        _databases.Dispose();
        if (_tally.Findings.Count == 0) Directory.Delete(_folder, recursive: true);
    }

    private async Task WorkAsync(Func<bool> isOver)
    {
        await RunVerbAsync(["migrate"], _plan.Migration);
        await PrepareAsync();
        foreach (var step in _plan.Steps.TakeWhile(_ => !isOver()))
        {
            _tally.Steps++;
            Note($"{step.Kind}");
            await DoAsync(step, new Random(step.Seed));
        }
        await EndAsync();
    }

    /// <summary>Everything that is due is done, and nothing is in the way: then all must be as it should be.</summary>
    private async Task EndAsync()
    {
        while (true)
        {
            var passes = _world.Passes.Count;
            await RescoreAsync([]);
            if (_world.Passes.Count == passes) break;
        }
        await RunVerbAsync(["sync"], []);
        _world.Mirror();
        await CompareAsync(mirrored: true);
        Found(await new EndComparison(_databases, _world, Path.Combine(Logs, "model_rescore.log")).RunAsync());
    }

    private async Task CompareAsync(bool mirrored) => Found(await new StateComparison(_databases, _world).RunAsync(mirrored));

    private void Found(IReadOnlyList<string> differences)
    {
        if (differences.Count == 0) return;
        _tally.Findings.AddRange(differences.Select(difference => $"seed {_tally.Name}, step {_tally.Steps}: {difference}"));
        throw new FoundException();
    }

    /// <summary>Runs a verb until it ends well: struck by one fault after the other, and then left in peace.</summary>
    /// <param name="arguments">The verb and its options.</param>
    /// <param name="faults">One for each of the first tries.</param>
    /// <param name="isWell">Told what a run came to and whether it was a later try: whether all is done. Exit 0 when null.</param>
    /// <returns>How many bridges were run.</returns>
    private async Task<int> RunVerbAsync(
        string[] arguments, IReadOnlyList<Fault> faults, Func<BridgeResult, bool, bool>? isWell = null)
    {
        isWell ??= (result, _) => result.ExitCode == 0;
        var (runs, peaceful) = (0, 0);
        for (var tries = 0; ; tries++)
        {
            var fault = tries < faults.Count ? faults[tries] : null;
            var clock = Stopwatch.StartNew();
            var attempt = await new Attempt(_rig, arguments, _variables, LongestRun, _tally).RunAsync(fault);
            var later = runs > 0 || attempt.IsTakeover;
            runs += attempt.IsTakeover ? 2 : 1;
            _tally.Runs += attempt.IsTakeover ? 2 : 1;
            var result = attempt.Result;
            Note(Told(arguments, result, clock.Elapsed) + (attempt.HasStruck ? $" (struck by {fault})" : ""));
            if (attempt.Broken is { } broken) Found([$"{string.Join(' ', arguments)}: {broken}\n{result.Error}"]);
            if (isWell(result, later)) return runs;
            if (attempt.HasStruck) continue;
            // Nothing stood in its way.
            _tally.Findings.Add($"seed {_tally.Name}, step {_tally.Steps}: '{string.Join(' ', arguments)}' failed in peace with "
                + $"{result.ExitCode}: {result.Error}\n{result.Output}");
            if (++peaceful == MostPeacefulTries) throw new FoundException();
        }
    }

    /// <summary>Kept for a finding, and in a file for whoever waits for the end of a seed.</summary>
    private void Note(string line)
    {
        _story.Add(line);
        File.AppendAllText(Path.Combine(_folder, "story.txt"), line + "\n");
    }

    private static string Told(string[] arguments, BridgeResult result, TimeSpan time)
    {
        var line = $"  {string.Join(' ', arguments)}: exit {result.ExitCode} after {time.TotalSeconds:0.0} s";
        return result.ExitCode is 0 or 137 ? line : $"{line}\n    {result.Error.Trim().ReplaceLineEndings("\n    ")}\n   ";
    }

    /// <summary>Something was found: the seed ends here.</summary>
    private sealed class FoundException : Exception;
}
