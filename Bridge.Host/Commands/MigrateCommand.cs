using System.CommandLine;
using GraphQueries.Migrations;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>migrate</c>: both databases.</summary>
internal static class MigrateCommand
{
    public static Command Create() => CommandContext.Verb("migrate", "Make or complete the schema of both databases; repeatable", async (shell, bridge) =>
    {
        var (graph, postgres) = await RunAsync(bridge, shell.Cancellation);
        if (postgres.HasChanges) shell.Out.WriteLine($"PostgreSQL, schema {postgres.Schema}: {postgres.Scripts.Count} migrations, {postgres.Columns.Count} columns and {postgres.SchemaObjects.Count} triggers, functions or indexes made; {postgres.Enqueued} rows taken into the inbox.");
        else shell.Out.WriteLine($"PostgreSQL, schema {postgres.Schema}: nothing to do.");
        shell.Out.WriteLine(graph.Count > 0 ? $"Neo4j: {graph.Count} migrations applied." : "Neo4j: nothing to do.");
        shell.WriteJson(new { neo4j = graph, postgres });
        return 0;
    });

    public static async Task<(IReadOnlyList<string> Graph, MigrationReport Postgres)> RunAsync(BridgeContext bridge, CancellationToken cancellationToken)
    {
        var postgres = await Migrator.RunAsync(bridge.Postgres, bridge.Loggers.CreateLogger("migrate"), cancellationToken);
        var graph = await new GraphMigrator(bridge.Graph, bridge.Types, bridge.Time).RunAsync(cancellationToken);
        return (graph, postgres);
    }
}
