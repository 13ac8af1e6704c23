using System.Globalization;
using System.Text.RegularExpressions;

namespace Servers;

/// <summary>A Java installation.</summary>
internal sealed partial record Java(string Home, int Major)
{
    /// <summary>
    /// The Java of JAVA_HOME where that is set; else the first of PATH and the usual directories that this Neo4j supports,
    /// else the first that is newer.
    /// </summary>
    /// <exception cref="ServerNotFoundException">JAVA_HOME does not serve: what is named is not passed by.</exception>
    public static Java Find(ServerOptions options, Neo4jVersion neo4j)
    {
        if (options["JAVA_HOME"] is { } home)
            return Named(home, neo4j);
        var all = Homes(options).Select(Read).OfType<Java>().Where(java => java.Major >= neo4j.OldestJava).ToList();
        return all.Find(java => neo4j.Supports(java.Major)) ?? all.FirstOrDefault() ?? throw new ServerStartException(
            $"{neo4j} needs {neo4j.Needs}: JAVA_HOME is not set, and there is none on PATH or under "
            + string.Join(" or ", options.JavaRoots));
    }

    private static Java Named(string home, Neo4jVersion neo4j)
    {
        var java = Read(home);
        return java?.Major >= neo4j.OldestJava ? java : throw new ServerNotFoundException(
            $"JAVA_HOME is {home}, which holds {(java is null ? "no Java" : $"Java {java.Major}, but {neo4j} needs {neo4j.Needs}")}. "
            + "Correct or unset it.");
    }

    private static IEnumerable<string> Homes(ServerOptions options)
    {
        if (options.OnPath("java") is { } program)
            yield return Path.GetFullPath(Path.Combine(RealPath(program), "../.."));
        var roots = options.JavaRoots.Where(Directory.Exists);
        foreach (var directory in roots.SelectMany(Directory.GetDirectories).Order(StringComparer.Ordinal))
        {
            yield return directory;
            yield return Path.Combine(directory, "Contents/Home");
        }
    }

    private static string RealPath(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;

    /// <summary>Reads the version where every JDK and JRE since 9 states it, which is quicker than asking the program.</summary>
    private static Java? Read(string home)
    {
        var release = Path.Combine(home, "release");
        if (!File.Exists(release) || !File.Exists(Path.Combine(home, "bin/java")))
            return null;
        var version = Version().Match(File.ReadAllText(release));
        return version.Success ? new Java(home, int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture)) : null;
    }

    [GeneratedRegex("""^JAVA_VERSION="(\d+)""", RegexOptions.Multiline)]
    private static partial Regex Version();
}
