using System.Globalization;
using System.Text.RegularExpressions;

namespace Servers;

/// <summary>The version of an installed Neo4j, which decides on its Java: 5.26.30, or by the calendar since 2025, as 2026.08.1.</summary>
internal sealed partial record Neo4jVersion(string Text)
{
    private const int FirstYear = 2025;
    private const string Oldest = "5.26";

    /// <summary>Whether it is named by year and month, as all are that came after 5.26.</summary>
    private bool ByCalendar => int.Parse(Text.Split('.')[0], CultureInfo.InvariantCulture) >= FirstYear;

    /// <summary>It does not start with an older one.</summary>
    public int OldestJava => ByCalendar ? 21 : 17;

    public string Needs => ByCalendar ? "Java 21 or newer" : "Java 17 or 21";

    /// <summary>Reads it from the names of the jars in <c>lib</c>; where none tells, it is the oldest that the bridge takes.</summary>
    public static Neo4jVersion Read(string home)
    {
        var lib = new DirectoryInfo(Path.Combine(home, "lib"));
        var jars = (lib.Exists ? lib.GetFiles("neo4j-*.jar") : []).Select(file => Jar().Match(file.Name)).Where(jar => jar.Success);
        // Drivers, the browser and others bear versions of their own; most bear the server's, and the kernel always does.
        var version = jars.GroupBy(jar => jar.Groups["version"].Value, StringComparer.Ordinal)
            .OrderByDescending(named => named.Any(jar => jar.Groups["name"].Value == "neo4j-kernel"))
            .ThenByDescending(named => named.Count())
            .FirstOrDefault();
        return new Neo4jVersion(version?.Key ?? Oldest);
    }

    public bool Supports(int java) => ByCalendar ? java >= OldestJava : java is 17 or 21;

    public override string ToString() => $"Neo4j {Text}";

    [GeneratedRegex(@"^(?<name>neo4j(-[a-z0-9]+)*?)-(?<version>[1-9][0-9]*\.[0-9]+\..+)\.jar$")]
    private static partial Regex Jar();
}
