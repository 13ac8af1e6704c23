using System.Text.Json;
using Bridge.Host.Output;
using GraphQueries.Catalogue;
using GraphQueries.Language;
using GraphSync.Edges;
using Support;

namespace GraphSync.Tests.Edges;

/// <summary>The rule of what a model is behind stands once in C# and once in Cypher: on a real server they say the same.</summary>
public sealed class ModelDerivationTests(ServersFixture servers) : BridgeTest(servers)
{
    private const int Texts = 3_000;

    // What a tag consists of, and what may stand in its way.
    private static readonly string[] Pieces =
    [
        "model:", "@v", "1", "12", "\u0661", "lr", "a", "Z", "_", "-", ":", "@", "v", ".", "é", "😀", "\ud83d",
        " ", "\t", "\n", "\u000B", "\f", "\r", "\u00A0", "\u0085", "\u2028", "MODEL:", "",
    ];

    private static readonly string[] Names = ["lr", "a:b", "é😀", "x@v", " ", ""];
    private static readonly string[] Numbers = ["1", "12", "0", "\u0661", "x", ""];

    private static readonly List<(string Property, object? Value, bool IsModels)> Marks =
    [
        ("agent_type", "automated_agent", true),
        ("agent_type", "data_analysis_pipeline", true),
        ("agent_type", "computational_model", true),
        ("agent_type", "text_mining_agent", true),
        ("agent_type", "image_processing_agent", true),
        ("agent_type", "biolink:text_mining_agent", true),
        ("agent_type", "Biolink:", false),
        ("agent_type", "something new", true),
        ("agent_type", "manual_agents", true),
        ("agent_type", "manual_agent|text_mining_agent", true),
        ("agent_type", "\u212Amanual_agent", true),
        ("agent_type", "other:manual_agent", true),
        ("agent_type", 7L, true),
        ("agent_type", true, true),
        ("agent_type", 0.5, true),
        ("agent_type", new object?[] { "manual_agent", "Text_Mining_Agent" }, true),
        ("agent_type", new object?[] { "manual_agent", " not_provided " }, false),
        ("agent_type", new object?[] { "" }, false),
        ("agent_type", Array.Empty<object?>(), false),
        ("agent_type", null, false),
        ("agent_type", "", false),
        ("agent_type", " \t\n\v\f\r\u00A0", false),
        ("agent_type", "manual_agent", false),
        ("agent_type", " BIOLINK:Manual_Agent\u00A0", false),
        ("agent_type", "manual_validation_of_automated_agent", false),
        ("agent_type", "not_provided", false),
        ("knowledge_level", "prediction", true),
        ("knowledge_level", "statistical_association", true),
        ("knowledge_level", "\tbiolink:PREDICTION ", true),
        ("knowledge_level", "biol\u0131nk:prediction", false),
        ("knowledge_level", "observation|prediction", true),
        ("knowledge_level", "biolink:Prediction | observation", true),
        ("knowledge_level", "x\ny|\nstatistical_association", true),
        ("knowledge_level", "observation|predictions|a prediction", false),
        ("knowledge_level", new object?[] { "observation", "x|prediction|y" }, true),
        ("knowledge_level", "predictions", false),
        ("knowledge_level", "stati\u017Ftical_association", false),
        ("knowledge_level", "knowledge_assertion", false),
        ("knowledge_level", "logical_entailment", false),
        ("knowledge_level", "observation", false),
        ("knowledge_level", "not_provided", false),
        ("knowledge_level", "anything", false),
        ("knowledge_level", "", false),
        ("knowledge_level", 1L, false),
        ("knowledge_level", new object?[] { "observation", "Prediction" }, true),
        ("knowledge_level", new object?[] { "observation" }, false),
        ("Agent_Type", "automated_agent", false),
    ];

    [Fact]
    public async Task CSharpAndCypher_Agree()
    {
        List<Dictionary<string, object?>> rows = [.. Fields(), .. Evidence()];

        var derived = await DerivedAsync(rows);

        foreach (var (row, cypher) in rows.Zip(derived)) IsModelDerived(row).ShouldBe(cypher, string.Join(", ", row));
        derived.Count(model => model).ShouldBeInRange(500, rows.Count - 500);
    }

