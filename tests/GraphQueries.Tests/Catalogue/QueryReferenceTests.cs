using GraphQueries.Tests.Architecture;

namespace GraphQueries.Tests.Catalogue;

public sealed class QueryReferenceTests
{
    private const string Page = "docs/queries.md";
    private const string Update =
        "UPDATE_DOCS=1 dotnet test -c Release --project tests/GraphQueries.Tests -- --filter-class \"*QueryReferenceTests\"";

    [Fact]
    public void Page_IsWhatTheHeadersSay()
    {
        var page = QueryReference.Render();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is "1") File.WriteAllText(Repository.Path(Page), page);
        var there = File.Exists(Repository.Path(Page)) ? Repository.Read(Page).ReplaceLineEndings("\n") : "";
        (there == page).ShouldBeTrue($"{Page} is not what the headers of cypher/queries say. Make it anew: {Update}");
    }
}
