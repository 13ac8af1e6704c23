using System.CommandLine;
using System.Globalization;
using Bridge.Host.Demo;
using Bridge.Host.Servers;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>demo</c>: the main job on real data.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the servers up, to look around" };
        return CommandContext.LocalVerb("demo", "Run the main job on real data, on servers of its own", async shell =>
        {
            await using var servers = await ServerPair.FindAsync(new ServerOptions { Keep = shell.Parsed.GetValue(keep) },
                message => shell.Err.WriteLine(message), shell.Cancellation);
            var report = await new DemoRun(shell, servers).RunAsync();
            Show(shell, servers, report, shell.Parsed.GetValue(keep));
            shell.WriteJson(report);
            return 0;
        }, keep);
    }

    private static void Show(CommandContext shell, ServerPair servers, DemoReport report, bool kept)
    {
        static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("promotion", "passes", "edges", "large_decrease", "moderate", "stable", "increase", "flagged");
        foreach (var p in report.Promotions)
            table.AddRow(Markup.Escape($"{p.Parent} → {p.Child}"), N(p.Passes), N(p.Edges), N(p.LargeDecrease), N(p.Moderate), N(p.Stable), N(p.Increase), N(p.Flagged));
        shell.Out.Write(new Rule("[bold]Done[/]").LeftJustified());
        shell.Out.Write(table);
        shell.Out.WriteLine($"Widget of the promoted version: {report.Widget}");
        shell.Out.WriteLine($"Log: {report.Log}");
        shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Seconds:0} s"));
        if (!kept)
        {
            shell.Out.WriteLine("The servers are gone; with --keep they stay up, and Neo4j Browser shows the graph.");
            return;
        }
        shell.Out.WriteLine($"Neo4j Browser: {new Uri(servers.Neo4j.Uri, "/browser/")} (user {servers.Neo4j.User}, password {servers.Neo4j.Password}{(servers.Neo4j.BoltUri is { } bolt ? $", connect to {bolt}" : "")})");
        shell.Out.WriteLine("To go on with the command line:");
        foreach (var (name, value) in servers.Variables) shell.Out.WriteLine($"  export {name}='{value}'");
        if (servers.StopCommand.Length > 0) shell.Out.WriteLine($"To stop: {servers.StopCommand}");
    }
}
