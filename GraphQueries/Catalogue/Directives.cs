using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GraphQueries.Language;

namespace GraphQueries.Catalogue;

/// <summary>
/// Carries out the directives of a statement: <c>// include: topic/name a=b</c> puts a file of <c>cypher/includes</c> in the line's place,
/// its <c>a</c> called <c>b</c>; <c>// repeat: 8</c> … <c>// end repeat</c> writes a block eight times, its names that end in 0 or 1
/// counting on. A rule that several statements share stands in one place, and a file says what it does without its machinery.
/// </summary>
internal static partial class Directives
{
    /// <param name="place">The file, for errors.</param>
    /// <param name="text">The statement; line ends are LF.</param>
    /// <param name="include">The text of an include by its name; null when there is none.</param>
    /// <exception cref="FormatException">A directive cannot be carried out.</exception>
    public static string Expand(string place, string text, Func<string, string?> include) =>
        Repeat(place, Include(place, text, include, []));

    private static string Include(string place, string text, Func<string, string?> include, IReadOnlyList<string> within) =>
        IncludeLine().Replace(text, line =>
        {
            var name = line.Groups["name"].Value;
            if (within.Contains(name)) throw new FormatException($"{place}: the include '{name}' includes itself.");
            var body = include(name) ?? throw new FormatException($"{place}: cypher/includes/{name}.cypher does not exist.");
            var renames = line.Groups["from"].Captures.Zip(line.Groups["to"].Captures)
                .ToDictionary(pair => pair.First.Value, pair => pair.Second.Value);
            var nested = Include(place, WithoutHeader(body), include, [.. within, name]);
            return Indent(Rename(nested, token => renames.GetValueOrDefault(token, token)), line.Groups["indent"].Value);
        });

    private static string Repeat(string place, string text)
    {
        var repeated = RepeatBlock().Replace(text, block =>
        {
            var times = int.Parse(block.Groups["times"].Value, CultureInfo.InvariantCulture);
            var all = new StringBuilder();
            for (var i = 0; i < times; i++) all.Append(Rename(block.Groups["body"].Value, token => CountOn(token, i)));
            return all.ToString();
        });
        return RepeatLine().IsMatch(repeated)
            ? throw new FormatException($"{place}: '// repeat: N' and '// end repeat' come in pairs.")
            : repeated;
    }

    private static string CountOn(string token, int by) =>
        token.Length > 1 && token[^1] is '0' or '1' && token[..^1].All(char.IsAsciiLetter)
            ? string.Create(CultureInfo.InvariantCulture, $"{token[..^1]}{token[^1] - '0' + by}")
            : token;

    /// <summary>The comment on top says what the include is for; the statement that it is put into need not repeat it.</summary>
    private static string WithoutHeader(string text) => string.Join('\n', text.Split('\n')
        .SkipWhile(line => line.StartsWith("//", StringComparison.Ordinal) && !Directive().IsMatch(line))).Trim('\n');

    private static string Indent(string text, string indent) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length > 0 ? indent + line : line));

    private static string Rename(string text, Func<string, string> name) =>
        Word().Replace(text, word => word.Groups["name"].Success ? name(word.Value) : word.Value);

    [GeneratedRegex(@"^(?<indent>[ ]*)// include: (?<name>[a-z-]+/[a-z-]+)(?: (?<from>\w+)=(?<to>\w+))*[ ]*$", RegexOptions.Multiline)]
    private static partial Regex IncludeLine();

    [GeneratedRegex(@"^[ ]*// repeat: (?<times>\d+)[ ]*\n(?<body>.*?)^[ ]*// end repeat[ ]*(\n|\z)",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex RepeatBlock();

    [GeneratedRegex("^// (include|repeat): ")]
    private static partial Regex Directive();

    [GeneratedRegex(@"^[ ]*// (repeat:|end repeat)", RegexOptions.Multiline)]
    private static partial Regex RepeatLine();

    // Text inside of strings, comments and backticks is nobody's name; nor is a property's or a parameter's.
    [GeneratedRegex(CypherText.OpaquePattern + @" | [.$:]\w+ | \b(?<name>[A-Za-z_]\w*)\b",
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex Word();
}
