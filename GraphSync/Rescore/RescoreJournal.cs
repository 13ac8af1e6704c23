using System.Globalization;
using System.Text;
using System.Text.Json;
using GraphQueries.Catalogue;
using GraphQueries.Files;
using GraphQueries.Presentation;
using GraphQueries.Rescore;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Rescore;

/// <summary>Every run's line in <c>model_rescore.log</c>, and every pass's row in <c>tool_calls</c>.</summary>
internal sealed class RescoreJournal(GraphClient graph, NpgsqlDataSource postgres, IOptions<LogOptions> options, TimeProvider time,
    ILogger<RescoreJournal> log)
{
    /// <summary>Notes a run. A log that cannot be written does not undo the pass: it is told.</summary>
    public Task WriteAsync(RescoreReport report, CancellationToken cancellationToken) =>
        WriteAsync(report, report.Changed.Count, time.GetUtcNow(), cancellationToken);

    /// <summary>Notes the passes that ended and were not noted, since the bridge was stopped in between.</summary>
    public async Task WriteMissingAsync(CancellationToken cancellationToken)
    {
        var missing = await graph.ReadAsync(RescoreQueries.Unjournaled, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        if (missing.Count == 0) return;
        var jobs = await graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters([JobStatus.Queued]), cancellationToken)
            .ConfigureAwait(false);
        foreach (var ended in missing)
        {
            var named = new PassParameters(ended.Id);
            var pass = (await graph.ReadAsync(RescoreQueries.Pass, named, cancellationToken).ConfigureAwait(false))[0];
            var report = RescoreReport.Of(pass) with
            {
                ErrorCount = ended.Unscored,
                EdgesLeft = jobs.FirstOrDefault(job => job.Id == pass.PromotionId)?.EdgesLeft ?? 0,
                Queued = jobs.Count,
            };
            report.Duration = ended.FinishedAt > pass.StartedAt ? ended.FinishedAt - pass.StartedAt : TimeSpan.Zero;
            await WriteAsync(report, ended.Changed, ended.FinishedAt, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(RescoreReport report, int changed, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var line = Line(report, changed, at);
        if (report is not { DryRun: false, PassId: { } pass })
        {
            await TryAsync(line, () => AppendAsync(line)).ConfigureAwait(false);
            return;
        }
        await RecordToolCallAsync(report, changed, at, cancellationToken).ConfigureAwait(false);
        await TryAsync(line, () => AppendOnceAsync(report, pass, line, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>A pass has one line, whoever writes it and wherever he is stopped: it is written before that is noted, and not again where
    /// it stands. What stands in a pipe cannot be seen: there it is noted first, and a line may be lost.</summary>
    private async Task AppendOnceAsync(RescoreReport report, string pass, string line, CancellationToken cancellationToken)
    {
        var stands = await OutputFile.AppendOnceAsync(options.Value.RescoreLog, $" {Fields(Names(report))} ", line).ConfigureAwait(false);
        // Another bridge has the log in hand: the next run looks again.
        if (stands == false) return;
        var mark = new MarkJournaledParameters(pass, Guid.NewGuid().ToString());
        var marked = await graph.WriteAsync(RescoreQueries.MarkJournaled, mark, cancellationToken).ConfigureAwait(false);
        if (stands is null && marked is not [{ IsFirst: false }]) await AppendAsync(line).ConfigureAwait(false);
    }

    /// <summary>One line of logfmt; nothing that a name holds can break out of it.</summary>
    internal static string Line(RescoreReport report, int changed, DateTimeOffset at)
    {
        (string Key, object? Value)[] fields =
        [
            ("time", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)), ("status", report.Status),
            .. Names(report),
            ("edges", report.Edges), ("large_decrease", report.LargeDecrease), ("moderate", report.Moderate), ("stable", report.Stable),
            ("increase", report.Increase), ("flagged", report.Flagged), ("errors", report.ErrorCount), ("changed", changed),
            ("pinned", report.Pinned), ("edges_left", report.EdgesLeft), ("queued", report.Queued),
            ("duration_ms", report.DurationMs), ("dry_run", report.DryRun ? "true" : "false"), ("message", report.Message),
        ];
        return Fields(fields);
    }

    /// <summary>What tells a pass from all others.</summary>
    private static (string Key, object? Value)[] Names(RescoreReport report) =>
        [("promotion", report.PromotionId), ("parent", report.Parent), ("child", report.Child), ("pass", report.PassId)];

    private static string Fields(IEnumerable<(string Key, object? Value)> fields) => string.Join(' ',
        fields.Select(field => $"{field.Key}={Value(Convert.ToString(field.Value, CultureInfo.InvariantCulture) ?? "")}"));

    private static string Value(string text)
    {
        if (text.Length > 0 && text.All(c => c > ' ' && c is not ('"' or '=' or '\\') && !DisplayText.IsActing(c))) return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                _ when DisplayText.IsActing(c) => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    private async Task TryAsync(string line, Func<Task> write)
    {
        try
        {
            Directory.CreateDirectory(options.Value.Directory);
            await write().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.JournalNotWritten(options.Value.RescoreLog, e.Message, line);
        }
    }

    private Task AppendAsync(string line) => OutputFile.AppendAsync(options.Value.RescoreLog, Encoding.UTF8.GetBytes(line + "\n"));

    private async Task RecordToolCallAsync(RescoreReport report, int changed, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var pass = new HistogramParameters(report.PassId!);
        var histogram = await graph.ReadAsync(RescoreQueries.Histogram, pass, cancellationToken).ConfigureAwait(false);
        var failed = report.Status == RescoreStatus.Failed;
        await postgres.RunAsync("Rescore/tool-call.sql", new
        {
            id = $"model_rescore:{report.PassId}",
            status = failed ? "error" : "success",
            inputs = JsonSerializer.Serialize(Inputs(report)),
            outputs = JsonSerializer.Serialize(Outputs(report, changed, histogram)),
            error = failed ? report.Message : null,
            startedAt = at.UtcDateTime.AddMilliseconds(-report.DurationMs),
            durationMs = report.DurationMs,
        }, cancellationToken).ConfigureAwait(false);
    }

    private static object Inputs(RescoreReport report) => new
    {
        promotion_id = report.PromotionId,
        parent_artifact_id = report.Parent,
        child_artifact_id = report.Child,
        pass_id = report.PassId,
    };

    private static object Outputs(RescoreReport report, int changed, IReadOnlyList<HistogramBinRow> histogram) => new
    {
        edges = report.Edges,
        large_decrease = report.LargeDecrease,
        moderate = report.Moderate,
        stable = report.Stable,
        increase = report.Increase,
        pinned = report.Pinned,
        flagged = report.Flagged,
        errors = report.ErrorCount,
        changed,
        edges_left = report.EdgesLeft,
        delta_histogram = histogram.Select(bin => new { from = bin.Bin / 10.0, to = (bin.Bin + 1) / 10.0, edges = bin.Deltas }),
    };
}
