using System.Text.Json;
using Dapper;
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
    /// <returns>The table, and whether its slices were cut before <paramref name="since"/>, so that edges may have come since.</returns>
    public static async Task<(SliceQueue Table, bool IsOlder)> JoinAsync(NpgsqlDataSource postgres, DateTime since,
        Func<CancellationToken, Task<IReadOnlyList<Slice>>> plan, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        // One plans, the others wait and join.
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(hashtext('graphprovenance.backfill'))", null, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var open = await connection.QueryFirstOrDefaultAsync<OpenRun>(new CommandDefinition(Sql.Load("Backfill/open-run.sql"), new { since }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (open is not null) return (new SliceQueue(postgres, open.Run), open.IsOlder);
        var table = new SliceQueue(postgres, Guid.NewGuid().ToString("n"));
        var slices = await plan(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(Sql.Load("Backfill/add-slices.sql"), new
        {
            run = table.Run,
            types = slices.Select(slice => slice.EdgeType).ToArray(),
            afters = slices.Select(slice => slice.After).ToArray(),
            lasts = slices.Select(slice => slice.Last).ToArray(),
            edges = slices.Select(slice => slice.Edges).ToArray(),
        }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (table, false);
    }

    public string Run => run;

    /// <summary>PostgreSQL's clock, which also stamps the slices.</summary>
    public static async Task<DateTime> NowAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("SELECT clock_timestamp()", cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Takes one slice, works on it and marks it done.</summary>
    /// <param name="wait">Wait for slices that others hold, in case they die; null to pass over them.</param>
    /// <param name="work">Works on it.</param>
    /// <param name="cancellationToken">Gives the slice back.</param>
    /// <returns>The slice; null when none is free, or none became so in time.</returns>
    public async Task<Slice?> WorkAsync(TimeSpan? wait, Func<Slice, Task<SliceOutcome>> work, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        var slice = await TakeAsync(connection, transaction, wait, cancellationToken).ConfigureAwait(false);
        if (slice is null) return null;
        var outcome = await work(slice).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(Sql.Load("Backfill/finish-slice.sql"),
            new { run, type = slice.EdgeType, after = slice.After, outcome = JsonSerializer.Serialize(outcome, Json) }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return slice;
    }

    /// <summary>How many edges the run has, how many of them in slices that are done, and how many slices are not.</summary>
    public async Task<(long All, long Done, int SlicesLeft)> CountAsync(CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var counts = await connection.QuerySingleAsync<Counts>(new CommandDefinition(Sql.Load("Backfill/count-slices.sql"), new { run }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return (counts.All, counts.Done, (int)counts.SlicesLeft);
    }

    /// <summary>What all slices that are done came to.</summary>
    public async Task<SliceOutcome> OutcomeAsync(CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var total = new SliceOutcome();
        var rows = await connection.QueryAsync<string>(new CommandDefinition("SELECT outcome::text FROM backfill_slices WHERE run = @run AND done_at IS NOT NULL", new { run }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        foreach (var row in rows) total.AddAll(JsonSerializer.Deserialize<SliceOutcome>(row, Json)!);
        return total;
    }

    private async Task<Slice?> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeSpan? wait, CancellationToken cancellationToken)
    {
        if (wait is not { } patience)
            return await connection.QueryFirstOrDefaultAsync<Slice>(new CommandDefinition(Sql.Load("Backfill/take-slice.sql"), new { run }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition("SELECT set_config('lock_timeout', @ms, true)", new { ms = $"{(long)patience.TotalMilliseconds}ms" }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return await connection.QueryFirstOrDefaultAsync<Slice>(new CommandDefinition(Sql.Load("Backfill/await-slice.sql"), new { run }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }
    }

    private sealed record OpenRun(string Run, bool IsOlder);

    private sealed record Counts(long All, long Done, long SlicesLeft);
}
