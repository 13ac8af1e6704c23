using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GraphSync.Edges;
using GraphSync.Ingest.Input;
using GraphSync.Postgres;

namespace GraphSync.Ingest;

/// <summary>Brings the rows of one kind under the contract's names, as the options say.</summary>
internal sealed class RowShape
{
    private const int MostNames = 10_000;

    private static readonly string[] Origins = ["source_artifact_id", "model_id", "primary_knowledge_source", "knowledge_source"];

    private readonly InputOptions _options;
    private readonly (string Id, long Number)? _source;
    private readonly bool _isNode;
    private readonly NearNames _nearNames;
    private readonly List<ColumnMapping> _map;
    private readonly HashSet<string> _nulls;
    private readonly HashSet<string> _renamed;
    private readonly Dictionary<string, ColumnUse> _uses = new(StringComparer.Ordinal);
    private string _path = "";
    private bool _isNew;

    /// <param name="options">How files are read.</param>
    /// <param name="isNode">Whether the rows are endpoints.</param>
    /// <param name="source">The version that all edges come from; null: what each says.</param>
    public RowShape(InputOptions options, bool isNode, (string Id, long Number)? source = null)
    {
        (_options, _isNode, _source) = (options, isNode, source);
        _nearNames = new NearNames(isNode ? RowParser.AllNodeColumns : RowParser.AllEdgeColumns.Concat(BiolinkMark.Columns));
        _map = [.. options.Map.Where(mapping => Targets(isNode).Contains(mapping.Target))];
        _nulls = [.. options.Nulls];
        _renamed = [.. _map.Where(mapping => mapping.Column is not null).Select(mapping => mapping.Column!)];
    }

    /// <summary>What may be meant otherwise, each once.</summary>
    public SortedSet<string> Warnings { get; } = new(StringComparer.Ordinal);

    /// <summary>The columns that became properties, up to some thousands.</summary>
    public HashSet<string> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>Refuses a mapping whose target no row has, or that two have.</summary>
    /// <exception cref="BadInputException">It names the mapping.</exception>
    public static void Require(InputOptions options)
    {
        foreach (var mapping in options.Map.Where(mapping => !Targets(true).Concat(Targets(false)).Contains(mapping.Target)))
        {
            throw new BadInputException($"--map {mapping.Target}=…: the target must be one of "
                + $"{string.Join(", ", Targets(true).Concat(Targets(false)))}; any other column keeps its name.");
        }
        ColumnMapping.RequireEachOnce(options.Map);
    }

    /// <summary>The rows that follow are of another file.</summary>
    public void Begin(string path) => (_path, _isNew) = (path, true);

