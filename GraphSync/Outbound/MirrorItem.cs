using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GraphQueries.Outbound;

namespace GraphSync.Outbound;

/// <summary>What is written together, or else in parts: an edge with its deltas, deltas whose edge is not in the batch, or a reviewer's
/// decision.</summary>
/// <param name="Edge">Null for deltas alone, or a decision.</param>
/// <param name="Deltas">Of that edge.</param>
/// <param name="Review">The decision; null for all else.</param>
internal sealed record MirrorItem(MirrorEdgeRow? Edge, IReadOnlyList<MirrorDelta> Deltas, MirrorReviewRow? Review = null)
{
    /// <summary>The kind of an edge in <c>mirror_rejects</c>.</summary>
    public const string EdgeKind = "edge";

    /// <summary>The kind of a delta.</summary>
    public const string DeltaKind = "delta";

    /// <summary>The kind of a reviewer's decision.</summary>
    public const string ReviewKind = "review";

    private const char Null = '␀';
    private const char Replacement = '\uFFFD';
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The items of a batch.</summary>
    public static IReadOnlyList<MirrorItem> Of(IReadOnlyList<MirrorEdgeRow> edges, IReadOnlyList<MirrorDelta> deltas,
        IReadOnlyList<MirrorReviewRow> reviews)
    {
        var ofEdge = deltas.ToLookup(delta => delta.EdgeId, StringComparer.Ordinal);
        var ids = edges.Select(edge => edge.Id).ToHashSet(StringComparer.Ordinal);
        // An id that edges of two types have has two rows here: the deltas go with the first.
        HashSet<string> given = new(StringComparer.Ordinal);
        return
        [
            .. edges.Select(edge => new MirrorItem(edge, given.Add(edge.Id) ? [.. ofEdge[edge.Id]] : [])),
            .. deltas.Where(delta => delta.EdgeId is null || !ids.Contains(delta.EdgeId)).Select(delta => new MirrorItem(null, [delta])),
            .. reviews.Select(review => new MirrorItem(null, [], review)),
        ];
    }

    /// <summary>The rows one by one.</summary>
    public IReadOnlyList<MirrorItem> Parts() =>
    [
        .. Edge is null && Review is null ? [] : new[] { this with { Deltas = [] } },
        .. Deltas.Select(delta => new MirrorItem(null, [delta])),
    ];

    /// <summary>The one row as <c>mirror_rejects</c> names it.</summary>
    /// <returns>Its kind, id, relationship type (empty for a delta or a decision), and all of it as JSON.</returns>
    public (string Kind, string Id, string Relation, string Json) Describe() => Edge is not null
        ? (EdgeKind, Edge.Id, Edge.Relation, JsonSerializer.Serialize(Edge, Json))
        : Review is not null ? (ReviewKind, Review.Id, "", JsonSerializer.Serialize(Review, Json))
        : (DeltaKind, Deltas[0].Id, "", JsonSerializer.Serialize(Deltas[0] with { Pass = Deltas[0].Pass.WithoutDeltas() }, Json));

    /// <summary>A text as PostgreSQL can hold it: without U+0000, and with U+FFFD where a surrogate stands alone.</summary>
    public static string Shown(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', Null);

    /// <summary>Whether PostgreSQL can hold a text as it is.</summary>
    public static bool IsHeldByPostgres(string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && !Identifier.HasLoneSurrogate(text);

    /// <summary>Whether a shown text is the text itself.</summary>
    public static bool IsVerbatim(string shown) => !shown.Contains(Null) && !shown.Contains(Replacement);
}
