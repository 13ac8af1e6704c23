using System.Collections.Concurrent;

namespace GraphSync.Postgres;

/// <summary>Reads the SQL files that are embedded in this assembly.</summary>
internal static class Sql
{
    private const string Root = "sql/";
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    /// <param name="path">From the project's folder on, such as <c>Inbound/inbox-refill.sql</c>.</param>
    /// <exception cref="ArgumentException">No such file is embedded.</exception>
    public static string Load(string path) => Texts.GetOrAdd(path, static p =>
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(Root + p)
            ?? throw new ArgumentException($"no SQL file '{p}' is embedded in GraphSync", nameof(path));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    });

    /// <summary>The paths of the embedded files in one folder, in ordinal order.</summary>
    public static IReadOnlyList<string> List(string folder) =>
    [
        .. typeof(Sql).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Root + folder + "/", StringComparison.Ordinal))
            .Select(name => name[Root.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A name as PostgreSQL reads it back unchanged, whatever it holds.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
