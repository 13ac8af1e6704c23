namespace GraphSync.Ingest;

/// <summary>One bad row must not take its batch along.</summary>
internal static class BatchBisection
{
    private const int Races = 20;
    private const string TimedOut = "Neo.ClientError.Transaction.TransactionTimedOut";

    /// <summary>Writes all rows; a part that the graph refuses is halved down to the rows to blame.</summary>
    public static async Task RunAsync<T>(IReadOnlyList<T> rows, Func<IReadOnlyList<T>, Task> write, Action<T, string> refuse)
    {
        try
        {
            await write(rows).ConfigureAwait(false);
        }
        catch (GraphException e) when (IsAboutRows(e.Code) && (rows.Count > 1 || e.Code != TimedOut))
        {
            if (rows.Count == 1)
            {
                refuse(rows[0], $"Neo4j refuses it: {e.Message}");
                return;
            }
            await RunAsync([.. rows.Take(rows.Count / 2)], write, refuse).ConfigureAwait(false);
            await RunAsync([.. rows.Skip(rows.Count / 2)], write, refuse).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a write again that lost a race for a key: what the winner made is visible by then.</summary>
    public static async Task<T> AgainAfterRaceAsync<T>(Func<Task<T>> write)
    {
        for (var race = 1; ; race++)
        {
            try
            {
                return await write().ConfigureAwait(false);
            }
            catch (GraphException e) when (e.Code == GraphCodes.ConstraintViolation && race < Races)
            {
            }
        }
    }

    private static bool IsAboutRows(string code) => code is TimedOut or GraphCodes.ConstraintViolation
        or "Neo.ClientError.Statement.ArgumentError" or "Neo.ClientError.Statement.TypeError" or "Neo.ClientError.Statement.ExternalResourceFailed"
        or "Neo.DatabaseError.Statement.ExecutionFailed" or "Neo.DatabaseError.Transaction.TransactionCommitFailed";
}
