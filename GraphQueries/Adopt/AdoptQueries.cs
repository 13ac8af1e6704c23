using GraphQueries.Catalogue;

namespace GraphQueries.Adopt;

/// <summary>Taking in a graph that exists: <c>cypher/queries/adopt</c>.</summary>
internal static class AdoptQueries
{
    /// <summary>How many relationships of a type are there?</summary>
    public static readonly CypherQuery<NoParameters, EdgeCountRow> Count = new("adopt/count");

    /// <summary>Which keys would two endpoints have in common? Ordered by key, 20 at most.</summary>
    public static readonly CypherQuery<DuplicateKeysParameters, DuplicateKeyRow> DuplicateKeys = new("adopt/duplicate-keys");

    /// <summary>Which nodes of a label have another key already? 20 at most.</summary>
    public static readonly CypherQuery<LabelKeyParameters, ConflictingKeyRow> ConflictingKeys = new("adopt/conflicting-keys");

    /// <summary>Which nodes of a label have a key that is too long? 20 at most.</summary>
    public static readonly CypherQuery<LabelKeyParameters, LongKeyRow> LongKeys = new("adopt/long-keys");

    /// <summary>Makes endpoints of a label's nodes; to be run alone.</summary>
    public static readonly CypherQuery<AddLabelParameters, NoRow> AddLabel = new("adopt/add-label");

    /// <summary>Which end nodes of a type's relationships are no endpoints? 20 at most.</summary>
    public static readonly CypherQuery<NoParameters, KeylessNodeRow> Keyless = new("adopt/keyless");

    /// <summary>Which relationships of a type hold what an edge cannot? 20 at most.</summary>
    public static readonly CypherQuery<EdgeIdPropertyParameters, UnfitEdgeRow> Unfit = new("adopt/unfit");

    /// <summary>Gives an edge id to relationships of a type that have none; to be run alone.</summary>
    public static readonly CypherQuery<GiveIdsParameters, NoRow> GiveIds = new("adopt/give-ids");

    /// <summary>Which edge ids does a type have twice? Ordered by id, 20 at most.</summary>
    public static readonly CypherQuery<NoParameters, DuplicateIdRow> DuplicateIds = new("adopt/duplicate-ids");

    /// <summary>What are the next edge ids of a type? One row.</summary>
    public static readonly CypherQuery<EdgePageParameters, EdgePageRow> Page = new("adopt/page");

    /// <summary>What were the models given that made the next edges of a type? In edge_id order.</summary>
    public static readonly CypherQuery<EdgePageParameters, EdgeInputRow> Inputs = new("adopt/inputs");

    /// <summary>Which edge of a type has this id?</summary>
    public static readonly CypherQuery<EdgeEndsParameters, EdgeEndsRow> Ends = new("adopt/ends");
}

/// <summary>A number of relationships.</summary>
internal sealed record EdgeCountRow(long Edges);

/// <summary>Labels, and the property that is to be the key of each one's nodes.</summary>
internal sealed record DuplicateKeysParameters(IReadOnlyList<string> Labels, IReadOnlyList<string> Keys);

/// <summary>A label, and the property that is to be the key of its nodes.</summary>
internal sealed record LabelKeyParameters(string Label, string Key);

/// <summary>A label, the property that is to be the key of its nodes, and how many go into one transaction.</summary>
internal sealed record AddLabelParameters(string Label, string Key, long Rows);

/// <summary>The property that becomes the edge id, and how many relationships go into one transaction.</summary>
internal sealed record GiveIdsParameters(string? Property, long Rows);

/// <summary>A key that two nodes have.</summary>
/// <param name="Key">The key.</param>
/// <param name="Nodes">Two of the nodes, by labels and internal id.</param>
internal sealed record DuplicateKeyRow(string Key, IReadOnlyList<string> Nodes);

/// <summary>A node whose key property is taken.</summary>
/// <param name="Present">What stands in it.</param>
/// <param name="Wanted">What should.</param>
internal sealed record ConflictingKeyRow(string Present, string Wanted);

/// <summary>A node whose key is too long.</summary>
/// <param name="Node">Its labels and internal id.</param>
internal sealed record LongKeyRow(string Node);

/// <summary>An end node that is no endpoint.</summary>
/// <param name="Node">Its labels and internal id.</param>
/// <param name="Key">What stands in its key property; null for nothing, or a list.</param>
internal sealed record KeylessNodeRow(string Node, string? Key);

/// <summary>A relationship that cannot become an edge.</summary>
/// <param name="Source">The key of its source.</param>
/// <param name="Target">The key of its target.</param>
/// <param name="Reason">Why.</param>
internal sealed record UnfitEdgeRow(string? Source, string? Target, string Reason);

/// <summary>The property that becomes the edge id; null for none.</summary>
internal sealed record EdgeIdPropertyParameters(string? Property);

/// <summary>An id that two edges of one type have.</summary>
/// <param name="EdgeId">The id.</param>
/// <param name="Edges">Two of the edges.</param>
internal sealed record DuplicateIdRow(string EdgeId, IReadOnlyList<string> Edges);

/// <summary>A page of edge ids.</summary>
/// <param name="After">Ids after this one.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record EdgePageParameters(string After, long Limit);

/// <summary>Edge ids in the server's order.</summary>
/// <param name="EdgeIds">Empty after the last.</param>
/// <param name="Stands">In parallel: the version that the edge stands under, or empty text.</param>
internal sealed record EdgePageRow(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> Stands);

/// <summary>What a model was given for an edge.</summary>
/// <param name="EdgeId">The edge.</param>
/// <param name="Input">Null when it is not text.</param>
internal sealed record EdgeInputRow(string EdgeId, string? Input);

/// <summary>An id to look for.</summary>
internal sealed record EdgeEndsParameters(string EdgeId);

/// <summary>An edge in words.</summary>
internal sealed record EdgeEndsRow(string Edge);
