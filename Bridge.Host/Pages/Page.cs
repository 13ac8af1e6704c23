using System.Globalization;
using GraphQueries.Widget;

namespace Bridge.Host.Pages;

/// <summary>What all pages share: their frame, their style, and how they show numbers, instants and links. No script anywhere.</summary>
internal static class Page
{
    public static string Render(string title, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Text(title, 120)} · GraphProvenance</title>
        <style>{Style}</style>
        </head>
        <body>
        <header><a href="/">GraphProvenance</a><nav><a href="/">Overview</a> <a href="/review">Review</a></nav></header>
        <main>
        {body}
        </main>
        </body>
        </html>

        """;

    public static string Text(string? text, int limit = 200) => Label.Html(text, limit);

    /// <summary>Text that somebody else wrote, kept from turning the direction of what stands around it.</summary>
    public static string Own(string? text, int limit = 200) => $"<bdi>{Text(text, limit)}</bdi>";

    public static string Number(double? value) => value is { } number ? number.ToString("0.000", CultureInfo.InvariantCulture) : "–";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset? at) => at is { } instant
        ? $"<time datetime=\"{instant.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\">{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}</time>"
        : "–";

    public static string ModelLink(string? id) => id is null ? "–" : $"<a href=\"/models/{Segment(id)}\">{Own(id, 80)}</a>";

    public static string PromotionLink(string id) => $"<a href=\"/promotions/{Segment(id)}\">{Own(id, 80)}</a>";

    /// <summary>A part of a path, read back by <see cref="Hosting.PathId"/>.</summary>
    public static string Segment(string id) => Uri.EscapeDataString(id);

    public static string Status(string status) => $"<span class=\"status {(status is "failed" or "parked" or "refused" ? "bad" : status is "done" or "completed" ? "good" : "")}\">{Text(status)}</span>";

    /// <summary>A table in a frame that scrolls by itself on a narrow screen; says so when there are no rows.</summary>
    public static string Table(string empty, string headings, IEnumerable<string> rows)
    {
        var all = string.Join('\n', rows.Select(row => $"<tr>{row}</tr>"));
        return all.Length == 0 ? $"<p class=\"quiet\">{empty}</p>" : $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><thead><tr>{headings}</tr></thead><tbody>\n{all}\n</tbody></table></div>";
    }

    private const string Style = """
        :root{--ink:#1b2230;--muted:#576075;--line:#d5dae4;--card:#fff;--page:#f6f7fa;--link:#1f4fb8;--bad:#a61b14;--good:#17663a}
        @media (prefers-color-scheme:dark){:root{--ink:#e8ebf2;--muted:#a0a9bb;--line:#343b4a;--card:#141821;--page:#0d1017;--link:#8fb2ff;--bad:#ff9c92;--good:#7fd6a2}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        header{display:flex;justify-content:space-between;gap:16px;padding:12px 20px;background:var(--card);border-bottom:1px solid var(--line)}
        header>a{font-weight:700;color:var(--ink);text-decoration:none}
        nav a{margin-inline-start:14px}
        main{max-width:1040px;margin:0 auto;padding:20px}
        a{color:var(--link)}
        h1{font-size:24px;margin:4px 0 14px;overflow-wrap:anywhere}
        h2{font-size:18px;margin:28px 0 10px}
        .cards{display:flex;flex-wrap:wrap;gap:12px}
        .card{flex:1 1 150px;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px;color:var(--muted)}
        .card b{display:block;font-size:22px;color:var(--ink);font-variant-numeric:tabular-nums}
        .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{text-align:start;padding:8px 12px;border-top:1px solid var(--line);vertical-align:top}
        thead th{border:0;color:var(--muted);font-weight:600;white-space:nowrap}
        .n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
        time{white-space:nowrap}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px;margin:0 0 20px}
        dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
        .quiet,.status{color:var(--muted)}
        .bad{color:var(--bad);font-weight:600}.good{color:var(--good)}
        """;
}
