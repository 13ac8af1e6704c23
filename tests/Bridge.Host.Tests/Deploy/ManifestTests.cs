using System.Text.RegularExpressions;
using Bridge.Host.Commands;
using Bridge.Host.Hosting;
using GraphQueries.Transport;
using GraphSync.Composition;
using GraphSync.Credit;
using GraphSync.Ingest;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Rescore.Scoring;
using Shouldly;
using Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Bridge.Host.Tests.Deploy;

public sealed partial class ManifestTests
{
    private static readonly (string Section, Type Options)[] Sections =
    [
        ("Credit", typeof(CreditOptions)), ("Graph", typeof(GraphSchemaOptions)), ("Http", typeof(HttpOptions)),
        ("Ingest", typeof(IngestOptions)), ("Logs", typeof(LogOptions)), ("Neo4j", typeof(GraphOptions)),
        ("Postgres", typeof(PostgresOptions)), ("Rescore", typeof(RescoreOptions)), ("Rescore", typeof(ScorerOptions)),
        ("Schedules", typeof(ScheduleOptions)),
    ];

    private static readonly string[] Others =
        ["Bridge__Http__ApiKey", "NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "PGPASSWORD", "ConnectionStrings__Postgres"];

    private static readonly HashSet<string> Known = [.. Others, .. Sections.SelectMany(section =>
        section.Options.GetProperties().Select(property => $"Bridge__{section.Section}__{property.Name}"))];

    public static TheoryData<string> Files => [.. Manifests.All];

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_NamesOnlySettingsThatThereAre(string file)
    {
        var names = Manifests.Settings(file).Select(setting => setting.Name).ToList();

        if (file != Manifests.Monitor) names.Count.ShouldBeGreaterThan(3);
        names.Where(name => !Known.Contains(name) && !Known.Contains(Secret().Replace(name, ""))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Manifests.Compose)]
    [InlineData("deploy/kubernetes/bridge.yaml")]
    public void Schedules_CanBeReadAndRunEverything(string file)
    {
        var options = new ScheduleOptions();
        foreach (var (name, value) in Manifests.Settings(file).Where(each => each.Name.Contains("Schedules", StringComparison.Ordinal)))
            typeof(ScheduleOptions).GetProperty(name.Split("__")[^1])!.SetValue(options, value);

        ScheduledJobs.Of(options, DateTimeOffset.UnixEpoch).Select(job => job.Name)
            .ShouldBe(["sync", "rescore", "credit", "backfill", "reconcile"], ignoreOrder: true);
    }

    [Fact]
    public void Kubernetes_RunsTwoBridges_ThatAreProbedWithoutAKey()
    {
        foreach (var document in Manifests.Kubernetes.SelectMany(Manifests.Documents))
            document.At("apiVersion").ToString().Length.ShouldBeGreaterThan(0, document.At("metadata", "name").ToString());
        var bridge = Manifests.OfKind("Deployment").ShouldHaveSingleItem();
        bridge.At("spec", "replicas").ToString().ShouldBe("2");
        var container = ((YamlSequenceNode)bridge.At("spec", "template", "spec", "containers")).Single();
        foreach (var (probe, path) in new[] { ("livenessProbe", "/health/live"), ("readinessProbe", "/health/ready") })
            container.At(probe, "exec", "command").ToString().ShouldContain($"http://127.0.0.1:8088{path}");
    }

    [Fact]
    public void Kubernetes_ReadsEverySecretFromAFileThatTheSecretHas()
    {
        var text = Repository.Read("deploy/kubernetes/bridge.yaml");
        var made = SecretFile().Matches(text).Select(match => match.Groups[1].Value).ToList();
        var read = SecretPath().Matches(text).Select(match => match.Groups[1].Value).Distinct().ToList();

        read.ShouldBe(made, ignoreOrder: true);
        foreach (var key in new[] { "username", "password" })
        {
            var asked = ((YamlSequenceNode)Manifests.OfKind("ServiceMonitor").Single().At("spec", "endpoints")).Single()
                .At("basicAuth", key, "key").ToString();
            (made.Contains(asked) || text.Contains($"--from-literal={asked}=", StringComparison.Ordinal)).ShouldBeTrue(asked);
        }
    }

    [Fact]
    public void Systemd_StartsTheDaemon_AndWaitsLongerForItsEndThanItTakes()
    {
        var unit = Manifests.Lines(Manifests.Systemd).ToLookup(line => line.Key, line => line.Value);

        var verb = unit["ExecStart"].Single().Split("bridge.dll ")[1];
        Verbs.Root().Parse(verb).Errors.ShouldBeEmpty();
        int.Parse(unit["TimeoutStopSec"].Single(), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(10);
    }

    [GeneratedRegex("_FILE$")]
    private static partial Regex Secret();

    [GeneratedRegex(@"--from-file=([\w-]+)")]
    private static partial Regex SecretFile();

    [GeneratedRegex(@": /secrets/([\w-]+)")]
    private static partial Regex SecretPath();
}
