using System.Net;
using System.Net.Sockets;
using GraphSync.Postgres;

namespace GraphQueries.Tests.Transport;

public abstract partial class GraphCompliance
{
    [Fact]
    public async Task Connect_TellsVersionAndEdition()
    {
        var server = await Graph.ConnectAsync(Cancellation);
        Version.Parse(server.Version.Split('-', '+')[0]).ShouldBeGreaterThanOrEqualTo(new Version(5, 26));
        server.Edition.ShouldBeOneOf("community", "enterprise");
    }

    [Fact]
    public async Task Error_HasItsCode()
    {
        await Second.RunAutoCommitAsync(
            Statement("CREATE CONSTRAINT compliance_unique IF NOT EXISTS FOR (n:Unique) REQUIRE n.id IS UNIQUE"), Cancellation);
        (await ReadCodeAsync("RETRUN 1")).ShouldBe("Neo.ClientError.Statement.SyntaxError");
        (await ReadCodeAsync("RETURN $missing")).ShouldBe("Neo.ClientError.Statement.ParameterMissing");
        var twice = await FailureAsync<GraphException>(() => WriteAsync(Graph, "UNWIND [1, 1] AS id CREATE (:Unique {id: id})"));
        twice.Code.ShouldBe(GraphCodes.ConstraintViolation);
        twice.IsTransient.ShouldBeFalse();
        (await ReadCodeAsync("CREATE (:Ghost)")).ShouldStartWith("Neo.ClientError.");
    }

    [Fact]
    public async Task Answer_ThatBeganWell_CanEndInAnError()
    {
        const string divide = "UNWIND range(5000, 0, -1) AS x "
            + "RETURN 1 / x AS v, 'a row of some length, so that the answer is sent in parts' AS text";
        (await ReadCodeAsync(divide)).ShouldBe("Neo.ClientError.Statement.ArithmeticError");
        (await FailureAsync<GraphException>(() => WriteAsync(Graph, divide))).Code.ShouldBe("Neo.ClientError.Statement.ArithmeticError");
    }

    [Fact]
    public async Task Connect_NamesUserAndRemedy_WhenThePasswordIsWrong()
    {
        // Every user has a count of failures of its own, so that the other tests' user stays welcome.
        var stranger = $"stranger{Guid.NewGuid():N}";
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var error = await RefusalAsync(o => o with { Username = stranger, Password = "not the password" });
            error.Message.ShouldContain("NEO4J_PASSWORD");
            error.Message.ShouldNotContain("not the password");
            if (attempt == 0) error.Message.ShouldContain(stranger);
        }
    }

    [Fact]
    public async Task Connect_NamesAddressAndRemedy_WhenNobodyListens()
    {
        var error = await RefusalAsync(o => o with { Uri = Local(FreePort.Find()) });
        error.Message.ShouldContain("127.0.0.1");
        error.Message.ShouldContain("NEO4J_URI");
    }

    [Fact]
    public async Task Connect_NamesAddressAndRemedy_WhenTheHostIsUnknown()
    {
        var error = await RefusalAsync(o => o with { Uri = new UriBuilder(Address) { Host = "no-such-host.invalid" }.Uri });
        error.Message.ShouldContain("no-such-host.invalid");
        error.Message.ShouldContain("NEO4J_URI");
    }

    [Fact]
    public async Task Connect_NamesDatabaseAndRemedy_WhenItIsMissing()
    {
        var error = await RefusalAsync(o => o with { Database = "missing" });
        error.Message.ShouldContain("'missing'");
        error.Message.ShouldContain("NEO4J_DATABASE");
    }

    [Fact]
    public async Task Connect_NamesAddressAndRemedy_WhenSomethingElseListens()
    {
        foreach (var answer in new[] { "220 mail.example ESMTP\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>Hi</html>", "" })
        {
            await using var other = new Chatter(answer);
            var error = await RefusalAsync(o => o with { Uri = Local(other.Port) });
            error.Message.ShouldContain("NEO4J_URI");
        }
    }

    [Fact]
    public async Task Connect_HidesThePasswordThatSomebodyPutIntoTheUri()
    {
        var uri = new UriBuilder(Local(FreePort.Find())) { UserName = "neo4j", Password = "s3cret" }.Uri;
        var error = await RefusalAsync(o => o with { Uri = uri });
        error.ToString().ShouldNotContain("s3cret");
    }

    private async Task<string> ReadCodeAsync(string text) =>
        (await FailureAsync<GraphException>(() => Graph.ReadAsync(Statement(text), Cancellation))).Code;

    protected static async Task<T> FailureAsync<T>(Func<Task> work) where T : Exception => await Should.ThrowAsync<T>(work);

    /// <summary>One line, whatever is wrong.</summary>
    protected async Task<GraphUnavailableException> RefusalAsync(Func<GraphOptions, GraphOptions> change)
    {
        var error = await FailureAsync<GraphUnavailableException>(() => Open(change).ConnectAsync(Cancellation));
        error.Message.ShouldNotContain('\n');
        return error;
    }

    protected Uri Local(int port) => new UriBuilder(Address) { Host = "127.0.0.1", Port = port }.Uri;
}
