using Bridge.Host.Commands;
using Bridge.Host.Demo;
using Shouldly;
using Spectre.Console;
using Xunit;

namespace Bridge.Host.Tests.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public void Show_LeavesWhatIsCopiedInOneLine_WhenTheTerminalIsNarrow()
    {
        const string postgres = "Host=127.0.0.1;Port=33321;Username=postgres;Password=1b237b8d70097b6cecb84424;Database=graphprovenance";
        const string stop = "kill -s KILL -- -28800; sleep 1; rm -rf /tmp/graphprovenance-neo4j-ctjV4V; kill -s QUIT -- -28767; sleep 1";
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 80;

        DemoCommand.Show(console, new DemoServers
        {
            Neo4j = new DemoNeo4j(new Uri("http://127.0.0.1:45051"), null, "neo4j", "0caa589ebc025c6d0a02457c", "neo4j"),
            Postgres = new DemoPostgres(postgres),
            Variables = new Dictionary<string, string> { ["ConnectionStrings__Postgres"] = postgres },
            StopCommand = stop,
        });

        output.ToString().ReplaceLineEndings("\n").ShouldBe($"""
            Neo4j Browser: http://127.0.0.1:45051/browser/ (user neo4j, password 0caa589ebc025c6d0a02457c)
            To go on with the command line:
              export ConnectionStrings__Postgres='{postgres}'
            To stop: {stop}

            """);
    }
}
