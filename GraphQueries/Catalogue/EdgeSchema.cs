using System.Collections.Concurrent;
using GraphQueries.Language;

namespace GraphQueries.Catalogue;

/// <summary>What the catalogue renders for: the registered edge types, and how endpoints are known.</summary>
public sealed class EdgeSchema
{
    private volatile bool _readsWhole = true;
    private volatile bool _hasReadWhole;

    /// <summary>Creates a schema; texts rendered for it are kept, so keep the instance.</summary>
    /// <param name="types">Relationship types; any order, no duplicates.</param>
    /// <param name="nodeLabel">The label of endpoints.</param>
    /// <param name="nodeKey">The property that identifies an endpoint.</param>
    public EdgeSchema(IEnumerable<string> types, string nodeLabel = "KgNode", string nodeKey = "id")
    {
        Types = [.. types.Order(StringComparer.Ordinal)];
        NodeLabel = nodeLabel;
        NodeKey = nodeKey;
        QuotedLabel = Identifier.Quote(nodeLabel);
        QuotedKey = Identifier.Quote(nodeKey);
    }

    /// <summary>No types, default endpoints: for statements that touch no edge.</summary>
    public static EdgeSchema Empty { get; } = new([]);

    /// <summary>The registered types in ordinal order.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The label of endpoints.</summary>
    public string NodeLabel { get; }

    /// <summary>The property that identifies an endpoint.</summary>
    public string NodeKey { get; }

    internal string QuotedLabel { get; }
    internal string QuotedKey { get; }

    /// <summary>Rendered texts by query and edge types, U+0000 between them, and twice between branches; null for all types.</summary>
    internal ConcurrentDictionary<(string Query, string? Type), string> Rendered { get; } = new();

    /// <summary>The same endpoints with other types.</summary>
    public EdgeSchema With(IEnumerable<string> types) => new(types, NodeLabel, NodeKey) { _readsWhole = _readsWhole };

    /// <summary>Whether many types may be read by one scan; else each is sought in.</summary>
    internal bool ReadsWhole
    {
        get => _readsWhole;
        set => _readsWhole = value;
    }

    /// <summary>Whether a text has been rendered that reads many types by one scan.</summary>
    internal bool HasReadWhole
    {
        get => _hasReadWhole;
        set => _hasReadWhole = value;
    }
}
