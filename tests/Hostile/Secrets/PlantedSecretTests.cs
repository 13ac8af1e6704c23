using Hostile.Scorers;
using Support;

namespace Hostile.Secrets;

/// <summary>Secrets are planted wherever users put them; then all that a run wrote is searched for them.</summary>
public sealed class PlantedSecretTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string InQuery = "plantedq1";
    private const string BareQuery = "planted%71uery2";
    private const string Token = "plantedt3";
    private const string InUri = "plantedu4";

    private static readonly string[] Verbs =
        ["rescore", "rescore --json", "sync", "history e00000", "snapshot m2 --format json", "snapshot m2 --format prov"];

    private static readonly string[] Pages = ["/", "/models/m2", "/review", "/promotions/p1"];

    [Fact]
    public async Task NothingThatARunWrites_HoldsASecret()
    {
        using var server = new EchoingServer().Start();
        var host = new Uri(server.Url).Authority;
        await Bridge.PromoteAsync($"{server.Url}/m?key={InQuery}&{BareQuery}");
        var uri = new UriBuilder(Bridge.Variables["NEO4J_URI"]!) { UserName = "who", Password = InUri }.Uri.OriginalString;
        var variables = Variables(("NEO4J_URI", uri), ($"Bridge__Rescore__ScorerTokens__{host}", Token),
            ("Bridge__Rescore__ScorerTokens__elsewhere.example", $"{Token}-other"));
        List<BridgeResult> results = [];
        foreach (var verb in Verbs)
            results.Add(await BridgeProcess.RunAsync(verb.Split(' '), variables, cancellation: Cancellation));

        results[0].ExitCode.ShouldBe(1);
        results[0].Error.ShouldContain("HTTP 403");
        results[1].ExitCode.ShouldBe(0, results[1].Error);
        server.Authorizations.ShouldBe([$"Bearer {Token}", $"Bearer {Token}"]);
        var written = string.Join('\n', [.. results.Select(result => result.Output + result.Error), .. await FilesAsync(),
            await PageAsync(variables), .. await GraphAsync(), .. await TablesAsync()]);
        written.ShouldContain($"{server.Url}/m?key=***");
        foreach (var secret in new[] { InQuery, BareQuery, Uri.UnescapeDataString(BareQuery), Token, InUri })
            written.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("http://who:plantedu4@a b/")]
    [InlineData("who:plantedu4@host:7474")]
    [InlineData("neo4j://who:planted/u4@host:x")]
    [InlineData("http://who:planted/u4@host")]
    [InlineData("//who:plantedu4@host")]
    [InlineData("the_user:plantedu4@host")]
    public async Task NoMessage_RepeatsTheUserInfo_OfAUriThatCannotBeUsed(string uri)
    {
        var result = await BridgeProcess.RunAsync(["sync"], Variables(("NEO4J_URI", uri)), cancellation: Cancellation);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldNotContain("planted");
        result.Error.ShouldNotContain("u4@");
    }

    private async Task<string[]> FilesAsync() =>
        await Task.WhenAll(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => File.ReadAllTextAsync(file, Cancellation)));

    private static async Task<string> PageAsync(Dictionary<string, string?> variables)
    {
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        await using var daemon = BridgeProcess.Start(["run"], new Dictionary<string, string?>(variables) { ["Bridge__Http__Urls"] = url });
        using var client = new HttpClient();
        string[] pages = [];
        await Until.TrueAsync(async () =>
        {
            try
            {
                pages = await Task.WhenAll(Pages.Select(path => client.GetStringAsync(url + path, Cancellation)));
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the pages are there", Cancellation);
        return string.Join('\n', [.. pages, daemon.Output, daemon.Error]);
    }

    private async Task<IEnumerable<string>> GraphAsync() =>
        (await Bridge.CypherAsync("""
            MATCH (n) WITH collect(properties(n)) AS nodes
            OPTIONAL MATCH ()-[r]->() WITH nodes, collect(properties(r)) AS edges
            UNWIND nodes + edges AS item UNWIND keys(item) AS key RETURN toStringOrNull(item[key])
            """)).Select(row => row[0]?.ToString() ?? "");

    /// <summary>All rows of all tables, but the column in which the user himself keeps a secret.</summary>
    private async Task<IEnumerable<string>> TablesAsync()
    {
        List<string> rows = [];
        var tables = await Bridge.SqlRowsAsync<string>(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'");
        foreach (var table in tables)
        {
            var own = table == "model_versions" ? "scorer" : "";
            rows.AddRange(await Bridge.SqlRowsAsync<string>($"SELECT (to_jsonb(t) - '{own}')::text FROM \"{table}\" t"));
        }
        return rows;
    }
}
