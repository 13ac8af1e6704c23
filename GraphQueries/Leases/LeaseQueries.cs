using GraphQueries.Catalogue;

namespace GraphQueries.Leases;

/// <summary>The graph's half of the fence: <c>cypher/queries/leases</c>.</summary>
internal static class LeaseQueries
{
    /// <summary>Raises the epoch of a job's lease, so that writes under an older epoch find nothing to do.</summary>
    public static readonly CypherQuery<RaiseLeaseParameters, LeaseEpochRow> Raise = new("leases/raise");
}

/// <summary>The job and the epoch that PostgreSQL has given out.</summary>
internal sealed record RaiseLeaseParameters(string Job, long Epoch);

/// <summary>The epoch in force in the graph.</summary>
internal sealed record LeaseEpochRow(long Epoch);
