using GraphSync.Composition;
using GraphSync.Rescore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GraphSync.Tests.Composition;

/// <summary>A setting that cannot be used is one line that names it, before anything is connected.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Bridge__Rescore__WindowHours", "99999")]
    [InlineData("Bridge__Rescore__WindowHours", "NaN")]
    [InlineData("Bridge__Rescore__MaxEdgesPerPass", "0")]
    [InlineData("Bridge__Rescore__MaxEdgesPerPass", "many")]
    [InlineData("Bridge__Rescore__LargeDecreaseThreshold", "0")]
    [InlineData("Bridge__Rescore__LargeDecreaseThreshold", "-1.1")]
    [InlineData("Bridge__Rescore__StableBand", "2")]
    [InlineData("Bridge__Graph__MaxEdgeTypes", "0")]
    [InlineData("Bridge__Graph__NodeLabel", "")]
    [InlineData("Bridge__Credit__DefaultPoolUtok", "-1")]
    [InlineData("Bridge__Ingest__MaxRowBytes", "0")]
    [InlineData("Bridge__Ingest__MaxRowBytes", "99999999999")]
    [InlineData("Bridge__Ingest__MaxRowBytes", "much")]
    [InlineData("Bridge__Logs__Directory", "")]
    [InlineData("NEO4J_URI", "nonsense")]
    public void Validate_NamesTheSettingAndItsValue_InOneLine(string setting, string value)
    {
        using var services = Services((setting, value));

        var message = Should.Throw<BadInputException>(() => services.ValidateSettings()).Message;

        message.ShouldStartWith($"{setting} '{value}'");
        message.ShouldNotContain('\n');
        message.Length.ShouldBeGreaterThan($"{setting} '{value}' ".Length + 10);
    }

    [Fact]
    public void Options_AreReadFromTheirSection_AndKeepTheirDefaults()
    {
        using var services = Services(("Bridge__Rescore__MaxEdgesPerPass", "7"));

        services.ValidateSettings();

        var options = services.GetRequiredService<IOptions<RescoreOptions>>().Value;
        (options.MaxEdgesPerPass, options.WindowHours, options.LargeDecreaseThreshold, options.StableBand).ShouldBe((7, 24, -0.3, 0.05));
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings) => new ServiceCollection()
        .AddGraphProvenance(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s =>
            new KeyValuePair<string, string?>(s.Name.Replace("__", ":", StringComparison.Ordinal), s.Value))).Build())
        .BuildServiceProvider();
}
