using System.Text;

namespace GraphQueries.Presentation.Widget;

/// <summary>The widget's style: part of its first SVG, since HTML allows no style element outside of head.</summary>
internal static class WidgetStyle
{
    public static string Css { get; } = Build();

    private static string Build()
    {
        var css = new StringBuilder(Base);
        for (var step = 0; step < ConfidenceScale.Steps; step++)
            css.Append($".gpw-c{step}{{--gpw-c:{ConfidenceScale.LightColour(step)}}}");
        css.Append("@media (prefers-color-scheme:dark){").Append(Dark);
        for (var step = 0; step < ConfidenceScale.Steps; step++)
            css.Append($".gpw-c{step}{{--gpw-c:{ConfidenceScale.DarkColour(step)}}}");
        return css.Append('}').ToString();
    }

    private const string Base = """
        .gpw{--ink:#1b2230;--muted:#576075;--line:#d5dae4;--row:#f3f5f9;--card:#fff;--flag:#a61b14;--flagbg:#fdeeec;
        box-sizing:border-box;max-width:1000px;margin:0;padding:16px 18px;border:1px solid var(--line);border-radius:12px;
        background:var(--card);color:var(--ink);
        font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;text-align:start}
        .gpw *{box-sizing:border-box}
        .gpw-head{font-size:17px;font-weight:650;overflow-wrap:anywhere}
        .gpw-sub{color:var(--muted);margin:2px 0 10px}
        .gpw-legend{display:flex;flex-wrap:wrap;gap:6px 20px;align-items:center;margin:0 0 8px;padding:0;
        list-style:none;color:var(--muted);font-size:13px}
        .gpw-legend li{display:flex;align-items:center;gap:7px;margin:0}
        .gpw-legend svg{flex:none}
        .gpw-scroll{overflow-x:auto}
        .gpw-plot{display:block;width:100%;min-width:700px;height:auto;font-size:13px}
        .gpw-plot text{fill:var(--ink)}
        .gpw-plot .gpw-m,.gpw-legend text{fill:var(--muted);font-size:11px}
        .gpw-row{fill:var(--row)}
        .gpw-row.gpw-f{fill:var(--flagbg);stroke:var(--flag)}
        .gpw-axis{stroke:var(--line)}
        .gpw-line{fill:none;stroke:var(--gpw-c);stroke-width:2}
        .gpw-now{fill:var(--gpw-c)}
        .gpw-node{fill:var(--card);stroke:var(--muted);stroke-width:2}
        .gpw-old{fill:var(--card);stroke:var(--muted);stroke-width:1.8}
        .gpw-move{stroke:var(--muted);stroke-width:1.5}
        .gpw-flag{fill:var(--flag)}
        .gpw-num{font-variant-numeric:tabular-nums;font-weight:650}
        .gpw table{border-collapse:collapse;width:100%;font-size:13px}
        .gpw details{margin-top:10px}
        .gpw summary{cursor:pointer;color:var(--muted);padding:4px 0}
        .gpw th,.gpw td{text-align:start;padding:5px 10px 5px 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
        .gpw thead th{color:var(--muted);font-weight:600;border:0;vertical-align:bottom;overflow-wrap:normal}
        .gpw tbody th{font-weight:400}
        .gpw td.gpw-n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
        .gpw th.gpw-n{text-align:end}
        .gpw small{color:var(--muted);display:block}
        .gpw .gpw-review{color:var(--flag);font-weight:650;white-space:nowrap}
        .gpw-table{overflow-x:auto}
        .gpw-table table{min-width:720px}
        .gpw-dot{display:none}
        @media (max-width:600px){.gpw{padding:12px}.gpw-scroll,.gpw thead{display:none}.gpw-table table{min-width:0}.gpw-dot{display:inline}
        .gpw table,.gpw tbody,.gpw tr,.gpw th,.gpw td,.gpw td.gpw-n{display:block;text-align:start;border:0;padding:1px 0}
        .gpw tr{border-top:1px solid var(--line);padding:8px 0}.gpw td.gpw-n{white-space:normal}
        .gpw td:nth-child(n+5)::before{color:var(--muted)}.gpw td:nth-child(5)::before{content:"confidence "}
        .gpw td:nth-child(6)::before{content:"before rescoring "}.gpw td:nth-child(7)::before{content:"change "}
        .gpw td:nth-child(8)::before{content:"version "}}

        """;

    private const string Dark = """
        .gpw{--ink:#e8ebf2;--muted:#a0a9bb;--line:#343b4a;--row:#1d2330;--card:#141821;--flag:#ff9c92;--flagbg:#33201f}
        """;
}
