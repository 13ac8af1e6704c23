using GraphQueries.Files;
using GraphQueries.Transport;
using GraphSync.Composition;
using GraphSync.Postgres;

namespace Bridge.Host.Faults;

/// <summary>What people are told of a failure that is not the bridge's own: what is wrong, where, and what to do.</summary>
internal static class Explanation
{
    /// <summary>The line for a failure, or for what caused it.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="databases">Gives those that may have failed.</param>
    /// <returns>Null when it is a fault of the bridge, which keeps its stack trace.</returns>
    public static string? Of(Exception failure, Func<Databases> databases)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if ((OfFile(e) ?? OfServer(e, databases)) is { } line) return Redaction.Of(line);
        }
        return null;
    }

    /// <summary>The line for a failure that comes from outside whatever it is.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="databases">Gives those that may have failed.</param>
    public static string OfOutage(Exception failure, Func<Databases> databases) => Of(failure, databases) ?? failure.Message;

    // What is wrong may be the settings, without which there is nobody to ask.
    private static string? OfServer(Exception e, Func<Databases> databases) =>
        e is BadInputException or GraphUnavailableException or PostgresUnavailableException ? e.Message : databases().Explain(e);

    /// <summary>.NET's messages name the file.</summary>
    private static string? OfFile(Exception e) => e switch
    {
        OutputException => e.Message,
        FileNotFoundException or DirectoryNotFoundException => $"{Line(e)}: name one that exists.",
        UnauthorizedAccessException => $"{Line(e)}: give the bridge's user the right to it, or name another file.",
        IOException => $"{Line(e)}: see whether its disk is full or others use it, or name another file.",
        _ => null,
    };

    private static string Line(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
