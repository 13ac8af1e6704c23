using System.CommandLine;
using System.Globalization;
using Bridge.Host.CommandLine;
using GraphQueries.History;
using GraphSync.History;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>history EDGE_ID</c>: what the graph believed when.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var edgeId = new Argument<string>("EDGE_ID");
        var asOf = AsOf.Option("What was believed at this time");
        return Verb.Create("history", "What the graph believed of an edge when, under which version", async context =>
        {
            var history = await context.Get<EdgeHistory>().ReadAsync(context.Parsed.GetValue(edgeId)!, context.Cancellation);
            var beliefs = history.Beliefs;
            if (AsOf.Time(context.Parsed.GetValue(asOf)) is { } time) beliefs = history.AsOf(time) is { } belief ? [belief] : [];
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
}
