using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Bridge.Host.Servers;
using Shouldly;
using Xunit;

namespace Bridge.Host.Tests.Servers;

[UnsupportedOSPlatform("windows")]
public sealed class InstallationTests : IDisposable
{
    private const string Name = "neo4j-community-5.26.30";
    private readonly string _directory = Directory.CreateTempSubdirectory("installations-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(new[] { "25.0.1", "17.0.15" }, 17)]
    [InlineData(new[] { "11.0.2", "21.0.4", "24" }, 21)]
    [InlineData(new[] { "11.0.2", "25" }, 25)]
    public void JavaFind_PrefersSupportedVersions_WhenSeveralAreInstalled(string[] versions, int expected) =>
        Java.Find(WithJava(versions)).Major.ShouldBe(expected);

    [Fact]
    public void JavaFind_SaysWhereItLooked_WhenThereAreOnlyOldVersions() =>
        Should.Throw<ServerStartException>(() => Java.Find(WithJava("1.8.0_402", "11.0.2"))).Message.ShouldContain(_directory);

    [Fact]
    public async Task Neo4jDownload_UnpacksOnceIntoTheCache_WhenTheChecksumFits()
    {
        var archive = Archive();
        using var site = new OneAnswerServer(path => path.EndsWith(".sha256", StringComparison.Ordinal)
            ? Encoding.ASCII.GetBytes(Convert.ToHexString(SHA256.HashData(archive)) + "\n")
            : archive);
        var options = WithJava(site, "17");

        var home = await Neo4jDownload.GetAsync(options, _ => { }, Cancellation);
        (await Neo4jDownload.GetAsync(options, _ => { }, Cancellation)).ShouldBe(home);

        File.GetUnixFileMode(Path.Combine(home, "bin/neo4j")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        site.Requests.ShouldBe(2);
        Directory.GetFileSystemEntries(options.CacheDirectory).ShouldBe([home]);
    }

    [Fact]
    public async Task Neo4jDownload_KeepsNothing_WhenTheChecksumDiffers()
    {
        using var site = new OneAnswerServer(path => path.EndsWith(".sha256", StringComparison.Ordinal)
            ? Encoding.ASCII.GetBytes(new string('0', 64))
            : Archive());
        var options = WithJava(site, "17");

        var error = await Should.ThrowAsync<ServerStartException>(() => Neo4jDownload.GetAsync(options, _ => { }, Cancellation));

        error.Message.ShouldContain("checksum");
        Directory.GetFileSystemEntries(options.CacheDirectory).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private ServerOptions WithJava(params string[] versions) => WithJava(null, versions);

    private ServerOptions WithJava(OneAnswerServer? site, params string[] versions)
    {
        var roots = Directory.CreateDirectory(Path.Combine(_directory, "jvm")).FullName;
        foreach (var version in versions)
        {
            var bin = Directory.CreateDirectory(Path.Combine(roots, $"jdk-{version}", "bin")).FullName;
            File.WriteAllText(Path.Combine(bin, "java"), "");
            File.WriteAllText(Path.Combine(bin, "../release"), $"IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"{version}\"\n");
        }
        return new ServerOptions
        {
            Variable = _ => null,
            JavaRoots = [roots],
            CacheDirectory = Path.Combine(_directory, "cache"),
            Neo4jArchives = new Uri($"http://127.0.0.1:{site?.Port ?? 1}/"),
        };
    }

    private static byte[] Archive()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(new GZipStream(bytes, CompressionLevel.Fastest)))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{Name}/bin/neo4j")
            {
                Mode = (UnixFileMode)0b111_101_101,
                DataStream = new MemoryStream("#!/bin/sh\n"u8.ToArray()),
            });
        return bytes.ToArray();
    }
}
