using System.Text;

namespace GraphQueries.Catalogue;

/// <summary>
/// Queries as files for Neo4j Browser and <c>cypher-shell -f</c>: what a query answers, a <c>:param</c> line with an example for each
/// parameter, and the statement with the parameters that its file names, once for each edge type where it is about one.
/// </summary>
public static class CypherExport
{
    /// <summary>One file's text.</summary>
    /// <param name="file">The query.</param>
    /// <param name="schema">The types and endpoints to render it for; without types the placeholder stands for itself.</param>
    public static string Render(CypherFile file, EdgeSchema schema)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(schema);
        var text = new StringBuilder();
        foreach (var line in file.Purpose.Split('\n')) text.Append("// ").Append(line).Append('\n');
        if (!file.ReadsOnly) text.Append("// It writes: change the parameters first.\n");
        if (file.Columns.Count > 0) text.Append("//\n// columns:\n");
        foreach (var column in file.Columns) text.Append("//   ").Append(Describe(column)).Append('\n');
        text.Append('\n');
        foreach (var parameter in file.Parameters)
        {
            text.Append("// ").Append(Describe(parameter)).Append('\n');
            text.Append(":param ").Append(parameter.Name).Append(" => ").Append(parameter.Example ?? "null").Append('\n');
        }
        foreach (var statement in Statements(file, schema)) text.Append('\n').Append(statement).Append(";\n");
        return text.ToString();
    }

    private static IEnumerable<string> Statements(CypherFile file, EdgeSchema schema)
    {
        if (file.Scope is not EdgeScope.EachType) return [file.Render(schema)];
        IEnumerable<string> types = schema.Types.Count > 0 ? schema.Types : [Renderer.Placeholder];
        return types.Select(type => $"// {OneLine(type)}\n{file.Render(schema, type)}");
    }

    private static string Describe(CypherField field) =>
        $"{field.Name}: {field.Type}{(field.Nullable ? "?" : "")}{(field.Meaning.Length > 0 ? "  -- " + field.Meaning : "")}";

    /// <summary>A type's name must not end its comment. Cypher decodes <c>\u000A</c> in comments, too.</summary>
    private static string OneLine(string type)
    {
        var line = new StringBuilder(type.Length);
        foreach (var c in type) line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' or '\\' ? '\uFFFD' : c);
        return line.ToString();
    }
}
