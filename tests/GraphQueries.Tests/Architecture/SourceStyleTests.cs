using GraphQueries.Tests.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GraphQueries.Tests.Architecture;

/// <summary>What fits on a screen: a line and a method.</summary>
public sealed class SourceStyleTests
{
    private const int LongestLine = 140;
    private const int LongestMethod = 35;

    /// <summary>Methods that are longer, and why.</summary>
    private static readonly Dictionary<string, string> LongWithReason = new()
    {
        ["tests/Bridge.Host.Tests/Commands/VerbApprovalTests.cs: Json_IsAsApproved"] = "one story, a verb a line",
        ["tests/GraphQueries.Tests/Catalogue/RendererTests.cs: Every_RepeatsTheInnermostSubqueryAlone"] = "two texts, before and after",
    };

    private static readonly string[] Folders = ["GraphQueries", "GraphSync", "Bridge.Host", "Servers", "samples", "tests"];

    [Fact]
    public void Lines_FitIntoTheirWidth()
    {
        var tooLong = Folders.SelectMany(Repository.Sources).SelectMany(file => file.Text.Split('\n').Index()
            .Where(line => line.Item.TrimEnd('\r').Length > LongestLine).Select(line => $"{file.Name}:{line.Index + 1}"));

        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void Methods_FitOnAScreen_OrHaveAReason()
    {
        var longOnes = Folders.SelectMany(Repository.Sources).SelectMany(file => LongMethods(file.Name, file.Text)).ToList();

        longOnes.Except(LongWithReason.Keys).ShouldBeEmpty();
        LongWithReason.Keys.Except(longOnes).ShouldBeEmpty("a method that is no longer long needs no reason");
    }

    private static IEnumerable<string> LongMethods(string name, string text)
    {
        var methods = CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
            .Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax);
        foreach (var method in methods)
        {
            // Attributes and their data are a table, not code that one has to keep in mind.
            var first = method.ChildNodesAndTokens().First(child => !child.IsKind(SyntaxKind.AttributeList));
            var lines = Line(method.Span.End) - Line(first.Span.Start) + 1;
            if (lines > LongestMethod) yield return $"{name}: {Name(method)}";
        }

        int Line(int position) => text.AsSpan(0, position).Count('\n');
    }

    private static string Name(SyntaxNode method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax named => named.Identifier.Text,
        LocalFunctionStatementSyntax named => named.Identifier.Text,
        _ => method.Kind().ToString(),
    };
}
