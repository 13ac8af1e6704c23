using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Host.Servers;

/// <summary>A Java installation.</summary>
internal sealed partial record Java(string Home, int Major)
{
    private bool Supported => Major is 17 or 21;

    /// <summary>The first Java 17 or 21 of JAVA_HOME, PATH and the usual directories, else the first newer one.</summary>
    public static Java Find(ServerOptions options)
    {
        var all = Homes(options).Select(Read).OfType<Java>().Where(java => java.Major >= 17).ToList();
        return all.Find(java => java.Supported) ?? all.FirstOrDefault() ?? throw new ServerStartException(
            "Java 17 or 21 is neither at JAVA_HOME nor on PATH nor under " + string.Join(" or ", options.JavaRoots));
    }

    private static IEnumerable<string> Homes(ServerOptions options)
    {
        if (options["JAVA_HOME"] is { } home)
            yield return home;
        if (options.OnPath("java") is { } program)
            yield return Path.GetFullPath(Path.Combine(RealPath(program), "../.."));
        foreach (var directory in options.JavaRoots.Where(Directory.Exists).SelectMany(Directory.GetDirectories).Order(StringComparer.Ordinal))
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
