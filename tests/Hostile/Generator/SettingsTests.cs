using GraphSync;
using Bridge.Host.Hosting;
using GraphSync.Composition;
using GraphSync.Credit;
using GraphSync.Rescore;
using GraphSync.Rescore.Scoring;
using Microsoft.Extensions.Configuration;

namespace Hostile.Generator;

/// <summary>Whatever a setting says, the bridge takes it or refuses it in one line that names it.</summary>
public sealed class SettingsTests(Tally tally)
{
    private const int ValuesOfEach = 30;

    private static readonly (string Section, Type Options)[] Sections =
    [
        ("Bridge__Rescore", typeof(RescoreOptions)), ("Bridge__Rescore", typeof(ScorerOptions)), ("Bridge__Credit", typeof(CreditOptions)),
        ("Bridge__Graph", typeof(GraphSchemaOptions)), ("Bridge__Logs", typeof(LogOptions)), ("Bridge__Http", typeof(HttpOptions)),
        ("Bridge__Schedules", typeof(ScheduleOptions)),
    ];

    public static TheoryData<string> Settings =>
    [
        "NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE", "ConnectionStrings__Postgres",
        .. from section in Sections
           from property in section.Options.GetProperties()
           where property.CanWrite
           select $"{section.Section}__{property.Name}",
    ];

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Build_TakesTheValue_OrRefusesItInOneLineThatNamesTheSetting(string setting)
    {
        var odd = new OddValues(Tally.Seed + setting.Length);
        foreach (var kind in Enumerable.Repeat(Enum.GetValues<ValueKind>(), ValuesOfEach).SelectMany(kinds => kinds).Take(ValuesOfEach))
        {
            var value = odd.Of(kind);
            try
            {
                await using var app = BridgeServer.Build(Configuration(setting, value), _ => { });
            }
            catch (BadInputException refusal)
            {
                refusal.Message.ShouldContain(setting.StartsWith("Connection", StringComparison.Ordinal) ? "Postgres" : setting);
                refusal.Message.ShouldNotContain(c => char.IsControl(c), refusal.Message);
                refusal.Message.Length.ShouldBeLessThan(1_000);
            }
        }
        tally.Add(ValuesOfEach);
    }

    private static IConfiguration Configuration(string setting, string value) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = "Host=localhost",
            [setting.Replace("__", ":", StringComparison.Ordinal)] = value,
        }).Build();
}
