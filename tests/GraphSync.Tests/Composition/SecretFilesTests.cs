using GraphSync.Composition;
using Microsoft.Extensions.Configuration;

namespace GraphSync.Tests.Composition;

/// <summary>A secret as a file: read whenever somebody asks.</summary>
public sealed class SecretFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("with a newline\n", "with a newline")]
    [InlineData("of Windows\r\n", "of Windows")]
    [InlineData(" spaces stay ", " spaces stay ")]
    [InlineData("\uFEFFa mark", "a mark")]
    [InlineData("línea\nzweite", "línea\nzweite")]
    public void File_GivesItsContent(string content, string secret)
    {
        var settings = Settings(("NEO4J_PASSWORD_FILE", Write(content)));
        settings["NEO4J_PASSWORD"].ShouldBe(secret);
    }

    // Kubernetes swaps a link; others rename, truncate and write, or delete first.
    [Fact]
    public void File_ThatIsReplaced_IsReadAnew_AndIsNeverMissedMeanwhile()
    {
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Write("first", "one"));
        var settings = Settings(("Bridge:Http:ApiKey_FILE", link));
        settings["Bridge:Http:ApiKey"].ShouldBe("first");
        File.Delete(link);
        settings["Bridge:Http:ApiKey"].ShouldBe("first");
        File.CreateSymbolicLink(link, Write("second", "two"));
        settings["Bridge:Http:ApiKey"].ShouldBe("second");
        Write("", "two");
        settings["Bridge:Http:ApiKey"].ShouldBe("second");
        Write("third", "two");
        settings["Bridge:Http:ApiKey"].ShouldBe("third");
    }

    [Fact]
    public void Sections_HoldTheSecretUnderItsOwnName_AlsoADictionarys()
    {
        var settings = Settings(("Bridge:Rescore:ScorerTokens:example.org_FILE", Write("token")),
            ("Bridge:Rescore:ScorerTokens:other", "plain"));
        var tokens = settings.GetSection("Bridge:Rescore:ScorerTokens").Get<Dictionary<string, string>>()!;
        tokens.OrderBy(token => token.Key, StringComparer.Ordinal).Select(token => $"{token.Key}={token.Value}")
            .ShouldBe(["example.org=token", "other=plain"]);
    }

    [Fact]
    public void Settings_ThatAreNoFiles_StayAsTheyAre_HoweverOftenTheyAreWrapped()
    {
        var settings = Settings(("NEO4J_PASSWORD_FILE", Write("secret")), ("NEO4J_USERNAME_FILE", ""), ("NEO4J_USERNAME", "me"),
            ("Bridge:Schedules:Sync", "")).WithSecretFiles();
        settings["NEO4J_PASSWORD"].ShouldBe("secret");
        settings["NEO4J_USERNAME"].ShouldBe("me");
        settings["NEO4J_DATABASE"].ShouldBeNull();
        settings["Bridge:Schedules:Sync"].ShouldBe("", "which turns it off");
    }

    [Fact]
    public void Secret_GivenTwice_IsRefused() => Should.Throw<BadInputException>(() =>
        Settings(("Bridge:Http:ApiKey_FILE", Write("a")), ("Bridge:Http:ApiKey", "b"))["Bridge:Http:ApiKey"])
            .Message.ShouldBe("Bridge__Http__ApiKey and Bridge__Http__ApiKey_FILE are both set: leave one out.");

    private string Write(string content, string name = "secret")
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Name, s.Value))).Build().WithSecretFiles();
}
