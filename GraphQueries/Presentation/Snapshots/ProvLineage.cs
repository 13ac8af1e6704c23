namespace GraphQueries.Presentation.Snapshots;

/// <summary>Model versions in PROV, what they relied on, and the agents behind both. Each thing is described once.</summary>
internal sealed class ProvLineage(ProvDocument document)
{
    private static readonly ProvType SoftwareAgent = new("prov:SoftwareAgent");

    private readonly HashSet<string> _described = new(StringComparer.Ordinal);
    private readonly HashSet<(string Entity, string Agent)> _attributed = [];
    private readonly Dictionary<string, (ProvRecord Kind, ProvType Type, string Id)> _mentioned = new(StringComparer.Ordinal);

    /// <summary>A version: its rows, one for each thing that it relied on and each owner of it.</summary>
    public void Add(IReadOnlyList<LineageRow> rows)
    {
        var version = rows[0];
        var name = ProvName.Version(version.Id);
        document.Add(ProvRecord.Entity, name, ("prov:type", new ProvType("gp:ModelVersion")), ("prov:label", version.Title),
            ("gp:artifact_id", version.Id), ("gp:model_id", version.ModelId), ("gp:version_number", version.VersionNumber),
            ("gp:quality_score", version.QualityScore), ("gp:promoted_at", version.PromotedAt));
        // The same thing acts: it is what edges are attributed to.
        document.Add(ProvRecord.Agent, name, ("prov:type", SoftwareAgent));
        _described.Add(name);
        Attribute(name, version.TrainedBy);
        List<(string Kind, string Id)> contributions =
        [
            .. Named("ModelVersion", version.ParentVersionId), .. Named("Dataset", version.EvalDatasetArtifactId),
            .. Named("Benchmark", version.BenchmarkId), .. rows.SelectMany(row => row.Kind is null ? [] : Named(row.Kind, row.ReliedOn)),
        ];
        Relate(name, version.Id, [.. contributions.Distinct()]);
        foreach (var row in rows)
            if (row is { Kind: { } kind, ReliedOn: { } id }) Attribute(ProvName.Contribution(kind, id), row.Owner);
    }

    /// <summary>Describes what was only mentioned.</summary>
    public void Complete()
    {
        foreach (var (name, (kind, type, id)) in _mentioned.OrderBy(mentioned => mentioned.Key, StringComparer.Ordinal))
            if (!_described.Contains(name)) document.Add(kind, name, ("prov:type", type), ("gp:id", id));
    }

    private void Relate(string name, string version, IReadOnlyList<(string Kind, string Id)> contributions)
    {
        foreach (var (kind, id) in contributions)
        {
            var thing = ProvName.Contribution(kind, id);
            Mention(ProvRecord.Entity, thing, "gp:" + kind, id);
            if (kind is "ModelVersion" or "Dataset")
                document.Relate(ProvRecord.WasDerivedFrom, ("prov:generatedEntity", name), ("prov:usedEntity", thing));
        }
        List<(string Kind, string Id)> measures = [.. contributions.Where(thing => thing.Kind is "Benchmark" or "EvalRun")];
        if (measures.Count == 0) return;
        // A version is not made of its benchmark: an evaluation used both, and the eval run is what came of it.
        var evaluation = ProvName.Evaluation(version);
        document.Add(ProvRecord.Activity, evaluation, ("prov:type", new ProvType("gp:Evaluation")));
        document.Relate(ProvRecord.Used, ("prov:activity", evaluation), ("prov:entity", name));
        foreach (var (kind, id) in measures)
        {
            var thing = ProvName.Contribution(kind, id);
            if (kind == "Benchmark") document.Relate(ProvRecord.Used, ("prov:activity", evaluation), ("prov:entity", thing));
            else document.Relate(ProvRecord.WasGeneratedBy, ("prov:entity", thing), ("prov:activity", evaluation));
        }
    }

    private void Attribute(string name, string? owner)
    {
        if (string.IsNullOrEmpty(owner)) return;
        var agent = ProvName.Agent(owner);
        Mention(ProvRecord.Agent, agent, "prov:Agent", owner);
        if (_attributed.Add((name, agent))) document.Relate(ProvRecord.WasAttributedTo, ("prov:entity", name), ("prov:agent", agent));
    }

    private void Mention(ProvRecord kind, string name, string type, string id) => _mentioned.TryAdd(name, (kind, new ProvType(type), id));

    private static IEnumerable<(string Kind, string Id)> Named(string kind, string? id) => string.IsNullOrEmpty(id) ? [] : [(kind, id)];
}
