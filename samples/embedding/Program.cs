using GraphSync.Composition;
using GraphSync.Ingest;
using GraphSync.Migration;
using GraphSync.Operations;
using GraphSync.Rescore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// NEO4J_URI, NEO4J_PASSWORD and ConnectionStrings__Postgres, as for the command line.
var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
await using var services = new ServiceCollection().AddGraphProvenance(configuration).BuildServiceProvider();
var operations = services.GetRequiredService<OperationRunner>();
await operations.RunAsync(new MigrateRequest(), CancellationToken.None);

NodeRow[] nodes = [new() { Id = "aspirin", Kind = "Compound" }, new() { Id = "headache", Kind = "Disease" }];
EdgeRow edge = new() { EdgeId = "t1", SourceId = "aspirin", Relation = "TREATS", TargetId = "headache", Confidence = 0.8 };
var ingest = await operations.RunAsync(new IngestRequest
{
    Nodes = nodes.ToAsyncEnumerable(),
    Edges = new[] { edge with { SourceArtifactId = "m1", SourceVersion = 1 } }.ToAsyncEnumerable(),
    EdgeRefused = refused => Console.Error.WriteLineAsync($"{refused.Row.EdgeId}: {refused.Reason}"),
}, CancellationToken.None);
Console.WriteLine($"{ingest.Edges.Created} created, {ingest.Edges.Present} present, {ingest.Edges.Refused} refused");

var pass = await operations.RunAsync(new RescoreRequest(), CancellationToken.None);
Console.WriteLine($"{pass.Status}: {pass.Message}");
