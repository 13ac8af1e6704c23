using System.CommandLine;
using System.Globalization;
using Bridge.Host.CommandLine;
using Bridge.Host.Demo;
using Bridge.Host.Output;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>demo</c>: the main job on real data.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the servers up, to look around" };
        return Verb.Local("demo", "Run the main job on real data, on servers of its own", async context =>
        {
            var kept = context.Parsed.GetValue(keep);
            await using var program = await ServersProgram.StartAsync(kept, TimeProvider.System);
            if (await program.ReadAsync(context.Cancellation) is not { } servers) return 1;
            var report = await RunAsync(context, servers, kept);
            Show(context, servers, report, kept);
            context.WriteJson(report);
            return 0;
        }, keep);
    }

    private static async Task<DemoReport> RunAsync(CommandContext context, DemoServers servers, bool kept)
    {
        try
        {
            await using var run = new DemoRun(context, servers);
            return await run.RunAsync();
        }
        catch when (kept && servers.StopCommand.Length > 0)
        {
            // Nobody would know of servers that a failed run leaves up.
            context.Errors.Write($"The servers are up. To stop them: {servers.StopCommand}");
            throw;
        }
    }

    private static void Show(CommandContext context, DemoServers servers, DemoReport report, bool kept)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("promotion", "passes", "edges", "large_decrease", "moderate", "stable", "increase", "flagged");
        foreach (var p in report.Promotions)
        {
            long[] counts = [p.Passes, p.Edges, p.LargeDecrease, p.Moderate, p.Stable, p.Increase, p.Flagged];
            table.AddRow([Markup.Escape($"{p.Parent} → {p.Child}"), .. counts.Select(Numbers.Whole)]);
        }
        context.Out.Write(new Rule("[bold]Done[/]").LeftJustified());
        context.Out.Write(table);
        context.Out.WriteLine($"Widget of the promoted version: {report.Widget}");
        context.Out.WriteLine($"Log: {report.Log}");
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Seconds:0} s"));
        if (kept) Show(context.Out, servers);
        else context.Out.WriteLine("The servers go with this run; with --keep they stay up, and Neo4j Browser shows the graph.");
    }

    /// <summary>How to reach servers that stay up, and how to stop them.</summary>
    internal static void Show(IAnsiConsole console, DemoServers servers)
    {
        // Lines that people copy: the console would break them at its width.
        var lines = console.Profile.Out.Writer;
        var bolt = servers.Neo4j.BoltUri is { } uri ? $", connect to {uri}" : "";
        var browser = new Uri(servers.Neo4j.Uri, "/browser/");
        lines.WriteLine($"Neo4j Browser: {browser} (user {servers.Neo4j.User}, password {servers.Neo4j.Password}{bolt})");
        lines.WriteLine("To go on with the command line:");
        foreach (var (name, value) in servers.Variables) lines.WriteLine($"  export {name}='{value}'");
        if (servers.StopCommand.Length > 0) lines.WriteLine($"To stop: {servers.StopCommand}");
    }
}
