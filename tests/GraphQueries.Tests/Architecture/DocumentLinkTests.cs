using System.Text.RegularExpressions;

namespace GraphQueries.Tests.Architecture;

/// <summary>Whoever follows a link in the documents gets somewhere.</summary>
public sealed partial class DocumentLinkTests
{
    [Fact]
    public void Links_LeadToFilesThatExist()
    {
        var documents = Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/bin/") && !file.Contains("/obj/") && !file.Contains("/node_modules/")).ToList();

        var broken = documents.SelectMany(document => Link().Matches(File.ReadAllText(document)).Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://"))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target.Split('#')[0])))
            .Select(target => $"{Path.GetRelativePath(Repository.Root, document)}: {target}"));

        documents.Count.ShouldBeGreaterThan(15);
        broken.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\]\(([^)#\s][^)\s]*)\)")]
    private static partial Regex Link();
}
