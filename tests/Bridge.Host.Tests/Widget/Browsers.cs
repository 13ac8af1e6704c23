using Microsoft.Playwright;

namespace Bridge.Host.Tests.Widget;

/// <summary>The browser that is installed.</summary>
internal static class Browsers
{
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Chromium(),
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"],
    });

    private static string Chromium()
    {
        string?[] places =
        [
            Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("No Chromium: install it (apt-get install chromium), or name it in CHROMIUM.");
    }
}
