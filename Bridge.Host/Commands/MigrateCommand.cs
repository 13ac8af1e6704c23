using System.CommandLine;
using Bridge.Host.CommandLine;
using GraphSync.Migration;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>migrate</c>: both databases.</summary>
internal static class MigrateCommand
{
    public static Command Create() => Verb.Create("migrate", "Make or complete the schema of both databases; repeatable", async context =>
    {
        var report = await context.RunAsync(new MigrateRequest());
        var (graph, postgres) = (report.Neo4j, report.Postgres);
        var made = !postgres.HasChanges ? "nothing to do."
            : $"{postgres.Scripts.Count} migrations, {postgres.Columns.Count} columns and {postgres.SchemaObjects.Count} triggers, "
                + $"functions or indexes made; {postgres.Enqueued} rows taken into the inbox.";
        context.Out.WriteLine($"PostgreSQL, schema {postgres.Schema}: {made}");
        context.Out.WriteLine(graph.Count > 0 ? $"Neo4j: {graph.Count} migrations applied." : "Neo4j: nothing to do.");
        context.WriteJson(new { neo4j = graph, postgres });
        return Verb.ExitCode(report);
    });
}
