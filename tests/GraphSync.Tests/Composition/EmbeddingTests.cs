using GraphSync.Tests.Rescore.Scoring;
using Support;

namespace GraphSync.Tests.Composition;

/// <summary>The program that docs/embedding.md shows: it is the one that is compiled, and it does what the page says.</summary>
public sealed class EmbeddingTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Program_IngestsAnEdgeAndRunsAPass()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.25, parent: "m1");
        await Bridge.PromoteAsync("p1", "m1", "m2");

        var path = Path.Combine(AppContext.BaseDirectory, "Embedding.dll");
        await using var program = BridgeProcess.StartProgram(path, [], Variables(), Folder);
        var result = await program.WaitAsync(cancellation: Cancellation);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ReplaceLineEndings("\n").ShouldBe(
            "1 created, 0 present, 0 refused\ncompleted: 1 edges rescored, 1 flagged for review\n");
        (await Bridge.SqlRowsAsync<string>("SELECT concat_ws(' ', id, relation, confidence, rescored_by_artifact_id) FROM kg_edges"))
            .ShouldBe(["t1 TREATS 0.2 m2"]);
    }

    [Fact]
    public async Task Page_ShowsTheProgramAsItStands()
    {
        var page = await File.ReadAllTextAsync(Repository.Path("docs/embedding.md"), Cancellation);
        var program = await File.ReadAllTextAsync(Repository.Path("samples/embedding/Program.cs"), Cancellation);

        page.ShouldContain($"```csharp\n{program}```");
    }
}
