namespace Bridge.Host.Pages;

/// <summary>The pages' style, in light and dark.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root{--ink:#1b2230;--muted:#576075;--line:#d5dae4;--card:#fff;--page:#f6f7fa;--link:#1f4fb8;--bad:#a61b14;--good:#17663a}
        @media (prefers-color-scheme:dark){
        :root{--ink:#e8ebf2;--muted:#a0a9bb;--line:#343b4a;--card:#141821;--page:#0d1017;--link:#8fb2ff;--bad:#ff9c92;--good:#7fd6a2}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        header{display:flex;justify-content:space-between;gap:16px;padding:12px 20px;
        background:var(--card);border-bottom:1px solid var(--line)}
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
        dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:0 0 20px;padding:14px 16px;
        background:var(--card);border:1px solid var(--line);border-radius:10px}
        dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
        @media (max-width:600px){.stack thead{display:none}.stack table,.stack tbody,.stack tr,.stack td{display:block}
        .stack tr{border-top:1px solid var(--line);padding:8px 0}.stack tr:first-child{border:0}.stack td{border:0;padding:3px 12px}
        .stack .n{text-align:start}.stack td[data-label]::before{content:attr(data-label) " ";color:var(--muted);font-size:13px}}
        @media (max-width:480px){dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
        pre{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px;font-size:13px}
        kbd{border:1px solid var(--line);border-radius:4px;padding:0 5px;background:var(--card);font:12px ui-monospace,monospace}
        form.decide{display:flex;flex-wrap:wrap;gap:6px;align-items:center;min-width:180px}
        form.decide input[type=text]{width:100%;padding:4px 6px;font:inherit;font-size:13px}
        form.release{margin:0 0 14px}
        form.filter{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:end;margin:0 0 14px}
        form.filter label{display:block;font-size:13px;color:var(--muted)}
        form.filter input{display:block;width:150px;padding:4px 6px;font:inherit;font-size:13px}
        button{font:inherit;font-size:13px;padding:4px 10px;border:1px solid var(--muted);border-radius:6px;cursor:pointer;
        background:var(--card);color:var(--ink)}
        tr[aria-current]{outline:2px solid var(--link);outline-offset:-2px}
        .chart{margin:0 0 14px;padding:10px;background:var(--card);border:1px solid var(--line);border-radius:10px}
        .chart svg{display:block;width:100%;height:auto}
        .grid{stroke:var(--line)}.tick{fill:var(--muted);font-size:12px}.step{fill:none;stroke:var(--link);stroke-width:2}
        .dot{fill:var(--card);stroke:var(--link);stroke-width:2}.fall{fill:var(--bad);stroke:var(--bad)}
        .pager{display:flex;gap:16px;color:var(--muted)}
        .bars{margin:0 0 16px;padding:12px 16px;background:var(--card);border:1px solid var(--line);border-radius:10px;color:var(--muted)}
        .bars svg{display:block;width:100%;height:auto;max-height:260px}
        .bars text{fill:var(--muted);font-size:13px;text-anchor:middle}
        .bars text.from{text-anchor:start}.bars text.to{text-anchor:end}
        .bars .axis{stroke:var(--muted)}
        .bars rect.s0{fill:var(--muted)}.bars rect.s1{fill:var(--link)}.bars rect.s2{fill:var(--muted)}
        .days{margin-top:14px}.days rect.s0{fill:var(--link)}.days rect.s1{fill:var(--bad)}
        .key{margin-inline-start:14px}.key::before{content:"";display:inline-block;width:12px;height:12px;margin-inline-end:6px}
        .key.s0::before{background:var(--muted)}.key.s1::before{background:var(--link)}.key.s2::before{background:var(--muted)}
        .days .key.s0::before{background:var(--link)}.days .key.s1::before{background:var(--bad)}
        .first{margin:0 0 16px;padding:12px 16px 12px 34px;background:var(--card);border:1px solid var(--bad);border-radius:10px}
        .line{display:flex;flex-wrap:wrap;gap:8px 0;list-style:none;margin:0 0 16px;padding:0}
        .line li{padding:6px 12px;border:1px solid var(--line);border-radius:10px;background:var(--card)}
        .line li+li{margin-inline-start:24px;position:relative}
        .line li+li::before{content:"→";position:absolute;inset-inline-start:-20px;color:var(--muted)}
        .line li[aria-current]{border-color:var(--link);font-weight:700}.line small{color:var(--muted);font-weight:400}
        details summary{cursor:pointer;margin:0 0 8px}
        .quiet,.status{color:var(--muted)}
        .bad{color:var(--bad);font-weight:600}.good{color:var(--good)}
        """;
}
