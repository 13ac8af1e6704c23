using System.Text.Json.Serialization;

namespace GraphSync.Migration;

/// <summary>What one run of the migrator changed. All empty when nothing was to be done.</summary>
public sealed record MigrationReport
{
    /// <summary>The schema that is current.</summary>
    public required string Schema { get; init; }

    /// <summary>File names of the migrations applied, in order.</summary>
    public required IReadOnlyList<string> Scripts { get; init; }

    /// <summary>Columns added to tables that existed, as <c>table.column</c>.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Functions, triggers and indexes made or made anew, as <c>table.name</c> or <c>function()</c>.</summary>
    [JsonPropertyName("attachments")]
    public required IReadOnlyList<string> SchemaObjects { get; init; }

    /// <summary>Rows taken into the inbox because their table was taken whole.</summary>
    public required long Enqueued { get; init; }

    /// <summary>Whether anything was changed.</summary>
    public bool HasChanges => Scripts.Count + Columns.Count + SchemaObjects.Count > 0 || Enqueued > 0;
}
