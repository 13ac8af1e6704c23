namespace GraphSync.ScorerHost;

/// <summary>Why the host ended a run itself. It crosses to the bridge as the last line of stderr.</summary>
/// <param name="what">What went wrong, as a clause without a full stop.</param>
/// <param name="remedy">What to do, as a sentence without a full stop.</param>
internal sealed class HostFailureException(string what, string remedy) : Exception(what)
{
    private const string Mark = "scorer-host: ";
    private const int MaxLength = 1000;
    private const char Separator = '\t';

    public string Remedy => remedy;

    public string ToLine() => $"{Mark}{OneLine(Message)}{Separator}{OneLine(remedy)}";

    /// <summary>Takes the failure off the end of a stderr; null when the host wrote none.</summary>
    public static HostFailureException? Take(string stderr, out string rest)
    {
        rest = stderr;
        var start = stderr.LastIndexOf(Mark, StringComparison.Ordinal);
        if (start < 0 || stderr[(start + Mark.Length)..].Split(Separator) is not [var what, var remedy]) return null;
        rest = stderr[..start].TrimEnd();
        return new HostFailureException(what, remedy.Trim());
    }

    private static string OneLine(string text) => Excerpt.Start(text.ReplaceLineEndings(" ").Replace(Separator, ' ').Trim(), MaxLength);
}
