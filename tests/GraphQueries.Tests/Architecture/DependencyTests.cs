using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GraphQueries.Tests.Architecture;

/// <summary>Dependencies point one way: Bridge.Host → GraphSync → GraphQueries → cypher.</summary>
public sealed partial class DependencyTests
{
    private static readonly string[] Projects = ["GraphQueries", "GraphSync", "Bridge.Host"];

    [Theory]
    [InlineData("GraphQueries", "")]
    [InlineData("GraphSync", "GraphQueries")]
    [InlineData("Bridge.Host", "GraphSync")]
    [InlineData("Servers", "")]
    public void Project_RefersToTheOneBelow(string project, string below) =>
        string.Join(",", References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))).ShouldBe(below);

    [Fact]
    public void GraphQueries_KnowsNoPostgreSql_AndNeedsPollyAlone()
    {
        References("GraphQueries", "PackageReference")
            .ShouldBe(["Polly.Core", "Neo4j.Driver"], "and the driver only with -p:Neo4jDriver=true");
        Named(typeof(GraphClient).Assembly)
            .ShouldAllBe(name => name.StartsWith("System.") || name.StartsWith("Polly.Core") || name.StartsWith("Neo4j.Driver"));
    }

    [Fact]
    public void GraphSync_KnowsNoHost() => Named(typeof(GraphSync.Operations.OperationRunner).Assembly)
        .ShouldAllBe(name => !Host().IsMatch(name));

    [Fact]
    public void OpenTelemetry_IsTheHostsAlone()
    {
        foreach (var project in Projects.Where(project => project != "Bridge.Host"))
            References(project, "PackageReference").ShouldAllBe(package => !package.Contains("OpenTelemetry"));
        References("Bridge.Host", "PackageReference").ShouldContain(package => package.Contains("OpenTelemetry"));
    }

    [Fact]
    public void Cypher_StandsInItsFolder() => Projects
        .SelectMany(project => Directory.EnumerateFiles(Repository.Path(project), "*.cypher", SearchOption.AllDirectories))
        .ShouldAllBe(file => file.Contains("/bin/") || file.Contains("/obj/"));

    [Fact]
    public void Statements_LongerThanALine_StandInFiles()
    {
        foreach (var (name, text) in Projects.SelectMany(Repository.Sources))
        {
            foreach (var literal in LongLiteral().Matches(text).Where(literal => !literal.Value.Contains("</")))
                Statement().IsMatch(literal.Value).ShouldBeFalse($"{name}: put this into a .cypher or .sql file:\n{literal.Value}");
        }
    }

    [Fact]
    public void Namespaces_AreFolders()
    {
        foreach (var (name, text) in Projects.SelectMany(Repository.Sources))
        {
            var declared = Namespace().Match(text);
            if (!declared.Success) continue;
            declared.Groups[1].Value.ShouldBe(Path.GetDirectoryName(name)!.Replace('/', '.').Replace('\\', '.'), name);
        }
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Repository.Read($"{project}/{project}.csproj")).Descendants(kind)
            .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false"
                && reference.Attribute("PrivateAssets")?.Value != "all")
            .Select(reference => reference.Attribute("Include")!.Value);

    private static IEnumerable<string> Named(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    [GeneratedRegex(@"^(bridge|Bridge|OpenTelemetry|Spectre|System\.CommandLine"
        + @"|Microsoft\.AspNetCore|Microsoft\.Extensions\.Hosting|Cronos)")]
    private static partial Regex Host();

    // A raw or verbatim string of several lines, or several strings that are added up over several lines.
    [GeneratedRegex(""" "{3,}\s*\n.*?"{3,} | @"[^"]*\n[^"]*" | (?:"(?:\\.|[^"\\\n])*"\s*\+\s*\n\s*\$?)+"(?:\\.|[^"\\\n])*" """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex LongLiteral();

    [GeneratedRegex(@"\b(OPTIONAL )?MATCH \(|\bMERGE \(|\bUNWIND \$|\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|\bUPDATE\b.*\bSET\b"
        + @"|\bDELETE FROM\b|\bCREATE (TABLE|INDEX|TRIGGER|OR REPLACE)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
