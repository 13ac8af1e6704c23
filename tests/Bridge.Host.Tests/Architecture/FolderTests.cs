using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using Shouldly;
using Xunit;
using Assembly = System.Reflection.Assembly;

namespace Bridge.Host.Tests.Architecture;

/// <summary>Folders know one another in one direction: whoever reads one need not read those that are built on it.</summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData("GraphQueries")]
    [InlineData("GraphSync")]
    [InlineData("bridge", "Bridge.Host")]
    public void Folders_HaveNoCycles(string assembly, string? root = null)
    {
        root ??= assembly;
        var architecture = new ArchLoader().LoadAssembly(Assembly.Load(assembly)).Build();
        var folders = architecture.Types.Where(type => type.FullName.StartsWith(root + ".", StringComparison.Ordinal))
            .Select(type => type.Namespace.FullName).Distinct().Count();

        var rule = SliceRuleDefinition.Slices().Matching($"{root}.(**)").Should().BeFreeOfCycles();

        folders.ShouldBeGreaterThan(3);
        var broken = rule.Evaluate(architecture).Where(result => !result.Passed).Select(result => result.Description).ToList();
        broken.ShouldBeEmpty(string.Join('\n', broken));
    }
}
