namespace GraphQueries.Presentation.Widget;

/// <summary>A whole page around the widget, which may be opened from a disk.</summary>
public static class WidgetPage
{
    /// <summary>The page; it says so when the version has no edges.</summary>
    public static string Render(Subgraph subgraph)
    {
        ArgumentNullException.ThrowIfNull(subgraph);
        var title = DisplayText.Html(subgraph.Facts.Title ?? subgraph.Id, 120);
        var widget = subgraph.ToHtml();
        return $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="color-scheme" content="light dark">
            <title>{{title}}</title>
            <style>
            body{margin:0;padding:16px;display:flex;justify-content:center;font:14px/1.5 system-ui,sans-serif}
            main{width:100%;max-width:1000px}
            </style>
            </head>
            <body><main>
            {{(widget.Length > 0 ? widget : $"<p><bdi>{title}</bdi> has no edges.</p>")}}
            </main></body>
            </html>

            """;
    }
}