    [Theory]
    [InlineData("by model:lr@v1.", true)]
    [InlineData("line\nmodel:lr@v12\nline", true)]
    [InlineData("(model:a:b@v1)", true)]
    [InlineData("xmodel:lr@v1", false)]
    [InlineData("model:l r@v1", false)]
    [InlineData("model:lr@v", false)]
    [InlineData("model:@v1", false)]
    [InlineData("model:lr@v\u0661", false)]
    public async Task Tag_IsFoundWhereItStands(string evidence, bool found)
    {
        var row = new Dictionary<string, object?> { ["evidence"] = evidence };
        IsModelDerived(row).ShouldBe(found);
        (await DerivedAsync([row])).ShouldBe([found]);
    }

    [Fact]
    public async Task Mark_OfBiolinkIsRead_HoweverItIsWritten()
    {
        var rows = Marks.ConvertAll(mark => new Dictionary<string, object?> { [mark.Property] = mark.Value });
        await Bridge.CypherAsync("UNWIND $rows AS row CREATE (:Marked)-[r:MARKED]->(:Marked) SET r = row, r.n = row.n",
            ("rows", rows.Select((row, i) => new Dictionary<string, object?>(row) { ["n"] = (long)i })));

        var given = await DerivedAsync(rows);
        var stored = await DerivedAsync("MATCH ()-[edge:MARKED]->() WITH edge ORDER BY edge.n");

        for (var i = 0; i < rows.Count; i++)
        {
            var what = $"{Marks[i].Property} = {JsonSerializer.Serialize(Marks[i].Value)}";
            (IsModelDerived(rows[i]), given[i], stored[i]).ShouldBe((Marks[i].IsModels, Marks[i].IsModels, Marks[i].IsModels), what);
        }
    }

    private Task<List<bool>> DerivedAsync(IReadOnlyList<Dictionary<string, object?>> rows) => DerivedAsync("UNWIND $rows AS edge", rows);

    private async Task<List<bool>> DerivedAsync(string edges, IReadOnlyList<Dictionary<string, object?>>? rows = null)
    {
        var text = Directives.Expand("test", $"{edges}\nRETURN\n  // include: edges/is-model-derived\n  AS derived",
            name => CypherCatalogue.Default.Files("includes").Single(file => file.Key == $"includes/{name}").Value);
        return [.. (await Bridge.CypherAsync(text, ("rows", rows))).Select(row => (bool)row[0]!)];
    }

    private static bool IsModelDerived(Dictionary<string, object?> row) => ModelDerivation.IsModelDerived(
        (string?)row.GetValueOrDefault("source_artifact_id"), (long?)row.GetValueOrDefault("source_version"),
        (bool?)row.GetValueOrDefault("provenance_unknown"), (string?)row.GetValueOrDefault("run_id"),
        (string?)row.GetValueOrDefault("model_id"), (string?)row.GetValueOrDefault("evidence"), row);

    private static IEnumerable<Dictionary<string, object?>> Fields() =>
        from source in new string?[] { null, "m1" }
        from version in new long?[] { null, 1 }
        from unknown in new bool?[] { null, false, true }
        from run in new string?[] { null, "", "r" }
        from model in new string?[] { null, "m" }
        select new Dictionary<string, object?>
        {
            ["source_artifact_id"] = source,
            ["source_version"] = version,
            ["provenance_unknown"] = unknown,
            ["run_id"] = run,
            ["model_id"] = model,
        };

    private static IEnumerable<Dictionary<string, object?>> Evidence()
    {
        var random = new Random(1);
        string Some(int most) => string.Concat(random.GetItems(Pieces, random.Next(most + 1)));
        for (var i = 0; i < Texts; i++)
        {
            var text = $"{Some(2)}model:{random.GetItems(Names, 1)[0]}{Some(1)}@v{random.GetItems(Numbers, 1)[0]}{Some(2)}";
            // No database keeps half of a character.
            if (!Identifier.HasLoneSurrogate(text)) yield return new Dictionary<string, object?> { ["evidence"] = text };
        }
    }
}
