using GraphSync.Doctor;
using Spectre.Console;

namespace Bridge.Host.Output;

/// <summary>Checks on the console.</summary>
internal static class DoctorView
{
    public static void Show(IAnsiConsole console, DoctorReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("check", "state", "found", "what to do");
        foreach (var check in report.Checks)
        {
            var found = string.Join('\n', [check.Found, .. check.Examples.Select(example => $"· {example}")]);
            table.AddRow(Markup.Escape(check.Name), $"[{Colour(check.State)}]{check.State}[/]", Markup.Escape(found),
                Markup.Escape(check.Remedy ?? ""));
        }
        console.Write(table);
        console.MarkupLineInterpolated($"{report.Summary}.");
    }

    private static string Colour(string state) => state switch
    {
        CheckState.Ok => "green",
        CheckState.Warning => "yellow",
        _ => "red",
    };
}
