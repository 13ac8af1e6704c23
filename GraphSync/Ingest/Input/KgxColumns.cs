namespace GraphSync.Ingest.Input;

/// <summary>The columns of KGX files: https://github.com/biolink/kgx/blob/master/specification/kgx-format.md</summary>
internal static class KgxColumns
{
    private const string Prefix = "biolink:";

    // Slots that may have several values, which TSV separates by |. Others are lists where a | stands in them.
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal)
    {
        "category", "publications", "provided_by", "xref", "synonym", "same_as", "in_taxon", "has_evidence", "qualifiers",
        "aggregator_knowledge_source", "supporting_data_source", "supporting_publications",
    };

    // What has one value, whatever stands in it.
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        "id", "name", "description", "inference_input", "source_artifact_id", "model_id", "run_id",
    };

    // Biolink's classes that others are made of, from the most general; any other class is taken for more specific.
    private static readonly string[] General =
    [
        "Entity", "NamedThing", "OntologyClass", "RelationshipType", "ThingWithTaxon", "PhysicalEssenceOrOccurrent", "PhysicalEssence",
        "Occurrent", "SubjectOfInvestigation", "PhysicalEntity", "BiologicalEntity", "OrganismalEntity", "InformationContentEntity",
        "AdministrativeEntity", "GenomicEntity", "ChemicalEntityOrGeneOrGeneProduct", "ChemicalEntityOrProteinOrPolypeptide",
        "MacromolecularMachineMixin", "GeneProductMixin", "GeneOrGeneProduct", "ChemicalOrDrugOrTreatment", "BiologicalProcessOrActivity",
        "DiseaseOrPhenotypicFeature", "ChemicalEntity", "MolecularEntity", "ChemicalMixture", "MolecularMixture", "AnatomicalEntity",
        "BiologicalProcess", "NucleicAcidEntity", "Polypeptide", "Transcript", "PhysiologicalProcess",
    ];

    private static readonly Dictionary<string, string> EdgeNames = new(StringComparer.Ordinal)
    {
        ["id"] = "edge_id",
        ["subject"] = "source_id",
        ["predicate"] = "relation",
        ["object"] = "target_id",
        // Of KGX before its version 2, beside the predicate.
        ["relation"] = "kgx_relation",
    };

    public static readonly IReadOnlyList<string> EdgeMarks = ["subject", "object"];

    public static ColumnUse Node(string column) => column == "category" ? Category : Property(column);

    public static ColumnUse Edge(string column) =>
        EdgeNames.TryGetValue(column, out var name) ? ColumnUses.As(name) : Property(column);

    /// <summary>Of a node's classes, the most specific; the first of several.</summary>
    public static string Kind(IEnumerable<string> categories) => categories
        .Select(category => category.StartsWith(Prefix, StringComparison.Ordinal) ? category[Prefix.Length..] : category)
        .MaxBy(category => Array.IndexOf(General, category) is >= 0 and var rank ? rank : int.MaxValue)!;

    private static string? Category(Dictionary<string, object> row, object value)
    {
        ColumnUses.List("category", '|')(row, value);
        if (row["category"] is IEnumerable<object?> list && list.OfType<string>().ToList() is { Count: > 0 } categories)
            row["kind"] = Kind(categories);
        return null;
    }

    private static ColumnUse Property(string column)
    {
        var (list, plain) = (ColumnUses.List(column, '|'), ColumnUses.As(column));
        if (Single.Contains(column)) return plain;
        return Lists.Contains(column) ? list
            : (row, value) => (value is string text && text.Contains('|', StringComparison.Ordinal) ? list : plain)(row, value);
    }
}
