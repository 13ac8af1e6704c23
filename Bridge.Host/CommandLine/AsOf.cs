using System.CommandLine;
using GraphQueries.Language;
using GraphSync.Postgres;

namespace Bridge.Host.CommandLine;

/// <summary><c>--as-of TIME</c>.</summary>
internal static class AsOf
{
    /// <summary>The option.</summary>
    public static Option<string?> Option(string what) =>
        new("--as-of") { Description = $"{what} (ISO 8601; without an offset UTC)", HelpName = "TIME" };

    /// <summary>The time that it names; null when it was not given.</summary>
    /// <exception cref="BadInputException">It is no time.</exception>
    public static DateTimeOffset? Time(string? text) =>
        text is null ? null
        : Instants.TryParse(text, out var time) ? time
        : throw new BadInputException($"--as-of '{text}' is not a time: write one such as 2026-11-23T12:00:00Z.");
}
