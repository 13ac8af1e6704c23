using System.IO.Compression;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests;

/// <summary>The two libraries as packages: what somebody who embeds them gets.</summary>
public sealed class PackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pack-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("GraphQueries")]
    [InlineData("GraphSync")]
    public async Task Pack_GivesThePackageWithReadmeLicenceAndSymbols(string project)
    {
        // <checkout>/tests/Bridge.Host.Tests/bin/<configuration>/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.GetFullPath(Path.Combine(output.FullName, "../../../../..", project));
        await using var pack = BridgeProcess.StartProgram(
            "pack", [path, "-c", output.Parent!.Name, "--no-build", "-o", _folder], null, path);
        var result = await pack.WaitAsync(cancellation: Cancellation);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);

        Entries($"GraphProvenance.{project}.0.1.0.nupkg").ShouldBe(
        [
            "README.md", "LICENSE", $"lib/net10.0/{project}.dll", $"lib/net10.0/{project}.xml", $"GraphProvenance.{project}.nuspec",
        ], ignoreOrder: true);
        Entries($"GraphProvenance.{project}.0.1.0.snupkg").ShouldContain($"lib/net10.0/{project}.pdb");
    }

    /// <summary>A package's files, without those that describe the archive itself.</summary>
    private List<string> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(_folder, package));
        return [.. archive.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
                && name != "[Content_Types].xml")];
    }
}
