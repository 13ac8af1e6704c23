namespace GraphQueries.Files;

/// <summary>Why a file cannot be written, in one line.</summary>
internal static class OutputRefusal
{
    /// <summary>Whether a failure is about a file, or a name that none can have.</summary>
    public static bool IsOne(Exception e) =>
        e is UnauthorizedAccessException or NotSupportedException or ArgumentException || e is IOException and not OutputException;

    /// <summary>The line.</summary>
    public static OutputException Of(string path, Exception e) => new($"The file {path} cannot be written: {Reason(e)}.", e);

    private static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "permission is denied; run this as a user who may, or name another file",
        DirectoryNotFoundException => "its folder does not exist; make it, or name another file",
        ArgumentException or NotSupportedException or PathTooLongException => "that is no name of a file; name another",
        // .NET puts the name that was written behind the system's words; it need not be the one that the user gave.
        _ => $"{e.Message.Split(" : '")[0].TrimEnd('.')}; mend that, or name another file",
    };
}

/// <summary>A file cannot be written; the message is one line that names it and says what to do.</summary>
internal sealed class OutputException(string message, Exception inner) : IOException(message, inner);
