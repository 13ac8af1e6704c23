using System.Text.RegularExpressions;

namespace GraphQueries;

/// <summary>Takes credentials out of text that is stored, shown or logged: the user and the values of a query in URLs, passwords and the
/// like in connection strings, settings, headers and JSON.</summary>
internal static partial class Redaction
{
    /// <summary>What stands in a credential's place.</summary>
    public const string Mark = "***";

    /// <summary>The text without credentials.</summary>
    public static string Of(string text)
    {
        text = OddUser().Replace(text, $"${{kept}}{Mark}@");
        text = User().Replace(text, $"${{kept}}{Mark}@");
        text = QueryValue().Replace(text, Mark);
        text = Named().Replace(text, $"${{kept}}{Mark}");
        text = Header().Replace(text, $"${{kept}}{Mark}");
        return Scheme().Replace(text, $"${{kept}}{Mark}");
    }

    /// <summary>What was meant as a URI and cannot be read as one: whatever stands before an @ may be a password.</summary>
    public static string Uri(string text) => text.LastIndexOf('@') is >= 0 and var at ? Mark + text[at..] : Of(text);

    /// <summary>The value of a setting: nothing of it when the setting's name says that it is a secret.</summary>
    public static string Setting(string name, string? value) => SecretName().IsMatch(name) ? Mark : Of(value ?? "");

    /// <summary>The text without these very secrets, escaped or not.</summary>
    public static string Without(string text, IEnumerable<string> secrets) => secrets
        .SelectMany(secret => new[] { secret, System.Uri.UnescapeDataString(secret), System.Uri.EscapeDataString(secret) })
        .Where(secret => secret.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)
        .Aggregate(text, (rest, secret) => rest.Replace(secret, Mark, StringComparison.Ordinal));

    // What follows the colon is no port, so a password, which may hold / and @ where nobody escaped them: to the last @.
    [GeneratedRegex("""(?<kept>//)[^\s/?#@:\[\]"'<>]*:(?!\d{0,5}(?:[/?#\s"'<>]|$))[^\s?"'<>]*@""")]
    private static partial Regex OddUser();

    [GeneratedRegex("""(?<kept>//)[^\s/?#"'<>]*@""")]
    private static partial Regex User();

    // A value, or a part that is no more than one.
    [GeneratedRegex("""
        (?<=://[^\s"'<>]*[?&\#][^\s"'<>=&\#]+=)[^\s"'<>&\#]+
        |(?<=://[^\s"'<>?]*\?(?:[^\s"'<>\#]*&)?)[^\s"'<>=&\#]+(?=[\s"'<>&\#]|$)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex QueryValue();

    [GeneratedRegex("""
        (?<kept>\b[\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key)["']?\s*=\s*)(?!…)
            (?:"[^"]*"|'[^']*'|[^;\r\n]*(?=;)|[^\s;]+)
        |(?<kept>"[\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key)"\s*:\s*)"(?:[^"\\]|\\.)*"
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Named();

    [GeneratedRegex("""(?<kept>\b(?:authorization|x-api-key)["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|digest|token)\s+)?[^\s"',;]+""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Header();

    // Not the words "basic authentication".
    [GeneratedRegex("""(?<kept>\b(?i:bearer|basic)\s+)(?=\S*(?:[\d=_+/]|[a-z][A-Z]))[\w.~+/=-]{6,}""")]
    private static partial Regex Scheme();

    [GeneratedRegex("(password|passwd|passphrase|pwd|secret|token|api[_-]?key)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
