using GraphQueries.Language;
using Support;

namespace Bridge.Host.Tests.Widget;

/// <summary>A version whose labels try to break out of the page.</summary>
internal static class HostileGraph
{
    public const string Version = "evil\"><script>alert(0)</script>/%2F…";

    public static readonly string[] Names =
    [
        "</script><script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "javascript:alert(1)", "\u202Eevil gnp.exe",
        "שלום עולם (abc) 123", "مرحبا \u2066x", new string('A', 10_240), new string('W', 10_240), "</svg></title><b>bold", "]]>--><!--",
        "Z" + string.Concat(Enumerable.Repeat("\u0335\u0489", 3_000)), string.Concat(Enumerable.Repeat("漢字", 2_000)),
        string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 500)), "{{7*7}} ${x} &amp; &lt;", "\u0001\uFFFE\tx\ny\u0085", "", "  ",
        "\\u003cscript\\u003e", "</style><style>*{display:none}", "</table></details></figure>", "&#x3C;script>", "</textarea>",
    ];

    private static readonly string[] Types = ["TREATS", "</title><script>alert(2)</script>", "X`]->()\"'", "line\nbreak"];

    public static async Task FillAsync(TestBridge bridge)
    {
        await bridge.RegisterAsync(Types);
        await bridge.CypherAsync("CREATE (:ModelVersion {id: $id, model_id: $id, version_number: 1, title: $id + '<b>'})", ("id", Version));
        foreach (var (i, name) in Names.Index())
        {
            await bridge.CypherAsync($$"""
                CREATE (s:KgNode {id: $source, name: $name, kind: $kind})
                CREATE (t:KgNode {id: $target, name: $other})
                CREATE (s)-[r:{{Identifier.Quote(Types[i % Types.Length])}}]->(t)
                SET r.edge_id = $edge, r.confidence = $confidence, r.source_artifact_id = $version, r.source_version = 1,
                    r.senate_review_flag = $flagged, r.rescored_by_artifact_id = $version
                CREATE (:RescoreDelta {
                    id: $edge, edge_id: $edge, edge_type: type(r), seq: 1, generation: 1,
                    old_confidence: 0.5, new_confidence: $confidence, delta: $confidence - 0.5,
                    class: 'moderate', at: datetime('2026-01-01T00:00:00Z'), pass_id: 'p'
                })
                """,
                ("source", $"{Cut(name)} {i}"), ("name", name), ("kind", Cut(Names[^(i + 1)])), ("target", $"t{i}"),
                ("other", Names[^(i + 1)]), ("edge", $"{i} {Cut(name)}"), ("confidence", 1 - i * 0.04), ("version", Version),
                ("flagged", i % 3 == 0));
        }
    }

    private static string Cut(string text) => text.Length > 1_000 ? text[..(char.IsHighSurrogate(text[999]) ? 999 : 1_000)] : text;
}
