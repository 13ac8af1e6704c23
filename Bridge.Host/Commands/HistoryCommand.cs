using System.CommandLine;
using System.Globalization;
using Bridge.Host.CommandLine;
using GraphQueries.Language;
using GraphSync.History;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>history EDGE_ID</c>: what the graph believed when.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var edgeId = new Argument<string>("EDGE_ID");
        var asOf = new Option<string?>("--as-of")
        {
            Description = "What was believed at this time (ISO 8601; without an offset UTC)",
            HelpName = "TIME",
        };
        return Verb.Create("history", "What the graph believed of an edge when, under which version", async context =>
        {
            var history = await context.Get<EdgeHistory>().ReadAsync(context.Parsed.GetValue(edgeId)!, context.Cancellation);
            var beliefs = history.Beliefs;
            if (context.Parsed.GetValue(asOf) is { } text) beliefs = history.AsOf(Time(text)) is { } belief ? [belief] : [];
            if (beliefs.Count > 0) context.Out.Write(Table(beliefs, history.State.ProvenanceUnknown ? "unknown" : "curated"));
            else context.Out.WriteLine("The edge did not exist then.");
            context.WriteJson(new { history.EdgeId, history.State, beliefs });
            return 0;
        }, edgeId, asOf);
    }

    private static Table Table(IEnumerable<EdgeBelief> beliefs, string versionless)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("since", "confidence", "version", "by", "pass");
        foreach (var belief in beliefs)
        {
            string?[] cells =
            [
                belief.Since?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                belief.Confidence?.ToString("R", CultureInfo.InvariantCulture), belief.Version ?? versionless, belief.Kind, belief.PassId,
            ];
            table.AddRow([.. cells.Select(cell => Markup.Escape(cell ?? ""))]);
        }
        return table;
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