    /// <summary>Looks at the names of a file before its first row.</summary>
    /// <param name="place">The file, and the line of its header.</param>
    /// <param name="columns">Of the header.</param>
    /// <exception cref="BadInputException">The file cannot be taken so.</exception>
    public void TakeHeader(string place, IReadOnlyList<string> columns)
    {
        Recognize(place, columns);
        foreach (var mapping in _map)
        {
            if (mapping.Columns.Except(columns).FirstOrDefault() is { } missing)
                throw new BadInputException($"{place}: --map {mapping.Target}=… needs the column '{missing}', which the header lacks.");
        }
        var row = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (Use(column, columns.Contains)(row, "0") is { } problem && NearNameOf(column, columns.Contains) is not null)
                throw new BadInputException($"{place}: {problem}.");
        }
        string[] missed = [.. Required.Except(row.Keys).Except(_map.Select(mapping => mapping.Target))];
        if (missed is ["edge_id"])
        {
            throw new BadInputException($"{place}: the header lacks edge_id: name the column that identifies edges with "
                + "--map edge_id=COLUMN, or have ids made of their content with --edge-id content.");
        }
        if (missed.Length > 0)
        {
            throw new BadInputException($"{place}: the header lacks {string.Join(", ", missed)}: "
                + "name the columns that stand for them with --map, or rename them.");
        }
    }

    /// <summary>The row under the contract's names, or with its problem.</summary>
    public InputRow Apply(InputRow row)
    {
        if (row.Problem is not null || row.Elsewhere is not null) return row;
        var given = _nulls.Count == 0 ? row.Values : row.Values.Where(value => value.Value is not string text || !_nulls.Contains(text))
            .ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal);
        if (_isNew && row.IsJson) Recognize($"{_path}:{row.Line}", [.. given.Keys]);
        _isNew = false;
        var values = new Dictionary<string, object>(given.Count + 2, StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            if (Use(name, given.ContainsKey)(values, value) is { } problem) return row with { Problem = problem };
        }
        foreach (var mapping in _map)
        {
            if (values.Remove(mapping.Target, out var displaced) && !mapping.Columns.Contains(mapping.Target))
                values[$"{mapping.Target}_in_file"] = displaced;
            if (mapping.Of(given) is { } made) values[mapping.Target] = made;
        }
        return _isNode ? row with { Values = values } : Complete(row, values);
    }

    private static IEnumerable<string> Targets(bool isNode) =>
        isNode ? RowParser.AllNodeColumns : RowParser.AllEdgeColumns.Concat(RowParser.EndpointKinds).Concat(BiolinkMark.Columns);

    private IEnumerable<string> Required => _isNode ? RowParser.NodeColumns
        : MakesIds ? RowParser.EdgeColumns.Except(["edge_id"]) : RowParser.EdgeColumns;

    private bool MakesIds => _options.ContentIds || _options.Preset is not null;

    private InputRow Complete(InputRow row, Dictionary<string, object> values)
    {
        if (_source is { } source)
        {
            if (values.TryGetValue("source_artifact_id", out var named) && !source.Id.Equals(named))
                return row with { Problem = $"source_artifact_id says '{named}', and --source '{source.Id}': leave one out" };
            values["source_artifact_id"] = source.Id;
            values.TryAdd("source_version", source.Number);
        }
        if (MakesIds && !values.ContainsKey("edge_id") && ContentId(values) is { } id) values["edge_id"] = id;
        return row with { Values = values };
    }

    /// <summary>32 hex digits of the SHA-256 of source, relation, target and origin as a JSON list; null where one of the first three is
    /// missing.</summary>
    private static string? ContentId(Dictionary<string, object> values)
    {
        object?[] statement = [Of("source_id"), Of("relation"), Of("target_id")];
        var origin = Origins.Select(Of).FirstOrDefault(origin => origin is not null);
        object?[] content = [.. statement, origin];
        return statement.Contains(null) ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(content))))[..32];

        // A column of integers says the same as one of texts.
        object? Of(string column) => values.GetValueOrDefault(column) is var value && value is long number
            ? number.ToString(CultureInfo.InvariantCulture) : value;
    }

    private ColumnUse Use(string column, Func<string, bool> isPresent)
    {
        if (_uses.TryGetValue(column, out var known)) return known;
        var use = _renamed.Contains(column) ? ColumnUses.Nothing
            : _options.Properties.Contains(column) ? ColumnUses.As(column)
            : NearNameOf(column, isPresent) is { } meant ? ColumnUses.Refused(NearMessage(column, meant))
            : ByPreset(column);
        // What a row lacks decides whether a name is a slip, so that is not kept; nor is what one of many names says.
        if (_uses.Count < MostNames && NearNameOf(column, _ => false) is null) _uses[column] = use;
        return use;
    }

    private ColumnUse ByPreset(string column) => _options.Preset switch
    {
        InputPreset.Kgx => _isNode ? KgxColumns.Node(column) : KgxColumns.Edge(column),
        InputPreset.Neo4jAdmin => _isNode ? Neo4jAdminColumns.Node(column) : Neo4jAdminColumns.Edge(column),
        _ => ColumnUses.As(column),
    };

    private string? NearNameOf(string column, Func<string, bool> isPresent) =>
        _renamed.Contains(column) || _options.Properties.Contains(column)
        || (_options.Preset == InputPreset.Neo4jAdmin && Neo4jAdminColumns.IsOne(column)) ? null
        : _nearNames.Of(column, name => isPresent(name) || _map.Any(mapping => mapping.Target == name));

    private static string NearMessage(string column, string meant) =>
        $"'{column}': did you mean {meant}? Rename it, or say --map '{meant}={column}'; --property '{column}' says that it is a property";

    /// <summary>Names files of common forms by what they are.</summary>
    private void Recognize(string place, IReadOnlyList<string> columns)
    {
        if (_options.Preset is not null) return;
        if (columns.Any(Neo4jAdminColumns.IsOne))
            throw new BadInputException($"{place}: the columns are neo4j-admin's: say --preset neo4j-admin.");
        if (!_isNode && KgxColumns.EdgeMarks.All(columns.Contains) && !columns.Contains("source_id")
            && !_map.Any(mapping => mapping.Target == "source_id"))
            throw new BadInputException($"{place}: the columns are KGX's (subject, predicate, object): say --preset kgx.");
        if (!_isNode && columns.Contains("relation") && columns.Contains("predicate"))
        {
            Warnings.Add("The edges have a predicate beside their relation, which became the relationship type; "
                + "where the predicate is meant: --map relation=predicate, which keeps the other as the property relation_in_file.");
        }
        if (_isNode && columns.Contains("category") && !columns.Contains("kind"))
            Warnings.Add("The nodes have a category and no kind: --preset kgx, or --map kind=category, makes it the kind.");
    }
}
