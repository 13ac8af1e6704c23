using System.Text.Json;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests;

/// <summary>What goes to production: the daemon, and nothing that only the demo and the tests need.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly string[] Foreign = ["Testcontainers", "Renci.SshNet", "SSH.NET", "BouncyCastle", "Docker.DotNet", "servers"];
    private readonly string _folder = Directory.CreateTempSubdirectory("publish-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Bridge_RefersToNothingThatStartsServers()
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(BridgeProcess.BridgeDll, ".deps.json")));

        var libraries = dependencies.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name).ToList();

        libraries.ShouldContain(name => name.StartsWith("Npgsql/", StringComparison.Ordinal));
        foreach (var name in Foreign)
            libraries.ShouldNotContain(library => library.StartsWith(name, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Publish_LeavesOutWhatOnlyTheDemoNeeds()
    {
        await PublishAsync();

        var names = Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path)).ToList();
        names.ShouldContain("bridge.dll");
        var dependencies = await File.ReadAllTextAsync(Path.Combine(_folder, "bridge.deps.json"), Cancellation);
        foreach (var name in Foreign[..^1]) dependencies.ShouldNotContain(name, Case.Insensitive);
        foreach (var name in Foreign.Append("samples"))
            names.ShouldNotContain(file => file.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        await using var demo = BridgeProcess.StartProgram(Path.Combine(_folder, "bridge.dll"), ["demo"], null, _folder);
        (await demo.WaitAsync(cancellation: Cancellation)).ShouldBe(new BridgeResult(1, "",
            "bridge demo: The published bridge carries no demo. "
            + "Run it from a checkout: dotnet run --project Bridge.Host -c Release -- demo\n"));
    }

    /// <summary>Publishes what was built for these tests.</summary>
    private async Task PublishAsync()
    {
        // <checkout>/tests/Bridge.Host.Tests/bin/<configuration>/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var project = Path.GetFullPath(Path.Combine(output.FullName, "../../../../../Bridge.Host"));
        await using var publish = BridgeProcess.StartProgram(
            "publish", [project, "-c", output.Parent!.Name, "--no-build", "-o", _folder], null, project);
        var result = await publish.WaitAsync(cancellation: Cancellation);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
    }
}
