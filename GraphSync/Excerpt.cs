using System.Text;

namespace GraphSync;

/// <summary>Foreign text made fit for messages: bounded, valid UTF-16 and without control characters, so that every log and database
/// takes it.</summary>
internal static class Excerpt
{
    public static string Start(string text, int length) =>
        Clean(text.Length <= length ? text : string.Concat(text.AsSpan(0, length), "…"));

    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // a lone surrogate comes as U+FFFD
            clean.Append(Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? " " : rune.ToString());
        return clean.ToString();
    }
}
