using GraphQueries.Catalogue;

namespace GraphQueries.Adopt;

/// <summary>Taking in a graph that exists: <c>cypher/queries/adopt</c>.</summary>
internal static class AdoptQueries
{
    /// <summary>How many relationships of a type are there?</summary>
    public static readonly CypherQuery<NoParameters, EdgeCountRow> Count = new("adopt/count");

    /// <summary>Which keys would two endpoints have in common? Ordered by key, 20 at most.</summary>
    public static readonly CypherQuery<LabelKeysParameters, DuplicateKeyRow> DuplicateKeys = new("adopt/duplicate-keys");

    /// <summary>Which nodes of a label have another key already? 20 at most.</summary>
    public static readonly CypherQuery<LabelKeyParameters, ConflictingKeyRow> ConflictingKeys = new("adopt/conflicting-keys");

    /// <summary>Which nodes of a label have a key that is too long? 20 at most.</summary>
    public static readonly CypherQuery<LabelKeyParameters, LongKeyRow> LongKeys = new("adopt/long-keys");

    /// <summary>Makes endpoints of a label's nodes; to be run alone.</summary>
    public static readonly CypherQuery<AddLabelParameters, NoRow> AddLabel = new("adopt/add-label");

    /// <summary>Which end nodes of a type's relationships are no endpoints? 20 at most.</summary>
    public static readonly CypherQuery<LabelKeysParameters, KeylessNodeRow> Keyless = new("adopt/keyless");

    /// <summary>Where in the store are the relationships of a type? In no order.</summary>
    public static readonly CypherQuery<PlacesParameters, PlacesRow> Places = new("adopt/places");

    /// <summary>What do the relationships of some types at some places hold that has to be looked at? A row a type.</summary>
    public static readonly CypherQuery<LookParameters, LookRow> Look = new("adopt/look");

    /// <summary>Which relationships of a type have one of these ids, or get it? 40 at most.</summary>
    public static readonly CypherQuery<IdHoldersParameters, IdHolderRow> Holders = new("adopt/holders");

    /// <summary>Gives relationships what was read of their columns.</summary>
    public static readonly CypherQuery<ConvertParameters, ConvertedRow> Convert = new("adopt/convert");

    /// <summary>Notes that edges of some types are being adopted.</summary>
    public static readonly CypherQuery<AdoptionParameters, NoRow> Begin = new("adopt/begin");

    /// <summary>Which types have an adoption that has not ended?</summary>
    public static readonly CypherQuery<NoParameters, BegunAdoptionRow> Begun = new("adopt/begun");

    /// <summary>Notes that the edges of some types have been adopted.</summary>
    public static readonly CypherQuery<AdoptionParameters, NoRow> End = new("adopt/end");

    /// <summary>Gives an edge id to relationships of a type that have none; to be run alone.</summary>
    public static readonly CypherQuery<GiveIdsParameters, NoRow> GiveIds = new("adopt/give-ids");

    /// <summary>What are the next edge ids of some types? One row.</summary>
    public static readonly CypherQuery<IdPageParameters, IdPageRow> Page = new("adopt/page");

    /// <summary>Puts edges into the outbox, and tells of the versions that they stand under; to be run alone.</summary>
    public static readonly CypherQuery<EnqueueEdgesParameters, ArrivedVersionRow> Enqueue = new("adopt/enqueue");
}

/// <summary>A number of relationships.</summary>
internal sealed record EdgeCountRow(long Edges);

/// <summary>Labels, and the property that is to be the key of each one's nodes.</summary>
internal sealed record LabelKeysParameters(IReadOnlyList<string> Labels, IReadOnlyList<string> Keys);

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

/// <summary>How large blocks of places are.</summary>
internal sealed record PlacesParameters(long Block);

/// <summary>Where relationships stand.</summary>
/// <param name="Prefix">What their element ids begin with.</param>
/// <param name="Blocks">In no order: block n has the numbers from n times a block's size on, with which element ids end.</param>
internal sealed record PlacesRow(string Prefix, IReadOnlyList<long> Blocks);

/// <summary>Places of the store, and what is asked of the relationships there.</summary>
/// <param name="EdgeTypes">Their types.</param>
/// <param name="Prefix">What their element ids begin with.</param>
/// <param name="First">The first of the numbers that they end with.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Property">Becomes the edge id of those that have none; null for none.</param>
/// <param name="Labels">Whose nodes are to be endpoints.</param>
/// <param name="Keys">In parallel: the property that is to be their key.</param>
/// <param name="Maps">By column: the property that gives it.</param>
/// <param name="Attributes">Whether those without a source are to be read, too.</param>
/// <param name="Inputs">Whether those with an <c>inference_input</c> are to be read, too.</param>
internal sealed record LookParameters(IReadOnlyList<string> EdgeTypes, string Prefix, long First, long Last, string? Property,
    IReadOnlyList<string> Labels, IReadOnlyList<string> Keys, IReadOnlyDictionary<string, object?> Maps, bool Attributes,
    bool Inputs);

/// <summary>What was seen of a type.</summary>
/// <param name="EdgeType">The type.</param>
/// <param name="Edges">How many the page has.</param>
/// <param name="Unidentified">How many of them have no edge id.</param>
/// <param name="Ids">Those that they have or get, without the random ones.</param>
/// <param name="Inputs">What those hold as <c>inference_input</c> that do not have to be read.</param>
/// <param name="Unread">What has to be read by the rules of files.</param>
internal sealed record LookRow(string EdgeType, long Edges, long Unidentified, IReadOnlyList<string> Ids, IReadOnlyList<string> Inputs,
    IReadOnlyList<IReadOnlyDictionary<string, object?>> Unread);

/// <summary>Ids to look for, and where they may come from.</summary>
internal sealed record IdHoldersParameters(IReadOnlyList<string> Ids, string? Property, IReadOnlyList<string> Labels,
    IReadOnlyList<string> Keys);

/// <summary>An edge in words, and the id that it has or gets.</summary>
internal sealed record IdHolderRow(string Id, string Edge);

/// <summary>Relationships, and what each is given.</summary>
internal sealed record ConvertParameters(IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows);

/// <summary>How many were still as they had been seen.</summary>
internal sealed record ConvertedRow(long Converted);

/// <summary>Types that are adopted.</summary>
internal sealed record AdoptionParameters(IReadOnlyCollection<string> EdgeTypes);

/// <summary>A type whose adoption has begun.</summary>
internal sealed record BegunAdoptionRow(string Name);

/// <summary>A page of edge ids.</summary>
/// <param name="After">Ids after this one.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record IdPageParameters(string After, long Limit);

/// <summary>Edge ids in the server's order; empty after the last.</summary>
internal sealed record IdPageRow(IReadOnlyList<string> EdgeIds);

/// <summary>Edges to put into the outbox.</summary>
/// <param name="EdgeTypes">Their types.</param>
/// <param name="Parts">Where in the store they stand.</param>
/// <param name="At">When.</param>
internal sealed record EnqueueEdgesParameters(IReadOnlyList<string> EdgeTypes, IReadOnlyList<IReadOnlyDictionary<string, object?>> Parts,
    DateTimeOffset At);

/// <summary>A version, and the smallest id of the edges that have come to stand under it.</summary>
internal sealed record ArrivedVersionRow(string Version, string First);
