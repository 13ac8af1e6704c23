namespace GraphQueries.Tests.Transport;

public sealed class GraphTests
{
    [Fact]
    public void Open_NamesTheSchemes_WhenItIsAnother() =>
        Should.Throw<GraphUnavailableException>(() => Open("ftp://localhost")).Message.ShouldContain("http://");

#if !NEO4J_DRIVER
    [Theory]
    [InlineData("bolt://localhost:7687"), InlineData("neo4j+s://abc.databases.neo4j.io")]
    public void Open_NamesBothRemedies_WhenTheDriverIsNotPartOfTheBuild(string uri)
    {
        var message = Should.Throw<GraphUnavailableException>(() => Open(uri)).Message;
        message.ShouldContain("http://");
        message.ShouldContain("-p:Neo4jDriver=true");
    }
#endif

    [Theory]
    [InlineData("5.26.0"), InlineData("5.26.30"), InlineData("2025.01.0"), InlineData("5.27.0-drop01.0"), InlineData("2026.02.0+build")]
    public void RequireVersion_Passes(string version) =>
        Should.NotThrow(() => FirstCall.RequireVersion(version, Options("http://localhost")));

    [Fact]
    public void Options_ShowNoPassword() =>
        new GraphOptions { Uri = new("http://me:in-uri@localhost"), Password = "in-options" }.ToString()
            .ShouldBe("user 'neo4j' of database 'neo4j' at http://localhost");

    [Fact]
    public void Bookmarks_AreReplaced_ByThoseOfWhatHasSeenThem()
    {
        var bookmarks = new Bookmarks();
        bookmarks.Replace([], ["a"]);
        var used = bookmarks.Current;
        bookmarks.Replace(used, ["b"]);
        bookmarks.Replace(used, ["c"]);
        bookmarks.Current.ShouldBe(["b", "c"], ignoreOrder: true);
        bookmarks.Replace(bookmarks.Current, []);
        bookmarks.Current.Count.ShouldBe(2);
        bookmarks.Replace(bookmarks.Current, ["d"]);
        bookmarks.Forget(["d", "never seen"]);
        bookmarks.Current.ShouldBeEmpty();
    }

    private static GraphOptions Options(string uri) => new() { Uri = new Uri(uri) };

    private static void Open(string uri) => Graph.Open(Options(uri), TimeProvider.System);
}
