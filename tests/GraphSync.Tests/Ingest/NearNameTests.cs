using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;

namespace GraphSync.Tests.Ingest;

public sealed class NearNameTests
{
    private static readonly NearNames Edge = new(RowParser.AllEdgeColumns.Concat(BiolinkMark.Columns));
    private static readonly NearNames Node = new(RowParser.AllNodeColumns);

    [Theory]
    [InlineData("Confidence", "confidence"), InlineData("CONFIDENCE", "confidence"), InlineData(" confidence", "confidence")]
    [InlineData("confidence ", "confidence"), InlineData("confidance", "confidence"), InlineData("cofnidence", "confidence")]
    [InlineData("Source_artifact_id", "source_artifact_id"), InlineData("source-artifact-id", "source_artifact_id")]
    [InlineData("source artifact id", "source_artifact_id"), InlineData("sourceArtifactId", "source_artifact_id")]
    [InlineData("source_artifact", "source_artifact_id"), InlineData("source_artefact_id", "source_artifact_id")]
    [InlineData("source version", "source_version"), InlineData("sourceVersion", "source_version")]
    [InlineData("provenance-unknown", "provenance_unknown"), InlineData("Model ID", "model_id"), InlineData("model", "model_id")]
    [InlineData("Run", "run_id"), InlineData("runid", "run_id"), InlineData("evidences", "evidence")]
    [InlineData("created at", "created_at")]
    [InlineData("\uFEFFedge_id", "edge_id"), InlineData("ｃonfidence", "confidence"), InlineData("Agent Type", "agent_type")]
    [InlineData("knowledge level", "knowledge_level"), InlineData("inference-input", "inference_input")]
    public void Of_NamesTheColumnThatWasMeant(string name, string meant) => Edge.Of(name, _ => false).ShouldBe(meant);

    [Theory]
    [InlineData("confidence"), InlineData("edge_id"), InlineData("score"), InlineData("source"), InlineData("target")]
    [InlineData("license")]
    [InlineData("publications"), InlineData("updated_at"), InlineData("predicate"), InlineData("weight"), InlineData("source_name")]
    [InlineData("n_snapshots"), InlineData("sentence"), InlineData("knowledge_source"), InlineData("version"), InlineData("name")]
    [InlineData("source_type"), InlineData("target_type"), InlineData("models"), InlineData("created_by"), InlineData("日本")]
    public void Of_LeavesOtherNames(string name) => Edge.Of(name, _ => false).ShouldBeNull();

    [Fact]
    public void Of_TakesASlipForANameOfItsOwn_WhenTheOtherIsThere()
    {
        Edge.Of("model", name => name == "model_id").ShouldBeNull();
        Edge.Of("evidences", name => name == "evidence").ShouldBeNull();
        Edge.Of("Confidence", name => name == "confidence").ShouldBe("confidence");
    }

    [Theory]
    [InlineData("ID", "id"), InlineData("Kind", "kind"), InlineData("NAME ", "name"), InlineData("kinds", null), InlineData("label", null)]
    public void Of_KnowsTheColumnsOfNodes(string name, string? meant) => Node.Of(name, _ => false).ShouldBe(meant);
}
