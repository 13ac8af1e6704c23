using System.Net;
using System.Net.Sockets;
using Support;

namespace Hostile.Outages;

/// <summary>Settings that cannot be used, and files that are not what they should be: found before anything is connected.</summary>
public sealed class SettingOutageTests : IDisposable
{
    private static readonly string[] NoNumbers =
        ["NaN", "Infinity", "-Infinity", "1e400", "-1e9", "9e99", "99999999999999999999", "x", " ", "1,5", "一"];

    private static readonly string[] NoTimes = ["NaN", "x", "12", "-00:00:01", "9999999.00:00:00", "99999999999"];

    private readonly string _folder = Directory.CreateTempSubdirectory("outages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Number_ThatCannotBeUsed_IsNamed()
    {
        string[] settings =
        [
            "Bridge__Rescore__WindowHours", "Bridge__Rescore__MaxEdgesPerPass", "Bridge__Rescore__LargeDecreaseThreshold",
            "Bridge__Rescore__StableBand", "Bridge__Rescore__ScorerTimeoutSeconds", "Bridge__Graph__MaxEdgeTypes",
            "Bridge__Credit__DefaultPoolUtok", "Bridge__Neo4j__MaxWriters",
        ];
        foreach (var setting in settings)
            foreach (var value in NoNumbers) await RefusedAsync(setting, value);
        foreach (var value in NoTimes)
        {
            await RefusedAsync("Bridge__Neo4j__WriteTimeout", value);
            await RefusedAsync("Bridge__Neo4j__RetryBudget", value);
        }
    }

    [Theory]
    [InlineData("NEO4J_URI", "nonsense", "http://")]
    [InlineData("NEO4J_URI", "http://", "http://")]
    [InlineData("NEO4J_URI", "http://h:99999", "http://")]
    [InlineData("NEO4J_URI", "file:///etc/passwd", "http://")]
    [InlineData("NEO4J_URI", "ftp://h/", "http://")]
    [InlineData("NEO4J_URI", "bolt://", "http://")]
    public Task Address_ThatCannotBeUsed_IsNamed(string setting, string value, string remedy) => RefusedAsync(setting, value, remedy);

    [Theory]
    [InlineData("Bridge__Http__Urls", "http://127.0.0.1:99999")]
    [InlineData("Bridge__Http__Urls", "http://127.0.0.1:-1")]
    [InlineData("Bridge__Http__Urls", "127.0.0.1:8088")]
    [InlineData("Bridge__Http__Urls", "https://127.0.0.1:8088")]
    [InlineData("Bridge__Http__Urls", "http://0.0.0.0:8088")]
    [InlineData("Bridge__Http__Urls", ";")]
    [InlineData("Bridge__Schedules__Sync", "61 * * * *")]
    [InlineData("Bridge__Schedules__Rescore", "0 0 31 2 *")]
    [InlineData("Bridge__Schedules__Credit", "now")]
    [InlineData("Bridge__Schedules__Backfill", "* * * * * * *")]
    [InlineData("Bridge__Schedules__TimeZone", "Mars/Olympus")]
    [InlineData("Bridge__Schedules__TimeZone", "../../etc/passwd")]
    public async Task Daemon_DoesNotStart_WithASettingThatCannotBeUsed(string setting, string value) =>
        (await RunAsync("run", (setting, value))).ShouldTell(setting, "");

    [Fact]
    public async Task Daemon_SaysWhatIsInTheWay_WhenItsAddressIsTaken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        (await RunAsync("run", ("Bridge__Http__Urls", url))).ShouldTell($"Bridge__Http__Urls '{url}'", "set another address");
        (await RunAsync("run", ("Bridge__Http__Urls", "http://192.0.2.1:8088"), ("Bridge__Http__ApiKey", "key")))
            .ShouldTell("Bridge__Http__Urls 'http://192.0.2.1:8088'", "set another address");
    }

    [Theory]
    [InlineData("NEO4J_PASSWORD_FILE")]
    [InlineData("ConnectionStrings__Postgres_FILE")]
    [InlineData("PGPASSWORD_FILE")]
    public async Task SecretFile_ThatHoldsNoSecret_IsNamed(string setting)
    {
        var empty = Path.Combine(_folder, "empty");
        await File.WriteAllTextAsync(empty, "\n", TestContext.Current.CancellationToken);
        var huge = Path.Combine(_folder, "huge");
        await File.WriteAllBytesAsync(huge, new byte[100_000], TestContext.Current.CancellationToken);
        (string Path, string Problem)[] files =
            [(Path.Combine(_folder, "missing"), "does not exist"), (_folder, "is a folder"), (empty, "is empty"), (huge, "longer")];
        foreach (var (path, problem) in files)
            (await RunAsync("sync", (setting[..^5], ""), (setting, path))).ShouldTell($"{setting} '{path}'", problem);
        (await RunAsync("sync", (setting, empty), (setting[..^5], "secret"))).ShouldTell(setting, "leave one out");
    }

    [Fact]
    public async Task SettingsFile_ThatIsNoJson_IsNamed()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), "{ Bridge: }", TestContext.Current.CancellationToken);
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(_folder);
        try
        {
            (await RunAsync("sync")).ShouldTell(Path.Combine(_folder, "appsettings.json"), "correct its JSON");
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private static async Task RefusedAsync(string setting, string value, string remedy = "")
    {
        var result = await RunAsync("sync", (setting, value));
        result.ShouldTell(setting, remedy);
    }

    private static Task<BridgeResult> RunAsync(string verb, params (string Name, string Value)[] settings)
    {
        var variables = new Dictionary<string, string?>
        {
            ["NEO4J_URI"] = "http://127.0.0.1:1",
            ["ConnectionStrings__Postgres"] = "Host=127.0.0.1;Port=1;Username=nobody",
        };
        foreach (var (name, value) in settings) variables[name] = value;
        return BridgeCommand.RunAsync([verb, "--json"], variables);
    }
}
