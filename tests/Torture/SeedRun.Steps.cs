using System.Globalization;
using System.Text.Json;
using Support;
using Torture.Faults;
using Torture.Model;
using Torture.Schedule;
using Version = Torture.Model.Version;

namespace Torture;

/// <summary>The steps: each is done in the databases and in the world.</summary>
internal sealed partial class SeedRun
{
    private const int MostVersions = 6;
    private static readonly string[] Types = ["BINDS", "CAUSES", "TREATS"];
    private static readonly string[] Nodes = [.. Enumerable.Range(0, 12).Select(i => $"n{i:00}")];
    private static readonly string[] People = ["tess", "tom", "rui"];

    /// <summary>Events are days apart, so that heat decays.</summary>
    private static readonly DateTimeOffset FirstDay = TimeProvider.System.GetUtcNow().Date;

    private int _made;
    private int _events;

    private Task DoAsync(Step step, Random random) => step.Kind switch
    {
        StepKind.Ingest => IngestAsync(step.Faults, random),
        StepKind.Promote => PromoteAsync(random),
        StepKind.EdgeEvent => AddEdgeEventAsync(random),
        StepKind.Rescore => RescoreAsync(step.Faults),
        StepKind.Revert => RevertAsync(step.Faults, random),
        StepKind.Review => ReviewAsync(step.Faults, random),
        StepKind.Backfill => BackfillAsync(step.Faults),
        StepKind.Credit => CreditAsync(step.Faults),
        StepKind.Reverse => ReverseAsync(step.Faults, random),
        StepKind.Sync => SyncAsync(step.Faults),
        StepKind.HandEdits => EditByHandAsync(step.Faults, random),
        StepKind.Daemons => RunDaemonsAsync(step.Faults, random),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    /// <summary>The people, their rules, and the first version.</summary>
    private async Task PrepareAsync()
    {
        await _databases.SqlAsync("INSERT INTO datasets (id, created_by) VALUES (@dataset, @curator)",
            new { dataset = Books.Dataset, curator = Books.Curator });
        await _databases.SqlAsync("INSERT INTO artifacts (id, artifact_type, created_by) VALUES (@benchmark, 'benchmark', @author)",
            new { benchmark = Books.Benchmark, author = Books.Author });
        foreach (var (agent, (cap, decay)) in Books.Rules)
            await _databases.SqlAsync("INSERT INTO demurrage_rules VALUES (@agent, @cap, @decay)", new { agent, cap, decay });
        await AddVersionAsync(new Version("v1", 1, 0.8, null, "tess", null));
    }

    private async Task IngestAsync(IReadOnlyList<Fault> faults, Random random)
    {
        var edges = Enumerable.Range(0, 30 + random.Next(120)).Select(_ => NewEdge(random)).ToList();
        var (nodes, file) = (Path.Combine(_folder, "nodes.jsonl"), Path.Combine(_folder, "edges.jsonl"));
        await File.WriteAllLinesAsync(nodes, Nodes.Select((id, i) => $"{{\"id\":\"{id}\",\"kind\":\"{(i % 2 == 0 ? "Gene" : "Drug")}\"}}"));
        await File.WriteAllLinesAsync(file, edges.Select(Row));
        await RunVerbAsync(["ingest", "--nodes", nodes, "--edges", file], faults);
        edges.ForEach(_world.Insert);
        await MirroredAsync();
    }

    private Edge NewEdge(Random random)
    {
        var (kind, version) = (random.Next(10), _world.Versions[random.Next(_world.Versions.Count)]);
        var isUnknown = kind == 0;
        return new Edge
        {
            // In no order, so that some come in behind what has been rescored already.
            Id = $"e{random.Next(10_000):0000}-{_made++}",
            Type = Types[random.Next(Types.Length)],
            Source = Nodes[random.Next(Nodes.Length)],
            Target = Nodes[random.Next(Nodes.Length)],
            Confidence = Math.Round(random.NextDouble(), 6),
            Input = random.Next(4) == 0 ? null : Math.Round(random.NextDouble(), 6),
            MadeBy = kind <= 1 ? null : version,
            IsUnknown = isUnknown,
            Trail = isUnknown ? version.Number : null,
        };
    }

    private static string Row(Edge edge)
    {
        var row = new Dictionary<string, object?>
        {
            ["edge_id"] = edge.Id,
            ["source_id"] = edge.Source,
            ["relation"] = edge.Type,
            ["target_id"] = edge.Target,
            ["confidence"] = edge.Confidence,
        };
        if (edge.Input is { } x) row["inference_input"] = new { x };
        if (edge.MadeBy is { } version) (row["source_artifact_id"], row["source_version"]) = (version.Id, version.Number);
        if (edge.Trail is { } trail) (row["model_id"], row["model_version"]) = ("m", trail);
        return JsonSerializer.Serialize(row);
    }

    private async Task PromoteAsync(Random random)
    {
        if (_world.Versions.Count == MostVersions)
        {
            await AddEdgeEventAsync(random);
            return;
        }
        var (parent, number) = (_world.Versions[^1], _world.Versions.Count + 1);
        double[]? scorer = random.Next(2) == 0 ? null : [Drawn(0, 0.5), Drawn(-0.3, 0.7)];
        var child = new Version($"v{number}", number, Drawn(0.3, 1.3), scorer, People[random.Next(2)], parent);
        var job = new Job
        {
            Id = $"p{number}",
            Parent = parent,
            Child = child,
            DetectedAt = NextInstant(random),
            Runner = random.Next(4) == 0 ? null : People[random.Next(People.Length)],
            Pool = random.Next(500_000, 1_500_000),
        };
        await AddVersionAsync(child);
        var metadata = JsonSerializer.Serialize(new
        {
            parent_artifact_id = parent.Id,
            child_artifact_id = child.Id,
            eval_runner = job.Runner,
            credit_pool_utok = job.Pool,
        });
        await AddEventAsync(job.Id, "model_version_promoted", child.Id, metadata, job.DetectedAt);
        _world.Jobs.Add(job);
        _world.Books.Events.Add(new PayingEvent(job.Id, job.DetectedAt, job.Pool, child, null));

        double Drawn(double from, double to) => Math.Round(from + random.NextDouble() * (to - from), 3);
    }

    private async Task AddEdgeEventAsync(Random random)
    {
        var edges = _world.Present.ToList();
        var due = new PayingEvent($"event-{_events}", NextInstant(random), random.Next(1, 400_000), null, edges[random.Next(edges.Count)]);
        await AddEventAsync(due.Id, "edge_economic_event", due.Edge!.Id, $"{{\"credit_pool_utok\": {due.Pool}}}", due.At);
        _world.Books.Events.Add(due);
    }

    private DateTimeOffset NextInstant(Random random) => FirstDay.AddDays(_events++).AddMinutes(random.Next(1_440));

    private Task AddEventAsync(string id, string type, string target, string metadata, DateTimeOffset at) => _databases.SqlAsync(
        "INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata, detected_at) "
        + "VALUES (@id, @type, @target, @metadata::jsonb, @at)", new { id, type, target, metadata, at = at.UtcDateTime });

    private async Task AddVersionAsync(Version version)
    {
        await _databases.SqlAsync("""
            INSERT INTO artifacts (id, artifact_type, quality_score) VALUES (@Id, 'model', @Quality);
            INSERT INTO model_versions (artifact_id, model_id, version_number, parent_version_id, trained_by, eval_dataset_artifact_id,
                benchmark_id, scorer)
            VALUES (@Id, 'm', @Number, @parent, @Trainer, @dataset, @benchmark, @scorer)
            """, new
        {
            version.Id,
            version.Number,
            version.Quality,
            version.Trainer,
            parent = version.Parent?.Id,
            dataset = Books.Dataset,
            benchmark = Books.Benchmark,
            scorer = version.Scorer is { } line ? WriteScorer(version.Id, line) : null,
        });
        _world.Versions.Add(version);
    }

    /// <summary>A program that answers constant + slope · x, between 0 and 1.</summary>
    private string WriteScorer(string id, double[] line)
    {
        var path = Path.Combine(_folder, $"{id}.py");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $$"""
            import json, sys
            for row in sys.stdin:
                edge = json.loads(row)
                x = edge["inputs"].get("x", edge["confidence"])
                answer = max(0.0, min(1.0, {{line[0]:R}} + {{line[1]:R}} * x))
                print(json.dumps({"edge_id": edge["edge_id"], "confidence": answer}))
            """));
        return path;
    }

    private async Task RescoreAsync(IReadOnlyList<Fault> faults)
    {
        var runs = await RunVerbAsync(["rescore", "--json"], faults,
            (result, _) => result.ExitCode == 0 && !result.Output.Contains("another bridge is rescoring", StringComparison.Ordinal));
        await AdvanceAsync(runs);
        await MirroredAsync();
    }

    /// <summary>A run that was cut off after its pass leaves the next pass to the next run: how many there were is asked, what each of them
    /// should have done is reckoned.</summary>
    private async Task AdvanceAsync(int most)
    {
        var passes = (await _databases.CypherAsync("MATCH (p:RescorePass) RETURN count(p)"))[0][0].GetInt32() - _world.Passes.Count;
        if (passes > most) Found([$"{passes} passes were made by {most} runs"]);
        for (; passes > 0; passes--) _world.Rescore();
    }

    private async Task RevertAsync(IReadOnlyList<Fault> faults, Random random)
    {
        if (_world.Passes is not { Count: > 0 } passes) return;
        var pass = passes[random.Next(passes.Count)];
        await RunVerbAsync(["rescore", "--revert", pass.Id], faults);
        _world.Revert(pass);
        await MirroredAsync();
    }

    private async Task ReviewAsync(IReadOnlyList<Fault> faults, Random random)
    {
        if (_world.Flagged is not { Count: > 0 } flagged) return;
        var (edge, restore) = (flagged[random.Next(flagged.Count)], random.Next(2) == 0);
        if (restore && !World.IsRestorable(edge))
        {
            await RunVerbAsync(Resolve(edge, "restore"), faults, (result, _) => result.ExitCode == 1
                && result.Error.Contains("has been changed since", StringComparison.Ordinal));
            restore = false;
        }
        var carriedOut = false;
        await RunVerbAsync(Resolve(edge, restore ? "restore" : "keep"), faults, (result, isLater) =>
        {
            carriedOut = isLater && result.ExitCode == 1 && result.Error.Contains("does not wait for review", StringComparison.Ordinal);
            return carriedOut || result.ExitCode == 0;
        });
        World.Review(edge, restore);
        // What an earlier try carried out is mirrored by the next job.
        if (carriedOut) await CompareAsync(mirrored: false);
        else await MirroredAsync();
    }

    private static string[] Resolve(Edge edge, string decision) => ["review", "resolve", edge.Id, "--decision", decision];

    private async Task BackfillAsync(IReadOnlyList<Fault> faults)
    {
        await RunVerbAsync(["backfill", "--workers", "2"], faults);
        _world.Backfill();
        await MirroredAsync();
    }

    private async Task CreditAsync(IReadOnlyList<Fault> faults)
    {
        await RunVerbAsync(["credit", "--json"], faults,
            (result, _) => result.ExitCode == 0 && !result.Output.Contains("\"status\": \"busy\"", StringComparison.Ordinal));
        _world.Books.Pay(_world.Jobs);
        await MirroredAsync();
    }

    private async Task ReverseAsync(IReadOnlyList<Fault> faults, Random random)
    {
        if (_world.Books.Events.FindAll(e => e.Status == "paid") is not { Count: > 0 } paid) return;
        var chosen = paid[random.Next(paid.Count)];
        await RunVerbAsync(["credit", "reverse", chosen.Id, "--why", "torture"], faults, (result, isLater) => result.ExitCode == 0
            || isLater && result.Error.Contains("has been reversed already", StringComparison.Ordinal));
        _world.Books.Reverse(chosen);
        await CompareAsync(mirrored: false);
    }

    private async Task SyncAsync(IReadOnlyList<Fault> faults)
    {
        await RunVerbAsync(["sync"], faults);
        await MirroredAsync();
    }

    /// <summary>A verb that mirrors at its end has ended well.</summary>
    private Task MirroredAsync()
    {
        _world.Mirror();
        return CompareAsync(mirrored: true);
    }
}
