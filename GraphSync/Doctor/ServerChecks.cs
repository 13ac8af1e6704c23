using GraphQueries.Catalogue;
using GraphQueries.Doctor;
using GraphQueries.EdgeTypes;
using GraphSync.Postgres;
using GraphSync.Schedules;

namespace GraphSync.Doctor;

/// <summary>Whether both servers answer and are new enough, and whether three machines agree on the time.</summary>
internal sealed class ServerChecks(GraphClient graph, EdgeTypeRegistry types, PostgresReader postgres, TimeProvider time)
{
    private const int Askings = 3;
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>Without which the checks of that server are not tried.</summary>
    public IEnumerable<Check> All =>
    [
        new("neo4j", Looks.AtNeo4j, Neo4jAsync),
        new("postgres", Looks.AtPostgres, PostgresAsync),
    ];

    public IEnumerable<Check> Clocks => [new("clocks", Looks.AtBoth, ClocksAsync)];

    private async Task<Finding> Neo4jAsync(CancellationToken cancellationToken)
    {
        var server = await graph.Graph.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await types.LoadAsync(cancellationToken).ConfigureAwait(false);
        return Finding.Ok($"version {server.Version}, {server.Edition}, {graph.Schema.Types.Count} edge types");
    }

    private Task<Finding> PostgresAsync(CancellationToken cancellationToken) => postgres.ReadAsync(async connection =>
    {
        var version = connection.PostgreSqlVersion;
        if (version.Major < PostgresConnection.OldestVersion)
        {
            return Finding.Failed($"version {version}", $"Upgrade it: the bridge needs {PostgresConnection.OldestVersion} or newer.");
        }
        return await connection.ScalarAsync<bool>("Doctor/is-standby.sql", null, cancellationToken).ConfigureAwait(false)
            ? Finding.Warning($"version {version}, a read-only standby", $"Name its primary in {PostgresConnection.Setting}: jobs write.")
            : Finding.Ok($"version {version}");
    }, cancellationToken);

    private async Task<Finding> ClocksAsync(CancellationToken cancellationToken)
    {
        Difference[] differences =
        [
            await MeasureAsync("Neo4j", Neo4jClockAsync, cancellationToken).ConfigureAwait(false),
            await MeasureAsync("PostgreSQL", PostgresClockAsync, cancellationToken).ConfigureAwait(false),
        ];
        var found = $"against the bridge's: {string.Join(", ", differences.Select(difference => difference.ToString()))}";
        const string remedy = "Let a time service (NTP) set the clocks of all three machines.";
        var worst = differences.Max(difference => difference.AtLeast);
        return worst > ClockDoubt.Tolerance ? Finding.Failed(found, remedy)
            : worst > Tolerance ? Finding.Warning(found, remedy) : Finding.Ok(found);
    }

    private async Task<DateTimeOffset> Neo4jClockAsync(CancellationToken cancellationToken) =>
        (await graph.ReadAsync(DoctorQueries.Clock, NoParameters.Instance, cancellationToken).ConfigureAwait(false))[0].At;

    private async Task<DateTimeOffset> PostgresClockAsync(CancellationToken cancellationToken) =>
        (await postgres.ReadAsync<DateTime>("Doctor/clock.sql", null, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>The quickest of some answers tells most: the server read its clock somewhere between asking and answer.</summary>
    private async Task<Difference> MeasureAsync(string server, Func<CancellationToken, Task<DateTimeOffset>> ask,
        CancellationToken cancellationToken)
    {
        Difference? best = null;
        for (var i = 0; i < Askings; i++)
        {
            var asked = time.GetUtcNow();
            var said = await ask(cancellationToken).ConfigureAwait(false);
            var half = (time.GetUtcNow() - asked) / 2;
            if (best is null || half < best.Uncertainty) best = new Difference(server, said - asked - half, half);
        }
        return best!;
    }

    private sealed record Difference(string Server, TimeSpan Ahead, TimeSpan Uncertainty)
    {
        /// <summary>What no delay of the answer explains.</summary>
        public TimeSpan AtLeast => Ahead.Duration() > Uncertainty ? Ahead.Duration() - Uncertainty : TimeSpan.Zero;

        public override string ToString() => FormattableString.Invariant(
            $"{Server} {Ahead.TotalSeconds:+0.000;-0.000;0.000} s (±{Uncertainty.TotalSeconds:0.000} s)");
    }
}
