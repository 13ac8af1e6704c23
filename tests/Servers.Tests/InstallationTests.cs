using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Xunit;

namespace Servers.Tests;

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
        Java.Find(WithJava(versions), new Neo4jVersion("5.26.30")).Major.ShouldBe(expected);

    [Fact]
    public void JavaFind_SaysWhereItLooked_WhenThereAreOnlyOldVersions() =>
        Should.Throw<ServerStartException>(() => Java.Find(WithJava("1.8.0_402", "11.0.2"), new Neo4jVersion("5.26.30")))
            .Message.ShouldContain(_directory);

    [Theory]
    [InlineData("5.26.30", null, 17)]
    [InlineData("5.26.30", "25.0.1", 25)]
    [InlineData("2025.01.0", null, 21)]
    [InlineData("2026.08.1", null, 21)]
    [InlineData("2026.08.1", "25.0.1", 25)]
    public async Task Neo4j_StartsWithTheJavaThatIsNamed_ElseWithOneForItsVersion(string neo4j, string? named, int expected)
    {
        var javaHome = named is null ? null : JavaHome(named);
        var options = Options(WithJava("17.0.15", "21.0.4", "25.0.1"), name => name == "JAVA_HOME" ? javaHome : null);
        List<string> said = [];
        var installation = new Neo4jInstallation(options, said.Add);

        await Should.ThrowAsync<ServerStartException>(() => installation.StartAsync(PlantNeo4j("home", neo4j), Cancellation));

        said.ShouldHaveSingleItem().ShouldEndWith($"with Java {expected}");
    }

    [Fact]
    public void Neo4jVersion_CountsAsTheOldest_WhenNoJarTells() =>
        Neo4jVersion.Read(_directory).ShouldBe(new Neo4jVersion("5.26"));

    [Theory]
    [InlineData("jvm/nowhere", "holds no Java")]
    [InlineData("jvm/jdk-17.0.15", "holds Java 17, but Neo4j 2026.08.1 needs Java 21 or newer")]
    public async Task FindAsync_NamesJavaHomeInOneMessage_WhenItDoesNotServe(string home, string reason)
    {
        var named = Path.Combine(_directory, home);
        var neo4j = PlantNeo4j("home", "2026.08.1");
        var options = Options(WithJava("17.0.15", "25.0.1"), name => name switch
        {
            "JAVA_HOME" => named,
            "NEO4J_HOME" => neo4j,
            "DOCKER_HOST" => "tcp://127.0.0.1:1",
            NamedServers.PostgresVariable => "Nonsense=1",
            _ => null,
        });

        var error = await Should.ThrowAsync<ServerNotFoundException>(() => ServerPair.FindAsync(options, cancellation: Cancellation));

        error.Message.Split('\n')[0].ShouldBe($"JAVA_HOME is {named}, which {reason}. Correct or unset it.");
        error.Message.Split("JAVA_HOME").Length.ShouldBe(2);
    }

    [Fact]
    public void FindHome_TakesSharedNeo4j_OnlyBesideTheCheckout()
    {
        var program = Directory.CreateDirectory(Path.Combine(_directory, "parent/checkout/Bridge.Host/bin")).FullName;
        var installation = new Neo4jInstallation(new ServerOptions { Variable = _ => null, SearchRoots = [program] }, _ => { });
        foreach (var planted in (string[])["", "parent/checkout/", "parent/checkout/Bridge.Host/", "parent/checkout/Bridge.Host/bin/"])
            PlantNeo4j($"{planted}shared/neo4j", "5.26.30");

        Should.Throw<ServerStartException>(installation.FindHome);
        File.WriteAllText(Path.Combine(_directory, "parent/checkout/GraphProvenance.sln"), "");
        Should.Throw<ServerStartException>(installation.FindHome);

        var beside = PlantNeo4j("parent/shared/neo4j", "5.26.30");
        installation.FindHome().ShouldBe(beside);
    }

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

    private string JavaHome(string version) => Path.Combine(_directory, "jvm", $"jdk-{version}");

    private static ServerOptions Options(ServerOptions java, Func<string, string?> variable) =>
        new() { Variable = variable, JavaRoots = java.JavaRoots, CacheDirectory = java.CacheDirectory };

    /// <summary>A Neo4j of which only the names are real; whoever starts it is told that it failed.</summary>
    private string PlantNeo4j(string path, string version)
    {
        var home = Path.Combine(_directory, path);
        Directory.CreateDirectory(Path.Combine(home, "bin"));
        Directory.CreateDirectory(Path.Combine(home, "lib"));
        foreach (var program in (string[])["neo4j", "neo4j-admin"])
        {
            var file = Path.Combine(home, "bin", program);
            File.WriteAllText(file, "#!/bin/sh\nexit 1\n");
            File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
        }
        // What it brings along has versions of its own.
        string[] jars = [$"neo4j-kernel-{version}", $"neo4j-{version}", "neo4j-cypher-dsl-2024.2.0", "neo4j-java-driver-5.28.15"];
        foreach (var jar in jars.Concat(["neo4j-bolt-connection-12.0.0", "neo4j-bolt-connection-netty-12.0.0", "netty-4.1.1"]))
            File.WriteAllText(Path.Combine(home, "lib", $"{jar}.jar"), "");
        return home;
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
