using System.Text.Json;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Backfill;

/// <summary>
/// The slices of a run, in PostgreSQL, where several processes share them. A slice belongs to whoever holds its row locked; it is done
/// when that transaction has said so.
/// </summary>
internal sealed class SliceQueue(NpgsqlDataSource postgres, string run)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The run that has slices left, else a new one with the slices that <paramref name="plan"/> gives.</summary>
    /// <returns>The queue, and whether its slices were cut before <paramref name="since"/>, so that edges may have come since.</returns>
    public static Task<(SliceQueue Queue, bool IsOlder)> JoinAsync(NpgsqlDataSource postgres, DateTime since,
        Func<CancellationToken, Task<IReadOnlyList<Slice>>> plan, CancellationToken cancellationToken) =>
        postgres.InTransactionAsync(async (connection, transaction) =>
        {
            await connection.RunAsync("Backfill/planning-lock.sql", null, cancellationToken, transaction).ConfigureAwait(false);
            var open = await connection.ReadAsync<OpenRun>("Backfill/open-run.sql", new { since }, cancellationToken, transaction)
                .ConfigureAwait(false);
            if (open.Count > 0) return (new SliceQueue(postgres, open[0].Run), open[0].IsOlder);
            var queue = new SliceQueue(postgres, Guid.NewGuid().ToString("n"));
            var slices = await plan(cancellationToken).ConfigureAwait(false);
            await connection.RunAsync("Backfill/add-slices.sql", new
            {
                run = queue.Run,
                types = slices.Select(slice => JsonSerializer.Serialize(slice.EdgeTypes)).ToArray(),
                afters = slices.Select(slice => slice.After).ToArray(),
                lasts = slices.Select(slice => slice.Last).ToArray(),
                edges = slices.Select(slice => slice.Edges).ToArray(),
            }, cancellationToken, transaction).ConfigureAwait(false);
            return (queue, false);
        }, cancellationToken);

    public string Run => run;

    /// <summary>PostgreSQL's clock, which also stamps the slices.</summary>
    public static async Task<DateTime> NowAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken) =>
        (await postgres.ReadAsync<DateTime>("Postgres/now.sql", null, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Takes one slice, works on it and marks it done.</summary>
    /// <param name="timeout">How long to wait for slices that others hold, in case they die; null to pass over them.</param>
    /// <param name="work">Works on it.</param>
    /// <param name="cancellationToken">Gives the slice back.</param>
    /// <returns>The slice; null when none is free, or none became so in time.</returns>
    public Task<Slice?> WorkAsync(TimeSpan? timeout, Func<Slice, Task<SliceOutcome>> work, CancellationToken cancellationToken) =>
        postgres.InTransactionAsync(async (connection, transaction) =>
        {
            var slice = await TakeAsync(connection, transaction, timeout, cancellationToken).ConfigureAwait(false);
            if (slice is null) return null;
            var outcome = JsonSerializer.Serialize(await work(slice).ConfigureAwait(false), Json);
            var done = new { number = slice.Number, outcome };
            await connection.RunAsync("Backfill/finish-slice.sql", done, cancellationToken, transaction).ConfigureAwait(false);
            return slice;
        }, cancellationToken);

    /// <summary>How many edges the run has, how many of them in slices that are done, and how many slices are not.</summary>
    public async Task<(long All, long Done, int Remaining)> CountAsync(CancellationToken cancellationToken)
    {
        var rows = await postgres.ReadAsync<Counts>("Backfill/count-slices.sql", new { run }, cancellationToken).ConfigureAwait(false);
        return (rows[0].All, rows[0].Done, (int)rows[0].Remaining);
    }

    /// <summary>What all slices that are done came to.</summary>
    public async Task<SliceOutcome> OutcomeAsync(CancellationToken cancellationToken)
    {
        var total = new SliceOutcome();
        foreach (var row in await postgres.ReadAsync<string>("Backfill/outcomes.sql", new { run }, cancellationToken).ConfigureAwait(false))
            total.AddAll(JsonSerializer.Deserialize<SliceOutcome>(row, Json)!);
        return total;
    }

    private async Task<Slice?> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<Slice>> ReadAsync(string file) => connection.ReadAsync<Slice>(file, new { run }, cancellationToken, transaction);
        if (timeout is not { } limit) return (await ReadAsync("Backfill/take-slice.sql").ConfigureAwait(false)).FirstOrDefault();
        try
        {
            var setting = new { timeout = $"{(long)limit.TotalMilliseconds}ms" };
            await connection.RunAsync("Postgres/lock-timeout.sql", setting, cancellationToken, transaction).ConfigureAwait(false);
            return (await ReadAsync("Backfill/await-slice.sql").ConfigureAwait(false)).FirstOrDefault();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }
    }

    private sealed record OpenRun(string Run, bool IsOlder);

    private sealed record Counts(long All, long Done, long Remaining);
}
