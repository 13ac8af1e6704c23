using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using GraphQueries.Rescore;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;

namespace GraphSync.Rescore;

/// <summary>Every run's line in <c>model_rescore.log</c>, and every pass's row in <c>tool_calls</c>.</summary>
internal sealed class RescoreJournal(BridgeContext context, string directory)
{
    public const string FileName = "model_rescore.log";

    /// <summary>Notes a run. A log that cannot be written does not undo the pass: it is told.</summary>
    public async Task WriteAsync(RescoreResult result, CancellationToken cancellationToken)
    {
        await AppendAsync(Line(result, context.Time.GetUtcNow())).ConfigureAwait(false);
        if (result is { DryRun: false, PassId: not null }) await RecordToolCallAsync(result, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One line of logfmt; nothing that a name holds can break out of it.</summary>
    internal static string Line(RescoreResult result, DateTimeOffset time)
    {
        (string Key, object? Value)[] fields =
        [
            ("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)), ("status", result.Status),
            ("promotion", result.PromotionId), ("parent", result.Parent), ("child", result.Child), ("pass", result.PassId),
            ("edges", result.Edges), ("large_decrease", result.LargeDecrease), ("moderate", result.Moderate), ("stable", result.Stable),
            ("increase", result.Increase), ("flagged", result.Flagged), ("errors", result.ErrorCount), ("changed", result.Changed.Count),
            ("edges_left", result.EdgesLeft), ("queued", result.Queued), ("duration_ms", result.DurationMs),
            ("dry_run", result.DryRun ? "true" : "false"), ("message", result.Message),
        ];
        return string.Join(' ', fields.Select(field => $"{field.Key}={Value(Convert.ToString(field.Value, CultureInfo.InvariantCulture) ?? "")}"));
    }

    private static string Value(string text)
    {
        if (text.Length > 0 && text.All(c => c > ' ' && c is not ('"' or '=' or '\\') && !char.IsControl(c))) return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    private async Task AppendAsync(string line)
    {
        try
        {
            Directory.CreateDirectory(directory);
            // One write appends the whole line, also beside another bridge's.
            var file = new FileStream(Path.Combine(directory, FileName), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
            await using var _ = file.ConfigureAwait(false);
            await file.WriteAsync(Encoding.UTF8.GetBytes(line + "\n")).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Loggers.CreateLogger<RescoreJournal>().LogError("{File} cannot be written ({Reason}): set Bridge__Logs__Directory. The line: {Line}",
                Path.Combine(directory, FileName), e.Message, line);
        }
    }

    private async Task RecordToolCallAsync(RescoreResult result, CancellationToken cancellationToken)
    {
        var histogram = await context.Graph.ReadAsync(RescoreQueries.Histogram, new HistogramParameters(result.PassId!), cancellationToken).ConfigureAwait(false);
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(Sql.Load("Rescore/tool-call.sql"), new
        {
            id = $"model_rescore:{result.PassId}",
            status = result.Status == "failed" ? "error" : "success",
            inputs = JsonSerializer.Serialize(new { promotion_id = result.PromotionId, parent_artifact_id = result.Parent, child_artifact_id = result.Child, pass_id = result.PassId }),
            outputs = JsonSerializer.Serialize(new
            {
                edges = result.Edges,
                large_decrease = result.LargeDecrease,
                moderate = result.Moderate,
                stable = result.Stable,
                increase = result.Increase,
                flagged = result.Flagged,
                errors = result.ErrorCount,
                changed = result.Changed.Count,
                edges_left = result.EdgesLeft,
                delta_histogram = histogram.Select(bin => new { from = bin.Bin / 10.0, to = (bin.Bin + 1) / 10.0, edges = bin.Deltas }),
            }),
            error = result.Status == "failed" ? result.Message : null,
            startedAt = context.Time.GetUtcNow().UtcDateTime.AddMilliseconds(-result.DurationMs),
            durationMs = result.DurationMs,
        }, cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}
