using System.Reflection;

namespace GraphQueries.Catalogue;

/// <summary>The files of <c>cypher/</c>, as this library carries them.</summary>
public sealed class CypherCatalogue
{
    private readonly SortedDictionary<string, CypherFile> _queries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _others = new(StringComparer.Ordinal);

    private CypherCatalogue()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("cypher/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var path = resource.Replace('\\', '/')["cypher/".Length..^".cypher".Length];
            _others[path] = reader.ReadToEnd().ReplaceLineEndings("\n");
        }
        foreach (var (path, text) in Files("queries").ToList())
        {
            var name = path["queries/".Length..];
            _queries[name] = CypherFile.Parse(name, text, include => _others.GetValueOrDefault($"includes/{include}"));
            _others.Remove(path);
        }
    }

    /// <summary>The catalogue of this build.</summary>
    public static CypherCatalogue Default { get; } = new();

    /// <summary>Every query, by name.</summary>
    public IReadOnlyCollection<CypherFile> Queries => _queries.Values;

    /// <summary>The query of that name, such as <c>rescore/candidates</c>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public CypherFile this[string name] => _queries.TryGetValue(name, out var file)
        ? file
        : throw new ArgumentException($"cypher/queries/{name}.cypher does not exist.", nameof(name));

    /// <summary>The statements of a file outside <c>queries/</c>, such as <c>schema/edge-type</c>: split at semicolons that end a
    /// line.</summary>
    public IReadOnlyList<string> Script(string path) => SplitScript(_others[path]);

    /// <summary>Files below a folder other than <c>queries/</c>, in ordinal order: path and text.</summary>
    public IEnumerable<KeyValuePair<string, string>> Files(string folder) =>
        _others.Where(file => file.Key.StartsWith(folder + "/", StringComparison.Ordinal));

    internal static IReadOnlyList<string> SplitScript(string text) =>
        [.. string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            .Split(";\n").Select(statement => statement.Trim().TrimEnd(';')).Where(statement => statement.Length > 0)];
}
