using CsCheck;
using GraphQueries.Backfill;
using GraphSync.Backfill;

namespace GraphSync.Tests.Backfill;

public sealed class TrailResolverTests
{
    private static readonly DateTimeOffset T0 = new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly VersionInUseRow Prior1 = new("prior1", "rephetio-prior@2016", 1, T0);
    private static readonly VersionInUseRow Prior2 = new("prior2", "rephetio-prior@2016", 2, T0.AddDays(30));
    private static readonly VersionInUseRow Tied = new("tied", "twins", 1, T0);
    private static readonly VersionInUseRow Twin = new("twin", "twins", 2, T0);
    private static readonly VersionInUseRow Undated = new("undated", "undated", 1, null);
    private static readonly TrailResolver Resolver = new([Prior1, Prior2, Tied, Twin, Undated]);

    private static readonly Trail All = new()
    {
        RunOutputs = [new NamedVersion("undated", 1)],
        ModelId = "rephetio-prior@2016",
        ModelVersion = 1,
        CreatedAt = T0.AddYears(1),
        Evidence = "model:twins@v2",
    };

    [Fact]
    public void Resolve_FollowsTheTrailsInOrder_WhenEachLeadsElsewhere()
    {
        Resolver.Resolve(All).ShouldBe(new Attribution(Undated, "run", false));
        Resolver.Resolve(All with { RunOutputs = [] }).ShouldBe(new Attribution(Prior1, "model_version", false));
        Resolver.Resolve(All with { RunOutputs = [], ModelVersion = null }).ShouldBe(new Attribution(Prior2, "model_date", false));
        Resolver.Resolve(All with { RunOutputs = [], ModelId = null }).ShouldBe(new Attribution(Twin, "evidence", false));
        Resolver.Resolve(new Trail()).ShouldBe(new Attribution(null, null, false));
    }

    [Fact]
    public void Resolve_PassesOn_WhenATrailLeadsToNoRealVersion()
    {
        var trail = All with { RunOutputs = [new NamedVersion("nobody", 1), new NamedVersion("prior1", 2)] };
        Resolver.Resolve(trail).Method.ShouldBe("model_version");
        trail = trail with { ModelVersion = 99 };
        Resolver.Resolve(trail).Version.ShouldBe(Prior2);
        trail = trail with { CreatedAt = T0.AddTicks(-10) };
        Resolver.Resolve(trail).ShouldBe(new Attribution(Twin, "evidence", false));
        Resolver.Resolve(trail with { Evidence = "model:twins@v3 model:nobody@v1" }).ShouldBe(new Attribution(null, null, false));
    }

    [Fact]
    public void Resolve_EndsInUnknown_WhenATrailLeadsToSeveral()
    {
        var unknown = new Attribution(null, null, true);
        Resolver.Resolve(All with { RunOutputs = [new NamedVersion("prior1", 1), new NamedVersion("prior2", 2)] }).ShouldBe(unknown);
        Resolver.Resolve(new Trail { ModelId = "twins", CreatedAt = T0, Evidence = "model:twins@v1" }).ShouldBe(unknown);
        Resolver.Resolve(new Trail { Evidence = "model:twins@v1, model:rephetio-prior@2016@v1" }).ShouldBe(unknown);
        Resolver.Resolve(new Trail { Evidence = "model:twins@v1, again model:twins@v1, and model:nobody@v1" }).Version.ShouldBe(Tied);
    }

    [Fact]
    public void Resolve_CountsTheInstantItself_WhenAVersionWasPromotedThen()
    {
        Resolver.Resolve(new Trail { ModelId = "rephetio-prior@2016", CreatedAt = T0.AddDays(30) }).Version.ShouldBe(Prior2);
        Resolver.Resolve(new Trail { ModelId = "rephetio-prior@2016", CreatedAt = T0.AddDays(30).AddTicks(-10) }).Version.ShouldBe(Prior1);
        Resolver.Resolve(new Trail { ModelId = "undated", CreatedAt = T0 }).Version.ShouldBeNull();
    }

    [Fact]
    public void Resolve_EqualsAPlainSearch_ForRandomVersionsAndTrails()
    {
        var day = Gen.Int[0, 3];
        var version = Gen.Select(Gen.Int[0, 2], Gen.Int[1, 4], day.Nullable()).Select((model, number, since) =>
            new VersionInUseRow($"a{model}.{number}", $"m{model}", number, since is { } days ? T0.AddDays(days) : null));
        var named = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4]).Array[0, 2];
        var trail = Gen.Select(named, Gen.Int[0, 3].Nullable(), Gen.Int[1, 5].Nullable(), day.Nullable(), named)
            .Select((runs, model, number, at, tags) => new Trail
            {
                RunOutputs = [.. runs.Select(run => new NamedVersion($"a{run.Item1}.{run.Item2}", run.Item2))],
                ModelId = model is { } id ? $"m{id}" : null,
                ModelVersion = number,
                CreatedAt = at is { } days ? T0.AddDays(days) : null,
                Evidence = string.Join("; ", tags.Select(tag => $"model:m{tag.Item1}@v{tag.Item2}")),
            });
        Gen.Select(version.Array[0, 8], trail).Sample((versions, t) =>
        {
            var distinct = versions.DistinctBy(v => v.Id).ToList();
            new TrailResolver(distinct).Resolve(t).Version?.Id.ShouldBe(PlainSearch.Find(distinct, t).Version);
            new TrailResolver(distinct).Resolve(t).Method.ShouldBe(PlainSearch.Find(distinct, t).Method);
        }, iter: 20_000);
    }
}
