namespace Support;

/// <summary>The checkout that the tests were built in.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(Path(relative));

    /// <summary>The C# files of a project, by their path below the root.</summary>
    public static IEnumerable<(string Name, string Text)> Sources(string project) =>
        Directory.EnumerateFiles(Path(project), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Name: System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(file => !file.Name.Contains("/obj/") && !file.Name.Contains("/bin/"));

    private static string Find(string directory)
    {
        if (File.Exists(System.IO.Path.Combine(directory, "GraphProvenance.sln"))) return directory;
        var above = System.IO.Path.GetDirectoryName(directory);
        return Find(above ?? throw new InvalidOperationException("The tests run outside of a checkout of GraphProvenance."));
    }
}
