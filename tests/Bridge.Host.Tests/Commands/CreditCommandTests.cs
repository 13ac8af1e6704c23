using GraphSync.Credit;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

public sealed class CreditCommandTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Explain_PrintsTheTree_EachContributionOnceUnderWhatReliedOnItFirst()
    {
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type, created_by) VALUES ('B1', 'benchmark', 'ben')");
        await Bridge.AddVersionAsync("m1", "m", 1);
        await Bridge.AddVersionAsync("m2", "m", 2, parent: "m1");
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess', benchmark_id = 'B1'");
        await Bridge.PromoteAsync("p1", "m1", "m2");
        await Bridge.RunAsync(new CreditRequest(), Cancellation);

        var run = await BridgeCommand.RunAsync(["credit", "explain", "p1"], Bridge.Variables);

        run.ExitCode.ShouldBe(0, run.Error);
        // Without the rest of lines that the console's width wraps.
        var tree = run.Output.Split('\n').Where(line => line.StartsWith("ModelVersion m2") || line.Contains("── "))
            .Select(line => line.Split(':')[0] + (line.Contains("told elsewhere") ? " …" : ""));
        string.Join('\n', tree).ShouldBeOneOf(
            "ModelVersion m2 (tess)\n├── benchmark 1/2\n└── parent 1/2\n    └── benchmark 1/1 …",
            "ModelVersion m2 (tess)\n├── parent 1/2\n│   └── benchmark 1/1 …\n└── benchmark 1/2");
    }
}
