using System.Text.Json;

namespace GraphQueries.Tests.Architecture;

/// <summary>The switch for the official driver means the same for every project and every command, however it is given.</summary>
public sealed class DriverSwitchTests
{
    private static readonly string[] Projects = ["GraphQueries/GraphQueries.csproj", "tests/GraphQueries.Tests/GraphQueries.Tests.csproj"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("../feed", "../feed"), InlineData("feed", "feed"), InlineData("/srv/feed", "/srv/feed")]
    [InlineData("https://feed.example/v3/index.json", null)]
    public async Task Feed_IsOneFolderForAllProjects_WhenItIsRelative(string given, string? folder)
    {
        var expected = folder is null ? given : Path.GetFullPath(folder, Repository.Root);
        foreach (var project in Projects)
        {
            (await PropertiesAsync(project, [], ("Neo4jDriver", "true"), ("RestoreAdditionalProjectSources", given)))
                .ShouldBe(("true", expected));
            (await PropertiesAsync(project, ["-p:Neo4jDriver=true", $"-p:RestoreAdditionalProjectSources={given}"]))
                .ShouldBe(("true", expected));
        }
    }

    [Fact]
    public async Task Switch_IsOff_UnlessItIsGiven() =>
        (await PropertiesAsync(Projects[0], [])).ShouldBe(("false", ""));

    private static async Task<(string Driver, string Feed)> PropertiesAsync(string project, string[] switches,
        params (string Name, string? Value)[] variables)
    {
        Dictionary<string, string?> environment = new() { ["Neo4jDriver"] = null, ["RestoreAdditionalProjectSources"] = null };
        foreach (var (name, value) in variables) environment[name] = value;
        string[] arguments = [project, "-getProperty:Neo4jDriver", "-getProperty:RestoreAdditionalProjectSources", .. switches];
        await using var build = BridgeProcess.StartProgram("msbuild", arguments, environment, Repository.Root);
        var result = await build.WaitAsync(cancellation: Cancellation);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        using var answer = JsonDocument.Parse(result.Output);
        var properties = answer.RootElement.GetProperty("Properties");
        return (properties.GetProperty("Neo4jDriver").GetString()!, properties.GetProperty("RestoreAdditionalProjectSources").GetString()!);
    }
}
