using System.Text.RegularExpressions;

namespace GraphSync.Rescore.Scoring;

/// <summary>Takes a command that is one text apart.</summary>
internal static partial class CommandLine
{
    /// <summary>Its words: blanks part them, single or double quotes keep blanks together.</summary>
    public static string[] Split(string text) => [.. Word().Matches(text).Select(word => word.Groups["text"].Value)];

    [GeneratedRegex("""
        "(?<text>[^"]*)"|'(?<text>[^']*)'|(?<text>[^\s"']+)
        """)]
    private static partial Regex Word();
}
