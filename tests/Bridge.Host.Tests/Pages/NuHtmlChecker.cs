using System.Diagnostics;
using System.Text.Json;
using Bridge.Host.Tests.Snapshots;

namespace Bridge.Host.Tests.Pages;

/// <summary>Pages for the Nu HTML Checker (vnu.jar), which needs Java.</summary>
internal sealed class NuHtmlChecker : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pages-").FullName;
    private readonly Dictionary<string, string> _pages = [];

    /// <summary>One more page, by a name of its own.</summary>
    public async Task AddAsync(string name, string html)
    {
        var file = $"{_pages.Count}.html";
        _pages.Add(file, name);
        await File.WriteAllTextAsync(Path.Combine(_folder, file), html);
    }

    /// <summary>What is wrong with the pages, each error after its page's name.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync(CancellationToken cancellationToken)
    {
        var packages = await NpmFolder.InstallAsync("tests/Bridge.Host.Tests/Pages/NuHtmlChecker", cancellationToken);
        var start = new ProcessStartInfo("java", ["-jar", Path.Combine(packages, "vnu-jar", "build", "dist", "vnu.jar"),
            "--format", "json", "--exit-zero-always", .. _pages.Keys.Select(file => Path.Combine(_folder, file))])
        {
            RedirectStandardError = true,
        };
        using var java = Process.Start(start)!;
        var told = await java.StandardError.ReadToEndAsync(cancellationToken);
        await java.WaitForExitAsync(cancellationToken);
        return [.. JsonDocument.Parse(told).RootElement.GetProperty("messages").EnumerateArray()
            .Where(message => message.GetProperty("type").GetString() is "error" or "non-document-error").Select(Told)];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Told(JsonElement message)
    {
        var page = message.TryGetProperty("url", out var url) ? _pages[Path.GetFileName(url.GetString()!)] : "";
        var extract = message.TryGetProperty("extract", out var text) ? text.GetString() : "";
        return $"{page}: {message.GetProperty("message").GetString()} {extract}";
    }
}
