using GraphQueries.Catalogue;

namespace GraphQueries.Migrations;

/// <summary>The record of applied migrations: <c>cypher/queries/migrations</c>.</summary>
internal static class MigrationQueries
{
    /// <summary>Which migrations has this graph had? Ordered by version.</summary>
    public static readonly CypherQuery<NoParameters, AppliedMigrationRow> Applied = new("migrations/applied");

    /// <summary>Notes that a migration has been applied.</summary>
    public static readonly CypherQuery<RecordMigrationParameters, NoRow> Record = new("migrations/record");
}

/// <summary>A migration that the graph has had.</summary>
/// <param name="Version">The file's name without its ending.</param>
/// <param name="Checksum">SHA-256 of the file with LF line ends, in lower-case hex.</param>
internal sealed record AppliedMigrationRow(string Version, string Checksum);

/// <summary>A migration to note.</summary>
/// <param name="Version">The file's name without its ending.</param>
/// <param name="Checksum">SHA-256 of the file with LF line ends, in lower-case hex.</param>
/// <param name="At">When it was applied.</param>
internal sealed record RecordMigrationParameters(string Version, string Checksum, DateTimeOffset At);
