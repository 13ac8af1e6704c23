using GraphQueries.Language;

namespace GraphQueries.Catalogue;

/// <summary>
/// A file of the catalogue with the types of its parameters and rows. Properties of <typeparamref name="TParameters"/> and
/// constructor parameters of <typeparamref name="TRow"/>, in snake_case, are the file's parameters and columns; a test holds them together.
/// </summary>
/// <param name="name">The path below <c>cypher/queries</c> without its ending.</param>
public sealed class CypherQuery<TParameters, TRow>(string name)
    where TParameters : notnull
{
    /// <summary>The file.</summary>
    public CypherFile File { get; } = CypherCatalogue.Default[name];

    /// <summary>The statement for all types of <paramref name="schema"/>.</summary>
    public CypherStatement For(EdgeSchema schema, TParameters parameters) =>
        new(File.Render(schema), RecordMapping.ToParameters(parameters));

    /// <summary>The statement for one edge type.</summary>
    public CypherStatement For(EdgeSchema schema, string edgeType, TParameters parameters) =>
        new(File.Render(schema, edgeType), RecordMapping.ToParameters(parameters));

    /// <summary>The statement for every one of some edge types.</summary>
    internal CypherStatement For(EdgeSchema schema, IReadOnlyList<string> edgeTypes, TParameters parameters) =>
        new(File.Render(schema, edgeTypes), RecordMapping.ToParameters(parameters));

    /// <summary>The statement for every one of some edge types whose edges may all be read, and of others, each group of which has a
    /// branch of its own.</summary>
    internal CypherStatement ForWhole(EdgeSchema schema, IReadOnlyList<string> edgeTypes,
        IReadOnlyList<IReadOnlyList<string>> branches, TParameters parameters) =>
        new(File.RenderWhole(schema, edgeTypes, branches), RecordMapping.ToParameters(parameters));

    /// <summary>The statement for every one of some edge types, each group of them in a branch of its own.</summary>
    internal CypherStatement For(EdgeSchema schema, IReadOnlyList<IReadOnlyList<string>> branches, TParameters parameters) =>
        new(File.Render(schema, branches), RecordMapping.ToParameters(parameters));

    /// <summary>Maps an answer to rows, in the server's order.</summary>
    /// <exception cref="UnexpectedRowException">A column is missing, null where the record forbids it, or of another type.</exception>
    public IReadOnlyList<TRow> Rows(QueryResult table) => RecordMapping.ToRows<TRow>(File.Name, table);
}

/// <summary>No parameters.</summary>
public sealed record NoParameters
{
    /// <summary>The one instance.</summary>
    public static NoParameters Instance { get; } = new();
}

/// <summary>No columns.</summary>
public sealed record NoRow;

/// <summary>An answer does not have the shape that its record asks for.</summary>
public sealed class UnexpectedRowException(string query, string column, string expected, string actual)
    : Exception($"cypher/queries/{query}.cypher: column '{column}' should be {expected} but is {actual}: "
        + "correct that property in the graph, which the bridge did not write so.")
{
    /// <summary>The file's name.</summary>
    public string Query { get; } = query;

    /// <summary>The column.</summary>
    public string Column { get; } = column;
}
