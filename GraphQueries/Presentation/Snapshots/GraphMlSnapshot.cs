using System.Globalization;
using System.Text;
using System.Xml;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>GraphML as yEd, Gephi and networkx read it; a node stands before the first edge that needs it.</summary>
internal static class GraphMlSnapshot
{
    private const string Namespace = "http://graphml.graphdrawing.org/xmlns";

    private static readonly (string Name, string Of, string Type)[] Keys =
    [
        ("as_of", "graph", "string"), ("key", "node", "string"), ("name", "node", "string"), ("kind", "node", "string"),
        ("edge_id", "edge", "string"), ("relation", "edge", "string"),
        ("confidence", "edge", "double"), ("confidence_before", "edge", "double"),
        ("class", "edge", "string"), ("source_artifact_id", "edge", "string"), ("source_version", "edge", "long"),
        ("rescored_by_artifact_id", "edge", "string"), ("rescored_version", "edge", "long"), ("rescored_at", "edge", "string"),
        ("senate_review_flag", "edge", "boolean"), ("inference_input", "edge", "string"),
    ];

    public static async Task<long> WriteAsync(Stream output, string version, IAsyncEnumerable<SnapshotEdgeRow> edges,
        DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        var xml = XmlWriter.Create(output, new XmlWriterSettings { Async = true, Indent = true, Encoding = new UTF8Encoding(false) });
        await using var _ = xml.ConfigureAwait(false);
        WriteHead(xml, version, asOf);
        var known = new HashSet<string>(StringComparer.Ordinal);
        long count = 0;
        await foreach (var edge in edges.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            WriteNode(xml, known, edge.Source, edge.SourceName, edge.SourceKind);
            WriteNode(xml, known, edge.Target, edge.TargetName, edge.TargetKind);
            WriteEdge(xml, edge);
            if (++count % 1_000 == 0) await xml.FlushAsync().ConfigureAwait(false);
        }
        xml.WriteEndDocument();
        return count;
    }

    private static void WriteHead(XmlWriter xml, string version, DateTimeOffset? asOf)
    {
        xml.WriteStartDocument();
        xml.WriteStartElement("graphml", Namespace);
        foreach (var (name, of, type) in Keys)
        {
            xml.WriteStartElement("key");
            xml.WriteAttributeString("id", name);
            xml.WriteAttributeString("for", of);
            xml.WriteAttributeString("attr.name", name);
            xml.WriteAttributeString("attr.type", type);
            xml.WriteEndElement();
        }
        xml.WriteStartElement("graph");
        xml.WriteAttributeString("id", Identity(version));
        xml.WriteAttributeString("edgedefault", "directed");
        WriteData(xml, "as_of", asOf?.ToString("O", CultureInfo.InvariantCulture));
    }

    private static void WriteNode(XmlWriter xml, HashSet<string> known, string? key, string? name, string? kind)
    {
        if (!known.Add(Identity(key))) return;
        xml.WriteStartElement("node");
        xml.WriteAttributeString("id", Identity(key));
        WriteData(xml, "key", key);
        WriteData(xml, "name", name);
        WriteData(xml, "kind", kind);
        xml.WriteEndElement();
    }

    private static void WriteEdge(XmlWriter xml, SnapshotEdgeRow edge)
    {
        var culture = CultureInfo.InvariantCulture;
        xml.WriteStartElement("edge");
        xml.WriteAttributeString("source", Identity(edge.Source));
        xml.WriteAttributeString("target", Identity(edge.Target));
        WriteData(xml, "edge_id", edge.EdgeId);
        WriteData(xml, "relation", edge.Relation);
        WriteData(xml, "confidence", edge.Confidence?.ToString("R", culture));
        WriteData(xml, "confidence_before", edge.ConfidenceBefore?.ToString("R", culture));
        WriteData(xml, "class", edge.Class);
        WriteData(xml, "source_artifact_id", edge.SourceArtifactId);
        WriteData(xml, "source_version", edge.SourceVersion?.ToString(culture));
        WriteData(xml, "rescored_by_artifact_id", edge.RescoredByArtifactId);
        WriteData(xml, "rescored_version", edge.RescoredVersion?.ToString(culture));
        WriteData(xml, "rescored_at", edge.RescoredAt?.ToString("O", culture));
        WriteData(xml, "senate_review_flag", edge.SenateReviewFlag ? "true" : "false");
        WriteData(xml, "inference_input", edge.InferenceInput);
        xml.WriteEndElement();
    }

    private static void WriteData(XmlWriter xml, string key, string? value)
    {
        if (value is null) return;
        xml.WriteStartElement("data");
        xml.WriteAttributeString("key", key);
        xml.WriteString(DisplayText.Clean(value));
        xml.WriteEndElement();
    }

    /// <summary>An id is a token of XML: what cannot stand in one is written <c>_x0020_</c>, and so is what looks like that. An endpoint
    /// without a key is nobody in particular: no key is written as its id is.</summary>
    private static string Identity(string? key) => string.IsNullOrEmpty(key) ? "_x006E_o_key" : XmlConvert.EncodeNmToken(key)!;
}
