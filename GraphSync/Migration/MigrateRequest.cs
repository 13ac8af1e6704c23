using System.Text.Json.Serialization;
using GraphSync.Operations;

namespace GraphSync.Migration;

/// <summary>Makes or completes the schema of both databases. There is nothing to choose.</summary>
public sealed record MigrateRequest : OperationRequest<MigrateReport>
{
    internal override string Name => "migrate";

    internal override OperationNeeds Needs => OperationNeeds.Nothing;
}

/// <summary>What was made.</summary>
/// <param name="Neo4j">The migrations that were applied to the graph, in order.</param>
/// <param name="Postgres">What was made in PostgreSQL.</param>
public sealed record MigrateReport(IReadOnlyList<string> Neo4j, MigrationReport Postgres) : OperationReport
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Neo4j.Count} migrations in Neo4j, {Postgres.Scripts.Count} in PostgreSQL";
}
