namespace GraphSync.Postgres;

/// <summary>Instants as PostgreSQL counts them. Npgsql's own conversion would store the first and the last instant of .NET as infinity.
/// </summary>
internal static class PostgresInstant
{
    private static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Microseconds since the year 2000; an instant that is cut to microseconds loses nothing.</summary>
    public static long Of(DateTimeOffset instant) => (instant.UtcTicks - Epoch) / TimeSpan.TicksPerMicrosecond;
}
