using Microsoft.Extensions.Logging.Console;

namespace Bridge.Host.CommandLine;

/// <summary>The standard error: lines of text, or one JSON object a line.</summary>
/// <param name="format">One of the two words; null for text.</param>
internal sealed class StandardError(string? format)
{
    public const string Text = "text";
    public const string Json = "json";

    public bool IsJson { get; } = format == Json;

    /// <summary>Whether somebody looks at it, to whom progress can be shown.</summary>
    public bool ShowsProgress => !IsJson && !Console.IsErrorRedirected;

    /// <summary>Sends the log there.</summary>
    public void Log(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning)
            // What keeps the daemon from starting is said once, by the verb.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            // Its keys protect nothing here.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.None)
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        const string iso8601 = "yyyy-MM-ddTHH:mm:ss.fffZ";
        if (IsJson) logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, iso8601));
        else logging.AddSimpleConsole(console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled));
    }

    /// <summary>Writes a line of the verb itself.</summary>
    /// <param name="line">Such as <c>bridge sync: …</c>.</param>
    /// <param name="failure">What is shown with it, as JSON only; null for what people can mend.</param>
    public void Write(string line, Exception? failure = null)
    {
        if (IsJson)
        {
            // Disposing of it writes what was logged.
            using var loggers = LoggerFactory.Create(Log);
            loggers.CreateLogger("Bridge").VerbFailed(failure, line);
        }
        else Console.Error.WriteLine(line);
    }
}

internal static partial class VerbLog
{
    [LoggerMessage(2200, LogLevel.Error, "{Line}")]
    public static partial void VerbFailed(this ILogger log, Exception? failure, string line);
}
