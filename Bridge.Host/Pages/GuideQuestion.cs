using GraphQueries.Catalogue;

namespace Bridge.Host.Pages;

/// <summary>A question of the guide for Neo4j Browser: a file of <c>cypher/browser</c>.</summary>
/// <param name="Name">The file's name, without its ending.</param>
/// <param name="Asked">What it asks, and what to know of the answer.</param>
/// <param name="Parameters">Commands that set its parameters, to be run first.</param>
/// <param name="Statement">The query.</param>
internal sealed record GuideQuestion(string Name, string Asked, IReadOnlyList<string> Parameters, string Statement)
{
    private const string Comment = "// ";
    private const string Parameter = Comment + ":param ";

    private static readonly string[] Names =
        ["edge-types", "versions", "promotions", "deltas", "flagged", "edge", "contributions", "outbox"];

    /// <summary>All of them, in the order in which they are best asked.</summary>
    public static IReadOnlyList<GuideQuestion> All { get; } = [.. CypherCatalogue.Default.Files("browser")
        .Select(file => Of(Path.GetFileName(file.Key), file.Value))
        .OrderBy(question => Array.IndexOf(Names, question.Name)).ThenBy(question => question.Name, StringComparer.Ordinal)];

    private static GuideQuestion Of(string name, string text)
    {
        var lines = text.TrimEnd().Split('\n').ToLookup(line => line switch
        {
            _ when line.StartsWith(Parameter, StringComparison.Ordinal) => Parameter,
            _ when line.StartsWith(Comment, StringComparison.Ordinal) => Comment,
            _ => "",
        });
        return new GuideQuestion(name, string.Join(' ', lines[Comment].Select(line => line[Comment.Length..])),
            [.. lines[Parameter].Select(line => line[Comment.Length..])], string.Join('\n', lines[""]));
    }
}
