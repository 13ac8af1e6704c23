using System.CommandLine;
using System.Globalization;
using GraphQueries.Transport;
using GraphSync.History;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>history EDGE_ID</c>: what the graph believed when.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var edgeId = new Argument<string>("EDGE_ID");
        var asOf = new Option<string?>("--as-of") { Description = "What was believed at this time (ISO 8601; without an offset UTC)", HelpName = "TIME" };
        return CommandContext.Verb("history", "What the graph believed of an edge when, under which version", async (shell, bridge) =>
        {
            var history = await new EdgeHistory(bridge.Graph).ReadAsync(shell.Parsed.GetValue(edgeId)!, shell.Cancellation);
            var beliefs = history.Beliefs;
            if (shell.Parsed.GetValue(asOf) is { } text) beliefs = history.AsOf(Time(text)) is { } belief ? [belief] : [];
            var table = new Table().Border(TableBorder.Rounded).AddColumns("since", "confidence", "version", "by", "pass");
            foreach (var b in beliefs) table.AddRow([.. new[] { b.Since?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "", b.Confidence?.ToString("R", CultureInfo.InvariantCulture) ?? "", b.Version ?? (history.State.ProvenanceUnknown ? "unknown" : "curated"), b.Kind, b.PassId ?? "" }.Select(Markup.Escape)]);
            if (beliefs.Count > 0) shell.Out.Write(table);
            else shell.Out.WriteLine("The edge did not exist then.");
            shell.WriteJson(new { history.EdgeId, history.State, beliefs });
            return 0;
        }, edgeId, asOf);
    }

    private static DateTimeOffset Time(string text)
    {
        try
        {
            return Instants.Parse(text);
        }
        catch (FormatException)
        {
            throw new BadInputException($"--as-of '{text}' is not a time: write one such as 2026-11-23T12:00:00Z.");
        }
    }
}
